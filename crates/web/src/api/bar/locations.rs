//! Locations, and what each has.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use foh_app::bar::{LocationItem, LocationStock};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::StockItem;
use crate::{
    Web,
    api::performances::id_of,
    http::{Path, Problem, SignedIn},
    programme::Kept,
};

/// A location of the bar, and what it has together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarLocationItem {
    id: Uuid,
    #[schema(example = "Rooftop bar")]
    name: String,
    #[schema(example = "Behind the stage, second floor.")]
    description: String,
    /// How many beverages it has.
    #[schema(example = 24)]
    item_count: u32,
    /// How many of them are low.
    #[schema(example = 3)]
    low: u32,
    /// All of it together.
    #[schema(example = "412.50")]
    total_litres: String,
}

impl From<&LocationItem> for BarLocationItem {
    fn from(item: &LocationItem) -> Self {
        Self {
            id: item.id,
            name: item.location.name.clone(),
            description: item.location.description.clone(),
            item_count: item.beverages,
            low: item.low,
            total_litres: item.litres.to_string(),
        }
    }
}

/// The locations that whoever asks reaches, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarLocations {
    items: Vec<BarLocationItem>,
}

/// What a location has, by the names of the beverages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarLocationStock {
    items: Vec<StockItem>,
    #[schema(example = "Rooftop bar")]
    location: String,
    #[schema(example = "412.50")]
    total_litres: String,
}

impl From<&LocationStock> for BarLocationStock {
    fn from(stock: &LocationStock) -> Self {
        Self {
            items: stock.items.iter().map(Into::into).collect(),
            location: stock.location.name.clone(),
            total_litres: stock.litres().to_string(),
        }
    }
}

/// The active locations, by name; who works at one is told of that one.
#[utoipa::path(get, path = "/api/bar/locations", tag = "bar", responses((status = 200, body = BarLocations)))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<BarLocations>, Problem> {
    let found = web.house.bar_overview(&staff).await?;
    let items = found.iter().map(Into::into).collect();
    Ok(Answer(BarLocations { items }))
}

/// What a location has, by the names of the beverages. Asked with the `ETag` of the last answer as `If-None-Match`, 304 says that nothing has changed.
#[utoipa::path(
    get,
    path = "/api/bar/locations/{id}/stock",
    tag = "bar",
    params(("id" = Uuid, Path), ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the last answer.")),
    responses((status = 200, body = BarLocationStock), (status = 304, description = "Nothing has changed."))
)]
pub(crate) async fn stock(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = web.house.location_stock(id_of(&id)?, &staff).await?;
    let body = serde_json::to_vec(&BarLocationStock::from(&found))
        .map_err(|error| Problem::internal(&error))?;
    let mut response = Kept::new(StatusCode::OK, "application/json", body).respond(&headers);
    // Of staff: no cache on the way keeps it.
    let private = HeaderValue::from_static("private, no-cache");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, private);
    Ok(response)
}

//! Performances, as content managers see them.

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::{PerformanceView, theatre::as_performance};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    body::{Body, Created, PerformanceBody, merged},
    content::known,
};
use crate::{
    Web,
    api::{
        listing::{Page, page},
        performances::{PerformancesQuery, after, id_of},
    },
    http::{Json, Path, Problem, Query},
};

/// A performance with its counters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManagedPerformance {
    id: Uuid,
    #[serde(flatten)]
    fields: PerformanceBody,
    #[schema(example = "The Tempest")]
    show: String,
    #[schema(example = "Great Hall")]
    room: String,
    #[schema(example = "Teatro Aurora")]
    venue: String,
    #[schema(example = "Europe/Rome")]
    time_zone: String,
    /// What the room holds.
    #[schema(example = 240)]
    capacity: u32,
    /// Places taken by confirmed reservations.
    #[schema(example = 100)]
    confirmed_places: u32,
    #[schema(example = 136)]
    available_places: u32,
}

impl From<&PerformanceView> for ManagedPerformance {
    fn from(view: &PerformanceView) -> Self {
        Self {
            id: view.id,
            fields: PerformanceBody::of(&as_performance(view)),
            show: view.title.clone(),
            room: view.room.clone(),
            venue: view.venue.clone(),
            time_zone: view.time_zone.as_str().to_owned(),
            capacity: view.places.capacity,
            confirmed_places: view.places.confirmed,
            available_places: view.places.available(),
        }
    }
}

/// Performances, by their beginnings, past ones too.
#[utoipa::path(get, path = "/api/admin/performances", tag = "administration", params(PerformancesQuery), responses((status = 200, body = Page<ManagedPerformance>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<PerformancesQuery>,
) -> Result<Answer<Page<ManagedPerformance>>, Problem> {
    let (query, size) = query.parse(false, Timestamp::UNIX_EPOCH)?;
    let found = web.house.performances(query).await?;
    Ok(Answer(page(found, size, after, |view| {
        ManagedPerformance::from(&view)
    })))
}

/// Makes a performance.
#[utoipa::path(post, path = "/api/admin/performances", tag = "administration", request_body = PerformanceBody, responses((status = 201, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn create(
    State(web): State<Web>,
    Json(body): Json<PerformanceBody>,
) -> Result<Response, Problem> {
    let id = web.house.create_performance(body.parse()?).await?;
    Ok((StatusCode::CREATED, Answer(Created { id })).into_response())
}

/// One performance.
#[utoipa::path(get, path = "/api/admin/performances/{id}", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedPerformance)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ManagedPerformance>, Problem> {
    let view = web
        .house
        .performance(id_of(&id)?)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Answer(ManagedPerformance::from(&view)))
}

/// Changes a performance: only the given fields. Opening and closing booking is setting `booking_open`.
#[utoipa::path(patch, path = "/api/admin/performances/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body(content = Object, description = "Any of the performance's fields.", example = json!({ "booking_open": false })), responses((status = 200, body = ManagedPerformance)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn change(
    State(web): State<Web>,
    Path(id): Path<String>,
    Json(patch): Json<Map<String, Value>>,
) -> Result<Answer<ManagedPerformance>, Problem> {
    let id = id_of(&id)?;
    known::<PerformanceBody>(&patch)?;
    let change = Box::new(move |stored| merged::<PerformanceBody>(&stored, &patch));
    let view = web.house.change_performance(id, change).await?;
    Ok(Answer(ManagedPerformance::from(&view)))
}

//! Counts: saving one, the last of a location, and one with its lines.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use foh_app::bar::{CountDetail, CountItem, CountLine, SavedCount};
use foh_domain::bar::{Units, is_low};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    asked::{self, Decimal},
    body::{answered, repeatable},
    stock::BarPageQuery,
};
use crate::{
    Web,
    api::{
        listing::{cursor, page, size},
        performances::id_of,
    },
    http::{MaybeJson, Path, Problem, Query, SignedIn, refused_fields},
};

/// What was counted; left out, what is written down is saved as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountBody {
    /// What was counted; of all others what is written down holds.
    #[serde(default)]
    counted: Vec<CountedStock>,
}

/// How much of one stock was counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountedStock {
    stock_id: Uuid,
    /// A decimal of at most two places from 0 to 100000, in a string or as a number.
    #[schema(value_type = String, example = "11.5")]
    quantity: Decimal,
}

/// What a count says of one beverage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarCountLine {
    stock_id: Uuid,
    /// What it was called then.
    #[schema(example = "Lager")]
    beverage: String,
    /// What its unit was called then.
    #[schema(example = "Crate of 24")]
    unit_type: String,
    #[schema(example = "11.50")]
    units: String,
    /// The same in litres, by the unit of that moment.
    #[schema(example = "91.08")]
    litres: String,
    /// Of that moment.
    #[schema(example = "4.00")]
    alarm_minimum: Option<String>,
    /// Whether it was low.
    low: bool,
}

impl From<&CountLine> for BarCountLine {
    fn from(line: &CountLine) -> Self {
        Self {
            stock_id: line.stock_id,
            beverage: line.name.clone(),
            unit_type: line.unit_type.clone(),
            units: line.tally.units.to_string(),
            litres: line.litres().to_string(),
            alarm_minimum: line.alarm_minimum.as_ref().map(Units::to_string),
            low: is_low(line.tally.units, line.alarm_minimum),
        }
    }
}

/// A count that was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedBarCount {
    id: Uuid,
    location_id: Uuid,
    #[schema(example = "2026-11-28T23:40:00Z")]
    created_at: String,
    /// How many beverages there were more or less of than was written down.
    #[schema(example = 2)]
    corrected: usize,
    /// By name.
    lines: Vec<BarCountLine>,
}

impl From<&SavedCount> for SavedBarCount {
    fn from(saved: &SavedCount) -> Self {
        Self {
            id: saved.count.id,
            location_id: saved.count.location_id,
            created_at: saved.count.created_at.to_string(),
            corrected: saved.corrected,
            lines: saved.lines.iter().map(Into::into).collect(),
        }
    }
}

/// A count in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarCountItem {
    id: Uuid,
    location_id: Uuid,
    /// Who saved it; null when the name was erased.
    #[schema(example = "Grace Mukamana")]
    by: Option<String>,
    #[schema(example = "2026-11-28T23:40:00Z")]
    created_at: String,
}

impl From<&CountItem> for BarCountItem {
    fn from(item: &CountItem) -> Self {
        Self {
            id: item.count.id,
            location_id: item.count.location_id,
            by: item.by.as_ref().map(|name| name.expose().to_owned()),
            created_at: item.count.created_at.to_string(),
        }
    }
}

/// A page of counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarCountPage {
    items: Vec<BarCountItem>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

/// A count with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarCount {
    id: Uuid,
    location_id: Uuid,
    #[schema(example = "Rooftop bar")]
    location: String,
    /// Who saved it; null when the name was erased.
    #[schema(example = "Grace Mukamana")]
    by: Option<String>,
    #[schema(example = "2026-11-28T23:40:00Z")]
    created_at: String,
    /// By name.
    lines: Vec<BarCountLine>,
}

impl From<&CountDetail> for BarCount {
    fn from(detail: &CountDetail) -> Self {
        Self {
            id: detail.count.id,
            location_id: detail.count.location_id,
            location: detail.location.name.clone(),
            by: detail.by.as_ref().map(|name| name.expose().to_owned()),
            created_at: detail.count.created_at.to_string(),
            lines: detail.lines.iter().map(Into::into).collect(),
        }
    }
}

/// The answer to whoever counted, byte for byte whenever the request is repeated.
fn drawn(saved: &SavedCount) -> String {
    serde_json::to_string(&SavedBarCount::from(saved)).unwrap_or_default()
}

/// Saves a count of a location, after what was counted has been set right. The same key and body answer the same again for a day.
#[utoipa::path(
    post,
    path = "/api/bar/locations/{id}/save-count",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this count.")
    ),
    request_body = Option<CountBody>,
    responses((status = 201, body = SavedBarCount))
)]
pub(crate) async fn save(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    MaybeJson(body): MaybeJson<CountBody>,
) -> Result<Response, Problem> {
    let location_id = id_of(&id)?;
    let counted = body.counted.iter();
    let counted = counted.map(|one| (one.stock_id, one.quantity.as_str()));
    let request = asked::counted(counted).map_err(refused_fields)?;
    let all = format!("api {location_id} {request:?}");
    let repeatable = repeatable(&web, &staff, &headers, &all, drawn)?;
    let saved = web
        .house
        .save_count(location_id, request, repeatable, &staff);
    Ok((StatusCode::CREATED, answered(saved.await?, drawn)).into_response())
}

/// The counts of a location, the newest first.
#[utoipa::path(get, path = "/api/bar/locations/{id}/counts", tag = "bar", params(("id" = Uuid, Path), BarPageQuery), responses((status = 200, body = BarCountPage)))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<BarPageQuery>,
) -> Result<Answer<BarCountPage>, Problem> {
    let (before, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web
        .house
        .stock_counts(id_of(&id)?, before, size + 1, &staff);
    let found = page(
        found.await?,
        size,
        |item| item.count.id.to_string(),
        |item| BarCountItem::from(&item),
    );
    Ok(Answer(BarCountPage {
        items: found.items,
        next: found.next,
    }))
}

/// A count with its lines.
#[utoipa::path(get, path = "/api/bar/counts/{id}", tag = "bar", params(("id" = Uuid, Path)), responses((status = 200, body = BarCount)))]
pub(crate) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<BarCount>, Problem> {
    let count = web.house.stock_count(id_of(&id)?, &staff).await?;
    Ok(Answer((&count).into()))
}

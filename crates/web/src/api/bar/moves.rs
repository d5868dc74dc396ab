//! Taps and whatever else changes one stock.

use axum::{extract::State, http::HeaderMap, response::Response};
use foh_app::{bar::StockMove, identity::Staff};
use foh_domain::field::FieldError;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    asked::{self, Decimal},
    body::{StockItem, answered, drawn, repeatable},
};
use crate::{
    Web,
    api::performances::id_of,
    http::{Json, Path, Problem, SignedIn, refused_fields},
};

/// By how much.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentBody {
    /// A decimal of either sign with at most two places, in a string or as a number.
    #[schema(value_type = String, example = "-1")]
    adjustment: Decimal,
}

/// How much.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuantityBody {
    /// A decimal of at most two places from 0 to 100000, in a string or as a number.
    #[schema(value_type = String, example = "12.5")]
    quantity: Decimal,
}

/// What is not to be sold any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WasteBody {
    /// More than nought.
    #[schema(value_type = String, example = "0.5")]
    quantity: Decimal,
    /// `broken`, `spilled`, `spoiled`, `given_away` or `other`.
    #[schema(example = "broken")]
    reason: String,
    /// At most 200 characters of one line; needed where the reason is `other`.
    #[schema(example = "Fell off the trolley.")]
    note: Option<String>,
}

/// What was wrong with a request about a stock, told only to who may hear of it: whose it is comes first.
pub(super) async fn wrong(web: &Web, staff: &Staff, stock_id: Uuid, problem: Problem) -> Problem {
    match web.house.stock(stock_id, staff).await {
        Ok(_) => problem,
        Err(error) => error.into(),
    }
}

async fn make(
    web: &Web,
    staff: &Staff,
    headers: &HeaderMap,
    id: &str,
    read: impl FnOnce(Uuid) -> Result<StockMove, Vec<FieldError>>,
) -> Result<Response, Problem> {
    let stock_id = id_of(id)?;
    let asked = read(stock_id).map_err(refused_fields).and_then(|asked| {
        let all = format!("api {asked:?}");
        Ok((asked, repeatable(web, staff, headers, &all, drawn)?))
    });
    match asked {
        Ok((asked, repeatable)) => {
            let once = web.house.move_stock(asked, repeatable, staff).await?;
            Ok(answered(once, drawn))
        }
        Err(problem) => Err(wrong(web, staff, stock_id, problem).await),
    }
}

/// Takes from a stock, or adds to it. The same key and body answer the same again for a day, and count once.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/adjust",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this tap.")
    ),
    request_body = AdjustmentBody,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn adjust(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<AdjustmentBody>,
) -> Result<Response, Problem> {
    let read = |id| asked::adjust(id, body.adjustment.as_str());
    make(&web, &staff, &headers, &id, read).await
}

/// Sets a stock to what is there.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/update",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this change.")
    ),
    request_body = QuantityBody,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn update(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<QuantityBody>,
) -> Result<Response, Problem> {
    let read = |id| asked::update(id, body.quantity.as_str());
    make(&web, &staff, &headers, &id, read).await
}

/// Adds what was delivered.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/deliver",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this delivery.")
    ),
    request_body = QuantityBody,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn deliver(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<QuantityBody>,
) -> Result<Response, Problem> {
    let read = |id| asked::deliver(id, body.quantity.as_str());
    make(&web, &staff, &headers, &id, read).await
}

/// Takes away what is not to be sold any more, and says why.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/waste",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this waste.")
    ),
    request_body = WasteBody,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn waste(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<WasteBody>,
) -> Result<Response, Problem> {
    let note = body.note.as_deref().unwrap_or_default();
    let read = |id| asked::waste(id, body.quantity.as_str(), &body.reason, note);
    make(&web, &staff, &headers, &id, read).await
}

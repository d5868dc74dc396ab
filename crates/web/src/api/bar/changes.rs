//! What is brought elsewhere, what is undone, and at which level somebody is told.

use axum::{Json as Answer, extract::State, http::HeaderMap, response::Response};
use foh_app::bar::Transfer;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    asked::{self, Decimal},
    body::{StockItem, answered, drawn, repeatable},
    moves::wrong,
};
use crate::{
    Web,
    api::performances::id_of,
    http::{Json, MaybeJson, Path, Problem, SignedIn, refused_fields},
};

/// What is brought elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransferBody {
    /// Where it is brought; that location has the beverage.
    to_location_id: Uuid,
    /// More than nought.
    #[schema(value_type = String, example = "2")]
    quantity: Decimal,
}

/// What is undone.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoBody {
    /// Which movement is meant. If another is the last by now, nothing is undone.
    movement_id: Option<Uuid>,
}

/// At which level somebody is told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlarmBody {
    /// At or under so many units; null leaves it to the beverage's.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<String>, example = "4")]
    alarm_minimum: Option<Decimal>,
}

/// A member that may be null, but not left out.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    Option::deserialize(deserializer)
}

/// Brings some of a stock to another location, and answers what is left of it.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/transfer",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this transfer.")
    ),
    request_body = TransferBody,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn transfer(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<TransferBody>,
) -> Result<Response, Problem> {
    let transfer = Transfer {
        stock_id: id_of(&id)?,
        to_location_id: body.to_location_id,
        units: asked::amount(body.quantity.as_str()).map_err(refused_fields)?,
    };
    let all = format!("api {transfer:?}");
    let repeatable = repeatable(&web, &staff, &headers, &all, drawn)?;
    let once = web.house.transfer_stock(transfer, repeatable, &staff).await;
    Ok(answered(once?, drawn))
}

/// Undoes the last movement of a stock by a new one; of a transfer, at both ends.
#[utoipa::path(
    post,
    path = "/api/bar/stock/{id}/undo",
    tag = "bar",
    params(
        ("id" = Uuid, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Any 1 to 200 visible characters of ASCII that name this.")
    ),
    request_body = Option<UndoBody>,
    responses((status = 200, body = StockItem))
)]
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    MaybeJson(body): MaybeJson<UndoBody>,
) -> Result<Response, Problem> {
    let (stock_id, movement_id) = (id_of(&id)?, body.movement_id);
    let all = format!("api undo {stock_id} {movement_id:?}");
    match repeatable(&web, &staff, &headers, &all, drawn) {
        Ok(repeatable) => {
            let undone = web
                .house
                .undo_stock(stock_id, movement_id, repeatable, &staff);
            Ok(answered(undone.await?, drawn))
        }
        Err(problem) => Err(wrong(&web, &staff, stock_id, problem).await),
    }
}

/// Gives a stock an alarm minimum of its own, or leaves it to its beverage's. Saying so again changes nothing.
#[utoipa::path(post, path = "/api/bar/stock/{id}/alarm", tag = "bar", params(("id" = Uuid, Path)), request_body = AlarmBody, responses((status = 200, body = StockItem)))]
pub(crate) async fn set_alarm(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<AlarmBody>,
) -> Result<Answer<StockItem>, Problem> {
    let written = body.alarm_minimum.as_ref().map_or("", Decimal::as_str);
    let minimum = asked::alarm_minimum(written).map_err(refused_fields)?;
    let set = web.house.set_alarm_minimum(id_of(&id)?, minimum, &staff);
    Ok(Answer((&set.await?).into()))
}

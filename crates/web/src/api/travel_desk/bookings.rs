//! Bookings: looked at, cancelled, their tickets made and sent again, cash handed over.

use axum::{Json as Answer, extract::State};
use foh_app::{
    identity::Staff,
    travel::{Canceller, TravelBookingItem},
};
use foh_domain::travel::CancelQuote;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::DeskBooking;
use crate::{
    Web,
    api::performances::id_of,
    http::{Json, Path, Problem, SignedIn},
};

/// How a booking is cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskCancelBody {
    /// Whether what was paid is given back; cash comes out of the open drawer of whoever asks.
    refund: bool,
}

/// A booking that was cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskCancelled {
    id: Uuid,
    #[schema(example = "cancelled")]
    status: &'static str,
    /// What is given back; null if nothing is.
    #[schema(example = "10000")]
    refund: Option<String>,
    #[schema(example = "RWF")]
    currency: Option<&'static str>,
    /// Whether it is to be handed over at the desk.
    in_cash: bool,
}

/// A ticket that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskTicket {
    /// What its code says.
    url: String,
}

/// Something that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskSent {
    #[schema(example = "sent")]
    status: &'static str,
}

/// Which refund was handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverBody {
    refund_id: Uuid,
}

async fn stored(web: &Web, staff: &Staff, id: &str) -> Result<TravelBookingItem, Problem> {
    let found = web.house.travel_booking(id_of(id)?, staff).await;
    Ok(found?)
}

/// A booking with its payments and refunds.
#[utoipa::path(get, path = "/api/travel/desk/bookings/{id}", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskBooking)))]
pub(crate) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskBooking>, Problem> {
    Ok(Answer((&stored(&web, &staff, &id).await?).into()))
}

/// Cancels a booking: its seats are free at once, and the passenger is told.
#[utoipa::path(post, path = "/api/travel/desk/bookings/{id}/cancel", tag = "travel desk", params(("id" = Uuid, Path)), request_body = DeskCancelBody, responses((status = 200, body = DeskCancelled)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<DeskCancelBody>,
) -> Result<Answer<DeskCancelled>, Problem> {
    let id = id_of(&id)?;
    let by = Canceller::Staff {
        by: Box::new(staff),
        refund: body.refund,
    };
    let done = web.house.cancel_travel_booking(id, by, None).await;
    let done = done?;
    let (money, in_cash) = match done.quote {
        CancelQuote::Refund(money) => (Some(money), false),
        CancelQuote::AtDesk(money) => (Some(money), true),
        CancelQuote::TooLate | CancelQuote::NothingPaid => (None, false),
    };
    Ok(Answer(DeskCancelled {
        id,
        status: "cancelled",
        refund: money.map(foh_domain::payments::Money::plain),
        currency: money.map(|money| money.currency.code()),
        in_cash,
    }))
}

/// Makes a code of its own for a printed ticket; those that were sent go on working.
#[utoipa::path(post, path = "/api/travel/desk/bookings/{id}/ticket", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskTicket)))]
pub(crate) async fn ticket(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskTicket>, Problem> {
    let code = web.house.reissue_ticket(id_of(&id)?, &staff).await;
    let code = code?;
    let code = web.house.qr_code(&code);
    let code = code.map_err(|error| Problem::internal(&error))?;
    Ok(Answer(DeskTicket {
        url: code.url.expose_secret().to_owned(),
    }))
}

/// Sends the ticket once more.
#[utoipa::path(post, path = "/api/travel/desk/bookings/{id}/resend", tag = "travel desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskSent)))]
pub(crate) async fn resend(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<DeskSent>, Problem> {
    web.house.resend_travel_ticket(id_of(&id)?, &staff).await?;
    Ok(Answer(DeskSent { status: "sent" }))
}

/// Hands cash over that waits at the desk, out of the open drawer of whoever asks.
#[utoipa::path(post, path = "/api/travel/desk/bookings/{id}/hand-over", tag = "travel desk", params(("id" = Uuid, Path)), request_body = HandOverBody, responses((status = 200, body = DeskBooking)))]
pub(crate) async fn hand_over(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Json(body): Json<HandOverBody>,
) -> Result<Answer<DeskBooking>, Problem> {
    let item = stored(&web, &staff, &id).await?;
    let mut its = item.refunds.iter();
    if !its.any(|refund| refund.id == body.refund_id) {
        return Err(Problem::not_found());
    }
    web.house.hand_over_refund(body.refund_id, &staff).await?;
    Ok(Answer((&stored(&web, &staff, &id).await?).into()))
}

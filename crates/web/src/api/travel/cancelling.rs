//! What a cancellation gives back, told before it is accepted.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use foh_app::travel::Canceller;
use foh_domain::{
    field::FieldError,
    limits::Limit,
    payments::{Currency, Money},
    travel::CancelQuote,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    booking_body::TravelBooking,
    passenger::{AccessQuery, Asker, Sees},
};
use crate::{
    Web,
    api::performances::id_of,
    http::{ClientAddress, Json, Path, Problem, refused_fields},
};

/// What a cancellation would give back now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CancellationQuote {
    /// `refund`: by the way it came; `at_desk`: in cash at the desk; `too_late` or `nothing_paid`: nothing.
    #[schema(example = "refund")]
    kind: &'static str,
    /// `0` when it is nothing.
    #[schema(example = "10000")]
    refund: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    #[schema(example = "RWF 10,000 goes back to you the way it came.")]
    text: String,
}

impl CancellationQuote {
    fn new(quote: CancelQuote, currency: Currency) -> Self {
        let nothing = Money {
            amount: 0,
            currency,
        };
        let (kind, money) = match quote {
            CancelQuote::Refund(money) => ("refund", money),
            CancelQuote::AtDesk(money) => ("at_desk", money),
            CancelQuote::TooLate => ("too_late", nothing),
            CancelQuote::NothingPaid => ("nothing_paid", nothing),
        };
        Self {
            kind,
            refund: money.plain(),
            currency: money.currency.code(),
            text: quote_in_words(quote),
        }
    }
}

/// What a cancellation gives back, in words.
pub(crate) fn quote_in_words(quote: CancelQuote) -> String {
    match quote {
        CancelQuote::Refund(money) => format!("{money} goes back to you the way it came."),
        CancelQuote::AtDesk(money) => format!("You get {money} back at the desk."),
        CancelQuote::TooLate => {
            "Nothing is given back: the bus leaves in an hour or less.".to_owned()
        }
        CancelQuote::NothingPaid => "Nothing was paid, so nothing is given back.".to_owned(),
    }
}

/// What cancelling a booking would give its passenger back now.
#[utoipa::path(get, path = "/api/travel/bookings/{id}/cancellation", tag = "travel", params(("id" = Uuid, Path), AccessQuery), responses((status = 200, body = CancellationQuote)))]
pub(crate) async fn quote(
    State(web): State<Web>,
    Path(id): Path<String>,
    asker: Asker,
) -> Result<Answer<CancellationQuote>, Problem> {
    let (item, _) = asker.booking(&web, id_of(&id)?).await?;
    let quote = web.house.quote_travel_cancellation(&item)?;
    Ok(Answer(CancellationQuote::new(
        quote,
        item.view.amount.currency,
    )))
}

/// A cancellation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TravelCancellation {
    /// The `refund` that was quoted: another amount by now is refused. Operators give so much back, and nothing if they leave it out.
    #[schema(example = "10000")]
    refund: Option<String>,
}

/// Cancels a booking: not after the bus has left. What was paid goes back when it leaves in more than an hour.
#[utoipa::path(post, path = "/api/travel/bookings/{id}/cancel", tag = "travel", params(("id" = Uuid, Path), AccessQuery), request_body = TravelCancellation, responses((status = 200, body = TravelBooking)))]
pub(crate) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<String>,
    client: ClientAddress,
    asker: Asker,
    Json(body): Json<TravelCancellation>,
) -> Result<Answer<TravelBooking>, Problem> {
    let id = id_of(&id)?;
    web.house
        .admit(Limit::TravelCancel, client.as_str())
        .await?;
    let again = asker.clone();
    let (item, sees) = asker.booking(&web, id).await?;
    let told = told(body.refund.as_deref(), item.view.amount.currency)?;
    let who = match sees {
        Sees::Passenger(token) => Canceller::Passenger(Arc::new(token)),
        Sees::Staff(by) => Canceller::Staff {
            by: Box::new(by),
            refund: told.is_some_and(|amount| amount > 0),
        },
    };
    web.house.cancel_travel_booking(id, who, told).await?;
    let (item, _) = again.booking(&web, id).await?;
    Ok(Answer(TravelBooking::of(&web.house, &item)?))
}

/// The amount that was told, in minor units.
fn told(text: Option<&str>, currency: Currency) -> Result<Option<u64>, Problem> {
    let read = text.map(|text| Money::parse(text, currency)).transpose();
    let read = read.map_err(|message| {
        refused_fields(vec![FieldError {
            field: "refund",
            message,
        }])
    })?;
    Ok(read.map(|money| money.amount))
}

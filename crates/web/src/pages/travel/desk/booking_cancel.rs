//! Staff cancel a booking, and say whether what was paid is given back.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{CancelTravelError, Canceller, TravelBookingItem},
};
use foh_domain::{
    payments::Money,
    travel::{CancelQuote, Refundable, ShiftRefusal, TravelCancelRefusal},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    booking::{conflict, path, stored},
    done::{Done, refused},
    frame,
    lines::{head, name},
};
use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::render::{self, Id},
    views::{
        parts::{Field, Notice},
        travel_desk::{BookingCancelPage, Choices, Section},
    },
};

/// What is answered to the question.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Answered {
    refund: String,
    told: Option<u64>,
}

/// `GET /travel/bookings/{id}/cancel`: asks. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let item = stored(&web, &staff, id).await?;
    if let Err(refusal) = web.house.quote_travel_cancellation(&item) {
        return stands(&web, &staff, id, refusal).await;
    }
    let page = view(&web, &staff, &item, Field::default(), None).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /travel/bookings/{id}/cancel`: sent again, it says that it has been done.
pub(super) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(answered): Form<Answered>,
) -> Result<Response, Problem> {
    let item = stored(&web, &staff, id).await?;
    let refund = match answered.refund.as_str() {
        "true" => true,
        "false" => false,
        _ => {
            let field = Field::default().refused("Say what becomes of the money.");
            let page = view(&web, &staff, &item, field, None).await?;
            return render::page(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    if let Err(refusal) = web.house.quote_travel_cancellation(&item) {
        return stands(&web, &staff, id, refusal).await;
    }
    let told = refund.then_some(answered.told).flatten();
    let by = Canceller::Staff {
        by: Box::new(staff.clone()),
        refund,
    };
    let notice = match web.house.cancel_travel_booking(id, by, told).await {
        Ok(done) => {
            let done = match done.quote {
                CancelQuote::Refund(_) => Done::Refunded,
                CancelQuote::AtDesk(_) => Done::HandBack,
                CancelQuote::TooLate | CancelQuote::NothingPaid => Done::Cancelled,
            };
            return Ok(done.seen_at(&path(id)));
        }
        Err(CancelTravelError::Refused(refusal)) => {
            return stands(&web, &staff, id, refusal).await;
        }
        Err(CancelTravelError::Quoted(_)) => refused(
            "Something was paid or given back meanwhile",
            "Look at the amount, and decide once more.",
        ),
        Err(CancelTravelError::NoShift) => refused(
            "The booking stands",
            "Cash comes out of your drawer, and none is open.",
        ),
        Err(CancelTravelError::Drawer(ShiftRefusal::TooLittle)) => refused(
            "The booking stands",
            "Less lies in your drawer than is to be given back.",
        ),
        Err(CancelTravelError::Drawer(_)) => refused(
            "The booking stands",
            "Your drawer holds the money of another currency.",
        ),
        Err(error) => return Err(error.into()),
    };
    let item = stored(&web, &staff, id).await?;
    let field = Field::new(answered.refund);
    let page = view(&web, &staff, &item, field, Some(notice)).await?;
    render::page(StatusCode::CONFLICT, &page)
}

async fn stands(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    refusal: TravelCancelRefusal,
) -> Result<Response, Problem> {
    let why = match refusal {
        TravelCancelRefusal::AlreadyCancelled => {
            return Ok(Done::CancelledBefore.seen_at(&path(id)));
        }
        TravelCancelRefusal::Departed => "The bus has left.",
        TravelCancelRefusal::OnBoard => "The passengers are on board.",
    };
    let notice = refused("The booking cannot be cancelled", why);
    conflict(web, staff, id, notice).await
}

async fn view(
    web: &Web,
    staff: &Staff,
    item: &TravelBookingItem,
    refund: Field,
    notice: Option<Notice>,
) -> Result<BookingCancelPage, Problem> {
    let money = match item.refundable() {
        Refundable::Provider(money) if !money.is_zero() => {
            let method = item
                .payment()
                .map_or("the payer", |payment| payment.method.in_words());
            paid(web, item, money, format!("to {method}"), false)
        }
        Refundable::Cash(money) if !money.is_zero() => {
            let open = web.house.open_shift_of(staff).await?.is_some();
            paid(web, item, money, "out of your drawer".to_owned(), !open)
        }
        _ => Choices::NothingPaid,
    };
    Ok(BookingCancelPage {
        frame: frame(web, "Cancel a booking", Section::Departures, staff),
        id: item.view.id.to_string(),
        passenger: name(item),
        departure: head(&item.departure, web.house.now()),
        seats: item.view.party.get(),
        notice,
        money,
        refund,
    })
}

fn paid(
    web: &Web,
    item: &TravelBookingItem,
    money: Money,
    how: String,
    needs_drawer: bool,
) -> Choices {
    let rule = match web.house.quote_travel_cancellation(item) {
        Ok(CancelQuote::Refund(_) | CancelQuote::AtDesk(_)) => {
            "More than an hour is left: by the rules the passenger gets it back."
        }
        _ => "The bus leaves within the hour: by the rules nothing is given back.",
    };
    Choices::Paid {
        amount: money.to_string(),
        told: money.amount,
        how,
        rule,
        needs_drawer,
    }
}

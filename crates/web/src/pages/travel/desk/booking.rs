//! One booking: seen, its ticket sent again, cash handed over.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    payments::{PaymentRow, RefundRow},
    travel::{ResendTicketError, ShiftError, TravelBookingItem},
};
use foh_domain::{
    booking::ReservationStatus,
    payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus},
    theatre::Zone,
    travel::ShiftRefusal,
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::{Done, refused},
    frame,
    lines::{at, booked, head, name, phone},
};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        admin::lists::Asked,
        render::{self, Id},
    },
    views::{
        admin::{Event, State as Standing, Tone},
        parts::Notice,
        travel_desk::{BookingPage, HandOver, MoneyLine, Passenger, Section},
    },
};

/// The page of a booking.
pub(super) fn path(id: Uuid) -> String {
    format!("/travel/bookings/{id}")
}

/// `GET /travel/bookings/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let item = stored(&web, &staff, id).await?;
    let page = view(&web, &staff, &item, Done::notice(&asked.done)).await?;
    render::page(StatusCode::OK, &page)
}

/// A booking within reach of whoever asks.
pub(super) async fn stored(
    web: &Web,
    staff: &Staff,
    id: Uuid,
) -> Result<TravelBookingItem, Problem> {
    let found = web.house.travel_booking(id, staff).await;
    Ok(found?)
}

/// The booking once more, with why something was not done.
pub(super) async fn conflict(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    notice: Notice,
) -> Result<Response, Problem> {
    let item = stored(web, staff, id).await?;
    let page = view(web, staff, &item, Some(notice)).await?;
    render::page(StatusCode::CONFLICT, &page)
}

/// `POST /travel/bookings/{id}/resend`
pub(super) async fn resend(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.resend_travel_ticket(id, &staff).await {
        Ok(()) => Ok(Done::Sent.seen_at(&path(id))),
        Err(ResendTicketError::NothingToSend) => {
            let why = "The booking is not paid, or was cancelled.";
            let notice = refused("There is no ticket to send", why);
            conflict(&web, &staff, id, notice).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Which refund is handed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Handed {
    refund_id: Uuid,
}

/// `POST /travel/bookings/{id}/hand-over`: sent again, it says that it has been done.
pub(super) async fn hand_over(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(handed): Form<Handed>,
) -> Result<Response, Problem> {
    let item = stored(&web, &staff, id).await?;
    let mut its = item.refunds.iter();
    if !its.any(|refund| refund.id == handed.refund_id) {
        return Err(Problem::not_found());
    }
    let why = match web.house.hand_over_refund(handed.refund_id, &staff).await {
        Ok(()) => return Ok(Done::HandedOver.seen_at(&path(id))),
        Err(ShiftError::NothingToHandOver) => {
            return Ok(Done::HandedOverBefore.seen_at(&path(id)));
        }
        Err(ShiftError::NoneOpen) => "It comes out of your drawer, and none is open.",
        Err(ShiftError::Refused(ShiftRefusal::TooLittle)) => {
            "Less lies in your drawer than is to be handed over."
        }
        Err(ShiftError::Refused(ShiftRefusal::Currency)) => {
            "Your drawer holds the money of another currency."
        }
        Err(error) => return Err(error.into()),
    };
    conflict(&web, &staff, id, refused("Nothing was handed over", why)).await
}

async fn view(
    web: &Web,
    staff: &Staff,
    item: &TravelBookingItem,
    notice: Option<Notice>,
) -> Result<BookingPage, Problem> {
    let (view, zone) = (&item.view, &item.departure.time_zone);
    let hand_over = match item.cash_to_hand_over() {
        None => None,
        Some(refund) => Some(HandOver {
            refund_id: refund.id.to_string(),
            amount: refund.money.to_string(),
            has_drawer: web.house.open_shift_of(staff).await?.is_some(),
        }),
    };
    Ok(BookingPage {
        frame: frame(
            web,
            &format!("Booking {}", item.reference),
            Section::Departures,
            staff,
        ),
        id: view.id.to_string(),
        reference: item.reference.to_string(),
        notice,
        state: booked(item),
        passenger: name(item).map(|name| Passenger {
            name,
            phone: phone(item),
            email: item.guest.as_ref().and_then(|guest| {
                let email = guest.email.as_ref()?;
                Some(email.expose().to_owned())
            }),
        }),
        departure: head(&item.departure, web.house.now()),
        seats: view.party.get(),
        amount: view.amount.to_string(),
        on_board: view.checked_in,
        payments: item
            .payments
            .iter()
            .map(|payment| paid(payment, zone))
            .collect(),
        refunds: item
            .refunds
            .iter()
            .map(|refund| given_back(item, refund))
            .collect(),
        events: events(item),
        hand_over,
        has_ticket: matches!(
            view.status,
            ReservationStatus::Confirmed | ReservationStatus::CheckedIn
        ),
        may_cancel: web.house.quote_travel_cancellation(item).is_ok(),
    })
}

fn paid(payment: &PaymentRow, zone: &Zone) -> MoneyLine {
    let state = match payment.status {
        PaymentStatus::Pending => Standing::new(Tone::Open, "Asked for"),
        PaymentStatus::Completed => Standing::new(Tone::Done, "Paid"),
        PaymentStatus::Failed => Standing::new(Tone::Refused, "Failed"),
        PaymentStatus::Refunded => Standing::new(Tone::Off, "Paid, and given back"),
    };
    let alert = payment
        .alert
        .map(foh_domain::payments::PaymentAlert::in_words);
    let reason = payment.reason.map(|reason| reason.in_words().to_owned());
    MoneyLine {
        what: payment.method.in_words().to_owned(),
        amount: payment.money.to_string(),
        state,
        more: alert.or(reason).unwrap_or_default(),
        at: at(payment.decided_at.unwrap_or(payment.created_at), zone),
    }
}

fn given_back(item: &TravelBookingItem, refund: &RefundRow) -> MoneyLine {
    let payment = item.payments.iter().find(|one| one.id == refund.payment_id);
    let cash = payment.is_some_and(|payment| payment.method == PaymentMethod::Cash);
    let state = match refund.status {
        RefundStatus::Pending if cash => Standing::new(Tone::Open, "Waits at the desk"),
        RefundStatus::Pending => Standing::new(Tone::Open, "On its way"),
        RefundStatus::Completed => Standing::new(Tone::Done, "Given back"),
        RefundStatus::Failed => Standing::new(Tone::Refused, "Refused by the provider"),
    };
    let more = match refund.status {
        RefundStatus::Failed => "An administrator looks after it.",
        _ => "",
    };
    MoneyLine {
        what: cause(refund.cause).to_owned(),
        amount: refund.money.to_string(),
        state,
        more: more.to_owned(),
        at: at(
            refund.decided_at.unwrap_or(refund.created_at),
            &item.departure.time_zone,
        ),
    }
}

/// Why money goes back, in words.
const fn cause(cause: RefundCause) -> &'static str {
    match cause {
        RefundCause::CancelledByPassenger | RefundCause::CancelledByMember => {
            "Cancelled by the passenger"
        }
        RefundCause::CancelledByStaff => "Cancelled by staff",
        RefundCause::DepartureCancelled => "The departure was called off",
        RefundCause::SessionCancelled => "The session was called off",
        RefundCause::PaidLate => "Paid too late",
        RefundCause::PaidTwice => "Paid twice",
        RefundCause::ByStaff => "Decided by staff",
    }
}

/// What happened, in order; what has no moment is still to come.
fn events(item: &TravelBookingItem) -> Vec<Event> {
    let (view, zone) = (&item.view, &item.departure.time_zone);
    let event = |what: &str, when: Option<Timestamp>| {
        let (when, datetime) = when.map(|when| at(when, zone)).unzip();
        Event {
            what: what.to_owned(),
            when,
            datetime: datetime.unwrap_or_default(),
        }
    };
    let sold = view.created_by.is_some();
    let first = if sold {
        "Sold at the desk"
    } else {
        "Booked by the passenger"
    };
    let mut events = vec![event(first, Some(view.created_at))];
    if let Some(at) = view.confirmed_at.filter(|_| !sold) {
        events.push(event("Paid: the seats are theirs", Some(at)));
    }
    if let Some(at) = view.checked_in_at {
        events.push(event("On board", Some(at)));
    }
    if let Some(at) = view.cancelled_at {
        events.push(event("Cancelled", Some(at)));
    }
    match view.status {
        ReservationStatus::Pending => events.push(event("Waits to be paid", None)),
        ReservationStatus::Expired => events.push(event("Not paid in time", None)),
        _ => {}
    }
    events
}

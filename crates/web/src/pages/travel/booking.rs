//! A booking as its passenger sees it, whatever has become of it.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use foh_app::{
    payments::RefundRow,
    travel::{DepartureView, TravelBookingItem},
};
use foh_domain::{
    booking::ReservationStatus,
    payments::{PaymentMethod, PaymentStatus, RefundStatus},
    travel::CancelQuote,
};
use jiff::Timestamp;

use super::{phone_of, private_frame, shown, ticket, unknown, words};
use crate::{
    Web,
    api::travel::expires_at,
    http::{Problem, Query, know_payer},
    pages::{
        paying,
        render::{self, TokenField},
        words as dates,
    },
    views::{
        parts::{Field, Notice},
        travel::{BookingPage, BookingState, Due, PayForm, Step, Until, seats_in_words},
    },
};

/// `GET /travel/booking`: how it stands, and what is next.
pub(super) async fn booking(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let token = query.text();
    let Some(item) = shown(&web, token).await? else {
        return unknown(&web);
    };
    let page = view(&web, &item, token, None).await?;
    let mut response = render::page(StatusCode::OK, &page)?;
    know_who_leaves(&web, &page, token, response.headers_mut());
    Ok(response)
}

/// Whoever is sent to a provider's page is led back to their booking, which that page does not know.
pub(super) fn know_who_leaves(web: &Web, page: &BookingPage, token: &str, headers: &mut HeaderMap) {
    let leaves = match &page.state {
        BookingState::Due(due) => matches!(due.step, Step::Visit { .. }),
        _ => false,
    };
    if leaves && let Some(cookie) = know_payer(&web.site, token) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// The page. `again`: the form to pay once more as it was typed.
pub(super) async fn view(
    web: &Web,
    item: &TravelBookingItem,
    token: &str,
    again: Option<PayForm>,
) -> Result<BookingPage, Problem> {
    let view = &item.view;
    let state = state(web, item, token, again).await?;
    let quoted = web.house.quote_travel_cancellation(item);
    let title = format!("Booking {}", item.reference);
    let kept = !matches!(state, BookingState::RunOut { .. } | BookingState::Cancelled);
    Ok(BookingPage {
        frame: private_frame(web, &title, Some(item)),
        notice: None,
        version: version(item, &state),
        reference: item.reference.to_string(),
        journey: words::journey(&item.departure),
        seats: seats_in_words(view.party.get()),
        amount: view.amount.to_string(),
        refunds: item
            .refunds
            .iter()
            .map(|refund| refund_notice(item, refund))
            .collect(),
        refunding: item
            .refunds
            .iter()
            .any(|refund| refund.status == RefundStatus::Pending && !in_cash(item, refund)),
        cancel_href: quoted
            .ok()
            .filter(|_| kept)
            .map(|_: CancelQuote| format!("/travel/booking/cancel?token={token}")),
        again_href: words::that_route(&item.departure),
        state,
    })
}

async fn state(
    web: &Web,
    item: &TravelBookingItem,
    token: &str,
    again: Option<PayForm>,
) -> Result<BookingState, Problem> {
    let now = web.house.now();
    let undecided = || {
        let waits = |status| status == PaymentStatus::Pending;
        item.payments.iter().any(|payment| waits(payment.status))
    };
    Ok(match item.view.status {
        ReservationStatus::Confirmed | ReservationStatus::CheckedIn => BookingState::Paid {
            ticket: Box::new(ticket::drawn(web, item, token).await?),
            print_href: format!("/travel/booking/ticket?token={token}"),
            on_board: item.view.status == ReservationStatus::CheckedIn,
        },
        ReservationStatus::Cancelled => BookingState::Cancelled,
        ReservationStatus::Expired => BookingState::RunOut {
            undecided: undecided(),
        },
        ReservationStatus::Pending => match expires_at(item) {
            Some(until) if now < until => {
                BookingState::Due(Box::new(due(web, item, token, until, again)?))
            }
            _ => BookingState::RunOut { undecided: true },
        },
    })
}

fn due(
    web: &Web,
    item: &TravelBookingItem,
    token: &str,
    until: Timestamp,
    again: Option<PayForm>,
) -> Result<Due, Problem> {
    let payment = item.payment();
    let method = payment.map_or(item.view.method, |payment| payment.method);
    let step = paying::step(web, payment)?;
    // While a phone is being asked, no other is.
    let open = matches!(step, Step::Failed { .. } | Step::Visit { .. });
    let methods = paying::methods(web);
    let form = (open && !methods.is_empty()).then(|| PayForm {
        methods,
        ..again.unwrap_or_else(|| PayForm {
            token: token.to_owned(),
            payment_method: Field::new(method.as_str()),
            methods: Vec::new(),
            phone_number: Field::new(phone_of(item)),
        })
    });
    Ok(Due {
        step,
        method: method.in_words().to_owned(),
        until: self::until(until, &item.departure),
        form,
    })
}

fn until(until: Timestamp, departure: &DepartureView) -> Until {
    let local = dates::local(until, &departure.time_zone);
    Until {
        time: dates::time(&local),
        datetime: dates::machine(&local),
        zone: dates::zone_name(&departure.time_zone),
    }
}

/// Another whenever something else is to be shown.
fn version(item: &TravelBookingItem, state: &BookingState) -> String {
    let step = match state {
        BookingState::Due(due) => match due.step {
            Step::Approve => "approve",
            Step::Visit { .. } => "visit",
            Step::Wait => "wait",
            Step::LookedAt => "looked-at",
            Step::Failed { .. } => "failed",
        },
        BookingState::Paid { .. } => "paid",
        BookingState::RunOut { undecided: true } => "over",
        BookingState::RunOut { undecided: false } => "run-out",
        BookingState::Cancelled => "cancelled",
    };
    let refunds = item.refunds.iter().map(|refund| refund.status.as_str());
    let refunds: Vec<&str> = refunds.collect();
    let attempts = item.payments.len();
    let on_board = item.view.checked_in;
    format!("{step}-{attempts}-{on_board}-{}", refunds.join("-"))
}

/// How what is given back was paid.
fn method_of(item: &TravelBookingItem, refund: &RefundRow) -> PaymentMethod {
    let payment = item.payments.iter().find(|one| one.id == refund.payment_id);
    payment.map_or(item.view.method, |payment| payment.method)
}

/// Whether it waits at the desk, for as long as nobody fetches it.
fn in_cash(item: &TravelBookingItem, refund: &RefundRow) -> bool {
    method_of(item, refund) == PaymentMethod::Cash
}

/// Money that goes back, and how far it is.
fn refund_notice(item: &TravelBookingItem, refund: &RefundRow) -> Notice {
    paying::refund_notice(method_of(item, refund), refund)
}

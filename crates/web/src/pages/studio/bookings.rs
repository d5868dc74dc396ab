//! One's own bookings, and giving one back.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::studio::{BookingItem, CancelBookingError};
use foh_domain::{
    booking::ReservationStatus,
    studio::{BookingCancelRefusal, PaidState, SessionStatus, decide_cancel_booking},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{PAGE, frame, pay, words};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        admin::{Pager, State as Marked, Tone},
        parts::{Notice, NoticeKind},
        studio::{BookingCancelPage, BookingRow, BookingsPage},
    },
};

const PATH: &str = "/bookings";
/// Bookings to come that are shown; more than anybody has.
const MOST_COMING: u32 = 200;

/// What the list is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
    before: String,
}

/// What has just been done, or why not, as a word of the query.
fn notice(done: &str) -> Option<Notice> {
    use NoticeKind::{Done, Info, Refused};
    let (kind, title, text) = match done {
        "cancelled" => (
            Done,
            "Your booking is cancelled",
            "Your place is free for others. The confirmation comes by e-mail.",
        ),
        "cancelled_before" => (Info, "It had been cancelled already", ""),
        "begun" => (
            Refused,
            "The session has begun",
            "A booking can be cancelled until then.",
        ),
        _ => return None,
    };
    Some(Notice::new(kind, title, text))
}

/// `GET /bookings`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before = Some(asked.before.as_str()).filter(|text| !text.is_empty());
    let cursor = listing::cursor(before)?;
    let now = web.house.now();
    let coming = if cursor.is_none() {
        web.house.upcoming_bookings(staff.id, MOST_COMING).await?
    } else {
        Vec::new()
    };
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut past = web.house.past_bookings(staff.id, cursor, limit).await?;
    let more = past.len() > PAGE;
    past.truncate(PAGE);
    let last = past.last().filter(|_| more);
    let page = BookingsPage {
        frame: frame(&web, "Your bookings", Some(&staff), PATH),
        notice: notice(&asked.done),
        coming: coming
            .iter()
            .map(|booking| coming_row(&web, booking, now))
            .collect(),
        before: past.iter().map(|booking| past_row(&web, booking)).collect(),
        pager: Pager {
            first_href: cursor.map(|_| PATH.to_owned()),
            next_href: last.map(|last| format!("{PATH}?before={}", last.view.id)),
        },
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /bookings/{id}/cancel`: asks. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let booking = web.house.own_booking(id, staff.id).await?;
    let BookingItem {
        view: booking,
        paid,
        ..
    } = booking.ok_or_else(Problem::not_found)?;
    let decided = decide_cancel_booking(booking.status, booking.starts_at, web.house.now());
    if let Err(refusal) = decided {
        return Ok(refused(refusal));
    }
    let page = BookingCancelPage {
        frame: frame(&web, "Cancel your booking", Some(&staff), PATH),
        when: words::when(booking.starts_at, booking.ends_at, &booking.time_zone),
        title: booking.title,
        location: booking.location,
        given_back: (paid.state == PaidState::Paid).then(|| booking.price.to_string()),
        action: format!("{PATH}/{id}/cancel"),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /bookings/{id}/cancel`: cancels. Sent again, it says that it has been done.
pub(super) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.cancel_booking(id, staff.id).await {
        Ok(_) => Ok(led("cancelled")),
        Err(CancelBookingError::Refused(refusal)) => Ok(refused(refusal)),
        Err(error) => Err(error.into()),
    }
}

fn refused(refusal: BookingCancelRefusal) -> Response {
    match refusal {
        BookingCancelRefusal::AlreadyCancelled => led("cancelled_before"),
        // Whoever was ticked off before it began is there: for them it has.
        BookingCancelRefusal::Begun | BookingCancelRefusal::AlreadyCheckedIn => led("begun"),
    }
}

fn led(done: &str) -> Response {
    Redirect::to(&format!("{PATH}?done={done}")).into_response()
}

fn row(web: &Web, item: &BookingItem) -> BookingRow {
    let booking = &item.view;
    BookingRow {
        title: booking.title.clone(),
        href: format!("/sessions/{}", booking.session_id),
        when: words::when(booking.starts_at, booking.ends_at, &booking.time_zone),
        location: booking.location.clone(),
        payment: pay::payment(web, item),
        state: None,
        cancel_href: None,
    }
}

fn coming_row(web: &Web, item: &BookingItem, now: Timestamp) -> BookingRow {
    let booking = &item.view;
    let decided = decide_cancel_booking(booking.status, booking.starts_at, now);
    BookingRow {
        cancel_href: decided
            .is_ok()
            .then(|| format!("{PATH}/{}/cancel", booking.id)),
        ..row(web, item)
    }
}

fn past_row(web: &Web, item: &BookingItem) -> BookingRow {
    let booking = &item.view;
    let state = if booking.session_status == SessionStatus::Cancelled {
        Marked::new(Tone::Refused, "Did not take place")
    } else if booking.cancelled_at.is_some() {
        Marked::new(Tone::Off, "You cancelled")
    } else if booking.status == ReservationStatus::CheckedIn {
        Marked::new(Tone::Done, "You were there")
    } else {
        Marked::new(Tone::Off, "Over")
    };
    BookingRow {
        state: Some(state),
        ..row(web, item)
    }
}

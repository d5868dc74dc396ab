//! One reservation: seen, cancelled, its e-mail sent again.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    theatre::{CancelError, CheckInItem, ResendError, ReservationDetail},
};
use foh_domain::{
    booking::ReservationStatus,
    theatre::{CancelRefusal, decide_cancel},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{done::Done, frame, lists::Asked, reservations::status};
use crate::{
    Web,
    http::{Problem, Query, SignedIn, access},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::{CheckIn, Event, Guest, Resend, ReservationCancel, ReservationPage, Section},
        parts::{Notice, NoticeKind},
    },
};

fn path(id: Uuid) -> String {
    format!("/admin/reservations/{id}")
}

/// `GET /admin/reservations/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let detail = stored(&web, id).await?;
    let page = view(&web, &staff, &detail, Done::notice(&asked.done));
    render::page(StatusCode::OK, &page)
}

/// `GET /admin/reservations/{id}/cancel`: asks. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let detail = stored(&web, id).await?;
    if let Some(refusal) = obstacle(&detail, web.house.now()) {
        return not_cancelled(&web, &staff, &detail, refusal);
    }
    let title = "Cancel the reservation";
    let page = ReservationCancel {
        frame: frame(&web, title, Section::Reservations, &staff),
        id: id.to_string(),
        guest_name: detail.guest.map(|guest| guest.name.expose().to_owned()),
        performance: words::performance(&detail.performance),
        party_size: detail.reservation.party.get(),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/reservations/{id}/cancel`: sent again, it says that it has been done.
pub(super) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.cancel_by_staff(id).await {
        Ok(_) => Ok(Done::Cancelled.seen_at(&path(id))),
        Err(CancelError::Refused(CancelRefusal::AlreadyCancelled)) => {
            Ok(Done::CancelledBefore.seen_at(&path(id)))
        }
        Err(CancelError::Refused(refusal)) => {
            let detail = stored(&web, id).await?;
            not_cancelled(&web, &staff, &detail, refusal)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/reservations/{id}/resend`
pub(super) async fn resend(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.resend(id).await {
        Ok(()) => Ok(Done::Sent.seen_at(&path(id))),
        Err(ResendError::NothingToSend) => {
            let notice = Notice::new(
                NoticeKind::Refused,
                "There is no e-mail to send",
                "The reservation was cancelled or has expired, or the performance has begun.",
            );
            let detail = stored(&web, id).await?;
            let page = view(&web, &staff, &detail, Some(notice));
            render::page(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn stored(web: &Web, id: Uuid) -> Result<ReservationDetail, Problem> {
    let found = web.house.reservation(id).await?;
    found.ok_or_else(Problem::not_found)
}

/// Why cancelling would be refused now: what the rule says to the facts, of which nothing is kept.
fn obstacle(detail: &ReservationDetail, now: Timestamp) -> Option<CancelRefusal> {
    let reservation = &detail.reservation;
    let facts = (
        reservation.status,
        reservation.party,
        reservation.checked_in,
    );
    let mut places = detail.performance.places;
    decide_cancel(facts, &mut places, detail.performance.starts_at, now).err()
}

fn not_cancelled(
    web: &Web,
    staff: &Staff,
    detail: &ReservationDetail,
    refusal: CancelRefusal,
) -> Result<Response, Problem> {
    let why = match refusal {
        CancelRefusal::AlreadyCancelled => "It had been cancelled already.",
        CancelRefusal::Expired => "It was never confirmed and has expired: no place is taken.",
        CancelRefusal::AlreadyCheckedIn => "Some of the party are inside already.",
        CancelRefusal::Begun => "The performance has begun.",
    };
    let notice = Notice::new(
        NoticeKind::Refused,
        "The reservation cannot be cancelled",
        why,
    );
    render::page(
        StatusCode::CONFLICT,
        &view(web, staff, detail, Some(notice)),
    )
}

fn view(
    web: &Web,
    staff: &Staff,
    detail: &ReservationDetail,
    notice: Option<Notice>,
) -> ReservationPage {
    let reservation = &detail.reservation;
    let reference = words::reference(reservation.id);
    let title = format!("Reservation {reference}");
    let now = web.house.now();
    ReservationPage {
        frame: frame(web, &title, Section::Reservations, staff),
        id: reservation.id.to_string(),
        reference,
        notice,
        status: status(reservation.status),
        performance: words::performance(&detail.performance),
        performance_href: Some(format!("/admin/performances/{}", detail.performance.id)),
        party_size: reservation.party.get(),
        inside: reservation.checked_in,
        check_ins: check_ins(detail),
        guest: detail.guest.as_ref().map(|guest| Guest {
            name: guest.name.expose().to_owned(),
            email: guest.email.as_ref().map(|email| email.expose().to_owned()),
            phone: guest.phone.as_ref().map(|phone| phone.expose().to_owned()),
            notes: guest.notes.as_ref().map(|notes| notes.expose().to_owned()),
        }),
        events: events(detail),
        resend: detail.guest.as_ref().and_then(|_| mail(detail, now)),
        can_erase: detail.guest.is_some() && access::may_open(staff, "/admin/privacy"),
        can_cancel: obstacle(detail, now).is_none(),
    }
}

/// The e-mail that [`foh_app::House::resend`] would send.
fn mail(detail: &ReservationDetail, now: Timestamp) -> Option<Resend> {
    match detail.reservation.status {
        ReservationStatus::Pending if now < detail.performance.starts_at => {
            Some(Resend::Confirmation)
        }
        ReservationStatus::Confirmed | ReservationStatus::CheckedIn => Some(Resend::Ticket),
        _ => None,
    }
}

/// "28 November 2026, 19:41" on the clock of the venue, and the same for machines.
fn in_words(at: Timestamp, detail: &ReservationDetail) -> (String, String) {
    let at = words::local(at, &detail.performance.time_zone);
    let when = at.strftime("%-d %B %Y, %H:%M").to_string();
    (when, words::machine(&at))
}

/// Who was admitted, in order.
fn check_ins(detail: &ReservationDetail) -> Vec<CheckIn> {
    let check_in = |one: &CheckInItem| CheckIn {
        admitted: one.admitted,
        by: one.by.as_ref().map(|name| name.expose().to_owned()),
        at: in_words(one.at, detail),
        undone_at: one.undone_at.map(|at| in_words(at, detail)),
    };
    detail.check_ins.iter().map(check_in).collect()
}

/// What happened, in order; what has no moment is still to come, or is not known to the minute.
fn events(detail: &ReservationDetail) -> Vec<Event> {
    let reservation = &detail.reservation;
    let event = |what: String, at: Option<Timestamp>| {
        let (when, datetime) = at.map(|at| in_words(at, detail)).unzip();
        Event {
            what,
            when,
            datetime: datetime.unwrap_or_default(),
        }
    };
    let by = if reservation.created_by.is_some() {
        "Reserved by the box office"
    } else {
        "Reserved by the guest"
    };
    let mut events = vec![event(by.into(), Some(reservation.created_at))];
    if let Some(at) = reservation.confirmed_at {
        events.push(event("Confirmed by the guest".into(), Some(at)));
    }
    if let Some(at) = reservation.cancelled_at {
        events.push(event("Cancelled".into(), Some(at)));
    }
    match reservation.status {
        ReservationStatus::Pending => events.push(event("Waits to be confirmed".into(), None)),
        ReservationStatus::Expired => events.push(event("Not confirmed in time".into(), None)),
        _ => {}
    }
    events
}

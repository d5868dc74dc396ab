//! One departure and who travels with it.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, travel::TravelBookingItem};
use foh_domain::booking::ReservationStatus;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::Done,
    frame,
    lines::{May, booked, head, name, paid, phone, route},
};
use crate::{
    Web,
    api::listing,
    http::{Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        parts::Notice,
        travel_desk::{DeparturePage, PassengerLine, Section},
    },
};

/// What of its bookings is asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    all: bool,
    done: String,
}

/// `GET /travel/desk/departures/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let notice = Done::notice(&wanted.done);
    let page = view(&web, &staff, id, wanted, notice).await?;
    render::page(StatusCode::OK, &page)
}

/// The departure once more, with why something was not done.
pub(super) async fn refused(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    notice: Notice,
) -> Result<Response, Problem> {
    let page = view(web, staff, id, Wanted::default(), Some(notice)).await?;
    render::page(StatusCode::CONFLICT, &page)
}

async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    wanted: Wanted,
    notice: Option<Notice>,
) -> Result<DeparturePage, Problem> {
    let query = listing::search(wanted.q.trim().to_owned())?;
    let found = web.house.passengers(id, !wanted.all, staff).await;
    let (departure, items) = found?;
    let now = web.house.now();
    let may = May::of(&departure, staff, now);
    let title = route(&departure);
    let standing = || {
        let stands = |item: &&TravelBookingItem| item.view.status.takes_places();
        items.iter().filter(stands)
    };
    let answering = items.iter().filter(|item| item.answers_to(&query));
    Ok(DeparturePage {
        frame: frame(web, &title, Section::Departures, staff),
        departure: head(&departure, now),
        notice,
        all: wanted.all,
        lines: answering.map(line).collect(),
        query,
        bookings: u32::try_from(standing().count()).unwrap_or(u32::MAX),
        seats: standing().map(|item| item.view.party.get()).sum(),
        on_board: standing().map(|item| item.view.checked_in).sum(),
        may_sell: may.sell,
        may_check_in: may.check_in,
        may_depart: may.depart,
        may_cancel: may.cancel,
    })
}

fn line(item: &TravelBookingItem) -> PassengerLine {
    PassengerLine {
        id: item.view.id.to_string(),
        name: name(item),
        phone: phone(item),
        reference: item.reference.to_string(),
        seats: item.view.party.get(),
        state: booked(item),
        paid: match item.view.status {
            ReservationStatus::Pending => "not yet".to_owned(),
            _ => paid(item),
        },
        on_board: item.view.checked_in,
    }
}

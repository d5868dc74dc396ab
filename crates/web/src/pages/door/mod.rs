//! The door: which performance or departure is whose.
//!
//! With scripts the door speaks JSON to `/api/check-ins`; without, it posts the forms of [`hand`].

mod camera;
mod hand;
mod link;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use foh_app::{
    identity::Staff,
    theatre::{AtTheDoor, DoorReach, Occurrence},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    render::{frame, page},
    words,
};
use crate::{
    Web,
    http::{Problem, SignedIn, access},
    scan,
    views::{
        door::{DoorChoice, DoorChoose, DoorKind, DoorOccurrence, Nearness},
        frame::Desk,
    },
};

/// Doors without a time of their own open so long before.
const USUAL_DOORS: SignedDuration = SignedDuration::from_mins(60);

/// Every route of the door.
pub(super) fn routes() -> Router<Web> {
    let frames = post(camera::read_frame).layer(DefaultBodyLimit::max(scan::LARGEST_FRAME_BYTES));
    Router::new()
        .route("/door-link", get(link::ask).post(link::open))
        .route("/door", get(choose))
        .route("/door/scan", frames)
        .route("/door/{id}", get(camera::camera))
        .route("/door/{id}/check", post(hand::check))
        .route("/door/{id}/admit", post(hand::admit))
        .route("/door/{id}/admitted", get(hand::admitted))
        .route("/door/{id}/undo", post(hand::undo))
        .route("/door/departures", get(choose_departure))
        .route("/door/departures/{id}", get(camera::camera))
        .route("/door/departures/{id}/check", post(hand::check))
        .route("/door/departures/{id}/admit", post(hand::admit))
        .route("/door/departures/{id}/admitted", get(hand::admitted))
        .route("/door/departures/{id}/undo", post(hand::undo))
}

async fn choose(State(web): State<Web>, SignedIn(staff): SignedIn) -> Result<Response, Problem> {
    let doors = web.house.doors().await?;
    offer(&web, &staff, DoorKind::Performance, &doors)
}

async fn choose_departure(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let doors = web.house.departure_doors(&DoorReach::of(&staff)).await?;
    offer(&web, &staff, DoorKind::Departure, &doors)
}

fn offer(
    web: &Web,
    staff: &Staff,
    kind: DoorKind,
    doors: &[AtTheDoor],
) -> Result<Response, Problem> {
    let now = web.house.now();
    let other = match kind {
        DoorKind::Performance => DoorKind::Departure,
        DoorKind::Departure => DoorKind::Performance,
    };
    let choices = doors.iter().map(|door| DoorChoice {
        at: at(door, now),
        nearness: nearness(door, now),
    });
    let view = DoorChoose {
        choices: choices.collect(),
        frame: frame(web, "Which door?", Desk::Door, Some(staff)),
        notice: None,
        kind,
        other_kind: access::may_open(staff, other.doors()),
    };
    page(StatusCode::OK, &view)
}

/// The door of a performance or a departure within reach of whoever asks.
async fn at_the_door(web: &Web, staff: &Staff, id: Uuid) -> Result<AtTheDoor, Problem> {
    let door = web.house.door(id).await?.ok_or_else(Problem::not_found)?;
    if DoorReach::of(staff).holds(&door.occurrence) {
        Ok(door)
    } else {
        Err(Problem::forbidden())
    }
}

fn kind(occurrence: &Occurrence) -> DoorKind {
    match occurrence {
        Occurrence::Performance(_) => DoorKind::Performance,
        Occurrence::Departure(_) => DoorKind::Departure,
    }
}

fn at(door: &AtTheDoor, now: Timestamp) -> DoorOccurrence {
    let occurrence = &door.occurrence;
    let starts = words::local(occurrence.starts_at(), occurrence.time_zone());
    let today = words::local(now, occurrence.time_zone()).date();
    let (title, place) = match occurrence {
        Occurrence::Performance(view) => (view.title.clone(), view.room.clone()),
        Occurrence::Departure(view) => (
            format!("{} to {}", view.route.origin, view.route.destination),
            view.plate.clone(),
        ),
    };
    DoorOccurrence {
        id: occurrence.id().to_string(),
        kind: kind(occurrence),
        title,
        day: words::nearness(starts.date(), today)
            .unwrap_or_else(|| starts.strftime("%A %-d %B").to_string()),
        time: words::time(&starts),
        datetime: words::machine(&starts),
        place,
        inside: door.inside,
        expected: occurrence.expected(),
    }
}

fn nearness(door: &AtTheDoor, now: Timestamp) -> Nearness {
    let starts_at = door.occurrence.starts_at();
    let doors = match &door.occurrence {
        Occurrence::Performance(view) => view.doors_open_at,
        Occurrence::Departure(_) => None,
    };
    let doors = doors.unwrap_or(starts_at).min(starts_at - USUAL_DOORS);
    if now >= starts_at {
        Nearness::Begun
    } else if now >= doors {
        Nearness::Now
    } else {
        Nearness::Later
    }
}

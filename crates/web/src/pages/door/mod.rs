//! The door: which performance is whose.
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
use foh_app::theatre::AtTheDoor;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    render::{frame, page},
    words,
};
use crate::{
    Web,
    http::{Problem, SignedIn},
    scan,
    views::{
        door::{DoorChoice, DoorChoose, DoorPerformance, Nearness},
        frame::Desk,
    },
};

/// The doors of a performance without a time of their own open so long before.
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
}

async fn choose(State(web): State<Web>, SignedIn(staff): SignedIn) -> Result<Response, Problem> {
    let now = web.house.now();
    let doors = web.house.doors().await?;
    let choices = doors.iter().map(|door| DoorChoice {
        performance: performance(door, now),
        nearness: nearness(door, now),
    });
    let view = DoorChoose {
        choices: choices.collect(),
        frame: frame(&web, "Which door?", Desk::Door, Some(&staff)),
        notice: None,
    };
    page(StatusCode::OK, &view)
}

async fn at_the_door(web: &Web, id: Uuid) -> Result<AtTheDoor, Problem> {
    web.house.door(id).await?.ok_or_else(Problem::not_found)
}

fn performance(door: &AtTheDoor, now: Timestamp) -> DoorPerformance {
    let view = &door.performance;
    let starts = words::local(view.starts_at, &view.time_zone);
    let today = words::local(now, &view.time_zone).date();
    DoorPerformance {
        id: view.id.to_string(),
        show_title: view.title.clone(),
        day: words::nearness(starts.date(), today)
            .unwrap_or_else(|| starts.strftime("%A %-d %B").to_string()),
        time: words::time(&starts),
        datetime: words::machine(&starts),
        room: view.room.clone(),
        inside: door.inside,
        expected: view.places.confirmed,
    }
}

fn nearness(door: &AtTheDoor, now: Timestamp) -> Nearness {
    let starts_at = door.performance.starts_at;
    let doors = door
        .performance
        .doors_open_at
        .unwrap_or(starts_at)
        .min(starts_at - USUAL_DOORS);
    if now >= starts_at {
        Nearness::Begun
    } else if now >= doors {
        Nearness::Now
    } else {
        Nearness::Later
    }
}

//! The camera's page, and frames read for browsers that cannot read codes themselves.

use std::time::Duration;

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::{identity::Staff, theatre::AtTheDoor};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{at, at_the_door, kind};
use crate::{
    Web,
    api::check_ins::ticket,
    http::{Problem, SignedIn, access},
    pages::render::{Id, frame, page},
    scan,
    views::{door::DoorScan, frame::Desk, parts::Field},
};

/// A ticket that came along in the address, from a code opened in the browser.
#[derive(Deserialize)]
pub(super) struct Brought {
    #[serde(default)]
    token: String,
}

/// The scanner of one door.
pub(super) async fn camera(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(brought): Query<Brought>,
) -> Result<Response, Problem> {
    let door = at_the_door(&web, &staff, id).await?;
    let token = ticket(&brought.token)
        .map(|_| brought.token)
        .unwrap_or_default();
    let mut view = scanner(&web, &staff, &door, Field::new(token));
    view.frame.private = !view.token.value.is_empty();
    page(StatusCode::OK, &view)
}

fn scanner(web: &Web, staff: &Staff, door: &AtTheDoor, token: Field) -> DoorScan {
    let (at, kind) = (at(door, web.house.now()), kind(&door.occurrence));
    DoorScan {
        frame: frame(web, &at.title, Desk::Door, Some(staff)),
        time_zone: door.occurrence.time_zone().as_str().to_owned(),
        token,
        count_href: Some(format!("/api/check-ins/count?{}_id={}", kind.code(), at.id)),
        other_doors: access::may_open(staff, kind.doors()),
        at,
    }
}

/// Frames read at once: a code takes some 10 ms, a hostile picture may take long.
static READERS: Semaphore = Semaphore::const_new(2);
/// How long reading one may take before the phone is told that there is no code.
const READING: Duration = Duration::from_secs(2);

/// What a camera frame says, for browsers that cannot read codes themselves.
pub(super) async fn read_frame(frame: Bytes) -> Result<Response, Problem> {
    let reader = READERS
        .acquire()
        .await
        .map_err(|error| Problem::internal(&error))?;
    let reading = tokio::task::spawn_blocking(move || {
        let read = scan::read_code(&frame);
        drop(reader);
        read
    });
    let text = match tokio::time::timeout(READING, reading).await {
        Ok(Ok(Ok(text))) => text,
        Ok(Ok(Err(error))) => return Err(Problem::malformed(error.to_string())),
        Ok(Err(error)) => return Err(Problem::internal(&error)),
        Err(_) => None,
    };
    Ok(Json(serde_json::json!({ "text": text })).into_response())
}

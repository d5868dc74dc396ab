//! The door: which performance, the camera, hand entry, verdicts.
//!
//! With scripts the door speaks JSON to `/api/check-ins`; without, it posts these forms.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foh_app::theatre::{Admission, AtTheDoor, CheckInError, CheckInRequest, UndoError};
use foh_domain::{limits::Limit, theatre::CheckInRefusal};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    render::{Id, frame, page},
    words,
};
use crate::{
    Web,
    api::check_ins::ticket,
    http::{Authorized, Door, Form, Problem},
    scan,
    views::{
        door::{
            DoorChoice, DoorChoose, DoorPerformance, DoorPreview, DoorScan, DoorVerdict, Nearness,
            VerdictKind,
        },
        frame::Desk,
        parts::Field,
    },
};

/// The doors of a performance without a time of their own open so long before.
const USUAL_DOORS: SignedDuration = SignedDuration::from_mins(60);

/// Every route of the door.
pub(super) fn routes() -> Router<Web> {
    let frames = post(read_frame).layer(DefaultBodyLimit::max(scan::LARGEST_FRAME_BYTES));
    Router::new()
        .route("/door", get(choose))
        .route("/door/scan", frames)
        .route("/door/{id}", get(camera))
        .route("/door/{id}/check", post(check))
        .route("/door/{id}/admit", post(admit))
        .route("/door/{id}/admitted", get(admitted))
        .route("/door/{id}/undo", post(undo))
}

async fn choose(State(web): State<Web>, door: Authorized<Door>) -> Result<Response, Problem> {
    let now = web.house.now();
    let doors = web.house.doors().await?;
    let choices = doors.iter().map(|door| DoorChoice {
        performance: performance(door, now),
        nearness: nearness(door, now),
    });
    let view = DoorChoose {
        choices: choices.collect(),
        frame: frame(&web, "Which door?", Desk::Door, Some(&door.staff)),
        notice: None,
    };
    page(StatusCode::OK, &view)
}

/// A ticket that came along in the address, from a code opened in the browser.
#[derive(Deserialize)]
struct Brought {
    #[serde(default)]
    token: String,
}

async fn camera(
    State(web): State<Web>,
    door: Authorized<Door>,
    Id(id): Id,
    Query(brought): Query<Brought>,
) -> Result<Response, Problem> {
    let at = at_the_door(&web, id).await?;
    let token = ticket(&brought.token)
        .map(|_| brought.token)
        .unwrap_or_default();
    page(
        StatusCode::OK,
        &scanner(&web, &door, &at, Field::new(token)),
    )
}

fn scanner(web: &Web, door: &Authorized<Door>, at: &AtTheDoor, token: Field) -> DoorScan {
    DoorScan {
        frame: frame(web, &at.performance.title, Desk::Door, Some(&door.staff)),
        performance: performance(at, web.house.now()),
        time_zone: at.performance.time_zone.as_str().to_owned(),
        token,
        count_href: Some(format!(
            "/api/check-ins/count?performance_id={}",
            at.performance.id
        )),
    }
}

/// What a camera frame says, for browsers that cannot read codes themselves.
async fn read_frame(_door: Authorized<Door>, frame: Bytes) -> Result<Response, Problem> {
    let read = tokio::task::spawn_blocking(move || scan::read_code(&frame)).await;
    match read.map_err(|error| Problem::internal(&error))? {
        Ok(text) => Ok(Json(serde_json::json!({ "text": text })).into_response()),
        Err(error) => Err(Problem::malformed(error.to_string())),
    }
}

/// A hand entry: a ticket, and how many to admit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    token: String,
    count: Option<String>,
}

async fn check(
    State(web): State<Web>,
    door: Authorized<Door>,
    Id(id): Id,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::CheckInPreview, &door.staff.id.to_string())
        .await?;
    let Some(request) = request(&entry, id, None) else {
        return verdict(&web, &door, id, &entry, CheckInRefusal::InvalidToken).await;
    };
    match web.house.preview_check_in(request).await {
        Ok(seen) => {
            let remaining = seen.party_size - seen.checked_in;
            let count = Field::new(remaining.to_string());
            preview(
                &web,
                &door,
                id,
                entry.token,
                (seen.party_size, remaining),
                count,
            )
            .await
        }
        Err(CheckInError::Refused(refusal)) => verdict(&web, &door, id, &entry, refusal).await,
        Err(error) => Err(error.into()),
    }
}

async fn preview(
    web: &Web,
    door: &Authorized<Door>,
    id: Uuid,
    token: String,
    (party_size, remaining): (u32, u32),
    count: Field,
) -> Result<Response, Problem> {
    let at = at_the_door(web, id).await?;
    let mut frame = frame(web, "A good ticket", Desk::Door, Some(&door.staff));
    frame.private = true;
    let view = DoorPreview {
        frame,
        performance: performance(&at, web.house.now()),
        token,
        party_size,
        remaining,
        count,
    };
    page(StatusCode::OK, &view)
}

async fn admit(
    State(web): State<Web>,
    door: Authorized<Door>,
    Id(id): Id,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::CheckInConfirm, &door.staff.id.to_string())
        .await?;
    let count = entry
        .count
        .as_deref()
        .map(|text| text.trim().parse().unwrap_or(0));
    let Some(request) = request(&entry, id, count) else {
        return verdict(&web, &door, id, &entry, CheckInRefusal::InvalidToken).await;
    };
    match web.house.check_in(request, door.staff.id).await {
        // Somewhere a reload admits nobody again.
        Ok(admitted) => Ok(Redirect::to(&format!(
            "/door/{id}/admitted?check_in={}",
            admitted.check_in_id
        ))
        .into_response()),
        Err(CheckInError::Refused(refusal)) => verdict(&web, &door, id, &entry, refusal).await,
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct WhichAdmission {
    check_in: Uuid,
}

/// The verdict of an admission, as it is stored: an address alone can welcome nobody.
async fn admitted(
    State(web): State<Web>,
    door: Authorized<Door>,
    Id(id): Id,
    crate::http::Query(query): crate::http::Query<WhichAdmission>,
) -> Result<Response, Problem> {
    let found = web.house.admission(query.check_in).await?;
    let admission = found
        .filter(|found| found.performance_id == id)
        .ok_or_else(Problem::not_found)?;
    let Admission {
        admitted,
        checked_in,
        party_size,
        ..
    } = admission;
    let detail = match (party_size, checked_in == party_size) {
        (1, _) => None,
        (all, true) => Some(format!("All {all} are in.")),
        (all, false) => Some(format!("{checked_in} of {all} are in now.")),
    };
    let words = Words {
        kind: VerdictKind::Welcome,
        value: Some(admitted.to_string()),
        detail,
    };
    let check_in_id = Some(query.check_in.to_string());
    draw(&web, &door, id, words, check_in_id, None).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakenBack {
    check_in_id: Uuid,
}

async fn undo(
    State(web): State<Web>,
    door: Authorized<Door>,
    Id(id): Id,
    Form(taken): Form<TakenBack>,
) -> Result<Response, Problem> {
    let known = web.house.admission(taken.check_in_id).await?;
    let detail = match web.house.undo_check_in(taken.check_in_id).await {
        Ok(_) => None,
        Err(UndoError::Unknown) => Some("It was taken back already.".to_owned()),
        Err(error) => return Err(error.into()),
    };
    let words = Words {
        kind: VerdictKind::Undone,
        value: known.map(|known| known.admitted.to_string()),
        detail,
    };
    draw(&web, &door, id, words, None, None).await
}

/// A verdict in words.
struct Words {
    kind: VerdictKind,
    value: Option<String>,
    detail: Option<String>,
}

async fn verdict(
    web: &Web,
    door: &Authorized<Door>,
    id: Uuid,
    entry: &Entry,
    refusal: CheckInRefusal,
) -> Result<Response, Problem> {
    let at = at_the_door(web, id).await?;
    let clock = |at_moment: Timestamp| words::local(at_moment, &at.performance.time_zone);
    let plain = |kind| Words {
        kind,
        value: None,
        detail: None,
    };
    let words = match refusal {
        CheckInRefusal::InvalidToken => plain(VerdictKind::NotValid),
        CheckInRefusal::NotConfirmed => plain(VerdictKind::NotConfirmed),
        CheckInRefusal::WrongPerformance => plain(VerdictKind::WrongPerformance),
        CheckInRefusal::AlreadyCheckedIn { at: since } => Words {
            value: since.map(|since| words::time(&clock(since))),
            ..plain(VerdictKind::AlreadyIn)
        },
        CheckInRefusal::OutsideWindow { opens_at, .. } if web.house.now() < opens_at => Words {
            detail: Some(format!(
                "This door takes the ticket from {}.",
                words::moment(&clock(opens_at))
            )),
            ..plain(VerdictKind::TooEarly)
        },
        CheckInRefusal::OutsideWindow { closes_at, .. } => Words {
            detail: Some(format!(
                "This door took the ticket until {}.",
                words::moment(&clock(closes_at))
            )),
            ..plain(VerdictKind::TooLate)
        },
        CheckInRefusal::TooMany { remaining } => Words {
            detail: Some(format!("{remaining} of this party are outside.")),
            ..plain(VerdictKind::TooMany)
        },
    };
    let token = Some(entry.token.clone());
    draw(web, door, id, words, None, token).await
}

async fn draw(
    web: &Web,
    door: &Authorized<Door>,
    id: Uuid,
    words: Words,
    check_in_id: Option<String>,
    token: Option<String>,
) -> Result<Response, Problem> {
    let at = at_the_door(web, id).await?;
    let title = DoorVerdict::headline_of(words.kind, words.value.as_deref());
    let mut frame = frame(web, &title, Desk::Door, Some(&door.staff));
    frame.private = true;
    let view = DoorVerdict {
        frame,
        performance: performance(&at, web.house.now()),
        kind: words.kind,
        value: words.value,
        detail: words.detail,
        check_in_id,
        token,
        count: None,
    };
    page(StatusCode::OK, &view)
}

fn request(entry: &Entry, performance_id: Uuid, count: Option<u32>) -> Option<CheckInRequest> {
    Some(CheckInRequest {
        token: ticket(&entry.token)?,
        performance_id: Some(performance_id),
        count,
    })
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

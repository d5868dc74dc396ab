//! Hand entry: a ticket is typed, looked at, admitted, taken back, all by forms.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    theatre::{Admission, AtTheDoor, CheckInError, CheckInRequest, DoorReach, UndoError},
};
use foh_domain::{limits::Limit, theatre::CheckInRefusal};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{at, at_the_door, kind};
use crate::{
    Web,
    api::check_ins::ticket,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        render::{Id, frame, page},
        words,
    },
    views::{
        door::{DoorPreview, DoorVerdict, VerdictKind},
        frame::Desk,
        parts::Field,
    },
};

/// A hand entry: a ticket, and how many to admit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default)]
    token: String,
    count: Option<String>,
}

pub(super) async fn check(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    let door = at_the_door(&web, &staff, id).await?;
    web.house
        .admit(Limit::CheckInPreview, &staff.id.to_string())
        .await?;
    let Some(request) = request(&entry, id, None, &staff) else {
        return verdict(&web, &staff, &door, &entry, CheckInRefusal::InvalidToken);
    };
    match web.house.preview_check_in(request).await {
        Ok(seen) => {
            let remaining = seen.party_size - seen.checked_in;
            let count = Field::new(remaining.to_string());
            let party = (seen.party_size, remaining);
            preview(&web, &staff, &door, entry.token, party, count)
        }
        Err(CheckInError::Refused(refusal)) => verdict(&web, &staff, &door, &entry, refusal),
        Err(error) => Err(error.into()),
    }
}

fn preview(
    web: &Web,
    staff: &Staff,
    door: &AtTheDoor,
    token: String,
    (party_size, remaining): (u32, u32),
    count: Field,
) -> Result<Response, Problem> {
    let mut frame = frame(web, "A good ticket", Desk::Door, Some(staff));
    frame.private = true;
    let view = DoorPreview {
        frame,
        at: at(door, web.house.now()),
        token,
        party_size,
        remaining,
        count,
    };
    page(StatusCode::OK, &view)
}

pub(super) async fn admit(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    let door = at_the_door(&web, &staff, id).await?;
    web.house
        .admit(Limit::CheckInConfirm, &staff.id.to_string())
        .await?;
    let count = entry
        .count
        .as_deref()
        .map(|text| text.trim().parse().unwrap_or(0));
    let Some(request) = request(&entry, id, count, &staff) else {
        return verdict(&web, &staff, &door, &entry, CheckInRefusal::InvalidToken);
    };
    match web.house.check_in(request, staff.id).await {
        // Somewhere a reload admits nobody again.
        Ok(admitted) => Ok(Redirect::to(&format!(
            "{}/{id}/admitted?check_in={}",
            kind(&door.occurrence).doors(),
            admitted.check_in_id
        ))
        .into_response()),
        Err(CheckInError::Refused(refusal)) => verdict(&web, &staff, &door, &entry, refusal),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(super) struct WhichAdmission {
    check_in: Uuid,
}

/// The verdict of an admission, as it is stored: an address alone can welcome nobody.
pub(super) async fn admitted(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(query): Query<WhichAdmission>,
) -> Result<Response, Problem> {
    let door = at_the_door(&web, &staff, id).await?;
    let found = web.house.admission(query.check_in).await?;
    let admission = found
        .filter(|found| found.occurrence_id == id)
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
    draw(&web, &staff, &door, words, check_in_id, None)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenBack {
    check_in_id: Uuid,
}

pub(super) async fn undo(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(taken): Form<TakenBack>,
) -> Result<Response, Problem> {
    at_the_door(&web, &staff, id).await?;
    let known = web.house.admission(taken.check_in_id).await?;
    let reach = DoorReach::of(&staff);
    let detail = match web.house.undo_check_in(taken.check_in_id, reach).await {
        Ok(_) => None,
        Err(UndoError::Unknown) => Some("It was taken back already.".to_owned()),
        Err(error) => return Err(error.into()),
    };
    let words = Words {
        kind: VerdictKind::Undone,
        value: known.map(|known| known.admitted.to_string()),
        detail,
    };
    // Counted anew: somebody is outside again.
    let door = at_the_door(&web, &staff, id).await?;
    draw(&web, &staff, &door, words, None, None)
}

/// A verdict in words.
struct Words {
    kind: VerdictKind,
    value: Option<String>,
    detail: Option<String>,
}

fn verdict(
    web: &Web,
    staff: &Staff,
    door: &AtTheDoor,
    entry: &Entry,
    refusal: CheckInRefusal,
) -> Result<Response, Problem> {
    let clock = |at: Timestamp| words::local(at, door.occurrence.time_zone());
    let plain = |kind| Words {
        kind,
        value: None,
        detail: None,
    };
    let words = match refusal {
        CheckInRefusal::InvalidToken => plain(VerdictKind::NotValid),
        CheckInRefusal::NotConfirmed => plain(VerdictKind::NotConfirmed),
        CheckInRefusal::WrongOccurrence => plain(kind(&door.occurrence).wrong()),
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
    draw(web, staff, door, words, None, token)
}

fn draw(
    web: &Web,
    staff: &Staff,
    door: &AtTheDoor,
    words: Words,
    check_in_id: Option<String>,
    token: Option<String>,
) -> Result<Response, Problem> {
    let title = DoorVerdict::headline_of(words.kind, words.value.as_deref());
    let mut frame = frame(web, &title, Desk::Door, Some(staff));
    frame.private = true;
    let view = DoorVerdict {
        frame,
        at: at(door, web.house.now()),
        kind: words.kind,
        value: words.value,
        detail: words.detail,
        check_in_id,
        token,
        count: None,
    };
    page(StatusCode::OK, &view)
}

fn request(
    entry: &Entry,
    occurrence_id: Uuid,
    count: Option<u32>,
    staff: &Staff,
) -> Option<CheckInRequest> {
    Some(CheckInRequest {
        token: ticket(&entry.token)?,
        occurrence_id: Some(occurrence_id),
        count,
        reach: DoorReach::of(staff),
    })
}

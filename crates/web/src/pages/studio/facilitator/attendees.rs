//! Who comes to a session, and who is here.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    studio::{BookingItem, ManageSessionError},
};
use foh_domain::studio::SessionStatus;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    frame,
    lines::{ERASED, Now, payment, span},
    sessions::PATH,
};
use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::studio::facilitator::{AttendeeLine, AttendeesPage, Section},
};

/// Bookings read at once, so that nobody else waits for them.
const STRIDE: u32 = 500;

/// `GET /facilitator/sessions/{id}/bookings`: all of them on one page, for whoever stands at the door with it.
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let view = web.house.own_session(id, &staff).await?.view;
    let now = Now {
        at: web.house.now(),
        zone: render::house_zone(&web).await?,
    };
    let found = everybody(&web, id, &staff).await?;
    let session = &view.session;
    let page = AttendeesPage {
        frame: frame(&web, &session.title, Section::Sessions, &staff).await?,
        id: id.to_string(),
        title: session.title.clone(),
        when: span(session.starts_at, session.ends_at, &session.time_zone),
        location: session.location.clone(),
        cancelled: view.status == SessionStatus::Cancelled,
        lines: found.iter().map(|item| line(item, &now)).collect(),
    };
    render::page(StatusCode::OK, &page)
}

/// Everybody whose booking stands, in the order they booked.
pub(super) async fn everybody(
    web: &Web,
    id: Uuid,
    staff: &Staff,
) -> Result<Vec<BookingItem>, ManageSessionError> {
    let mut found: Vec<BookingItem> = Vec::new();
    loop {
        let after = found.last().map(|item| item.view.id);
        let some = web
            .house
            .bookings_of_session(id, staff, false, after, STRIDE)
            .await?;
        let last = some.len() < STRIDE as usize;
        found.extend(some);
        if last {
            return Ok(found);
        }
    }
}

fn line(item: &BookingItem, now: &Now) -> AttendeeLine {
    let (view, guest) = (&item.view, item.guest.as_ref());
    let notes = guest.and_then(|guest| guest.notes.as_ref());
    AttendeeLine {
        id: view.id.to_string(),
        name: guest.map_or(ERASED, |guest| guest.name.expose()).to_owned(),
        email: guest.and_then(|guest| Some(guest.email.as_ref()?.expose().to_owned())),
        notes: notes.map_or(String::new(), |notes| notes.expose().to_owned()),
        booked: now.happened(view.created_at),
        payment: payment(item),
        here_since: view
            .checked_in_at
            .map(|at| words::time(&words::local(at, &view.time_zone))),
    }
}

/// What the button of a line sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attendance {
    came: bool,
}

/// `POST /facilitator/bookings/{id}/attendance`
pub(super) async fn attend(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(Attendance { came }): Form<Attendance>,
) -> Result<Response, Problem> {
    let attended = web.house.attend(id, came, &staff).await?;
    let list = format!("{PATH}/{}/bookings#b-{id}", attended.session_id);
    Ok(Redirect::to(&list).into_response())
}

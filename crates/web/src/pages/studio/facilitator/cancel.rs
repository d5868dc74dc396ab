//! A session is called off.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::studio::ManageSessionError;
use foh_domain::{
    limits::Limit,
    studio::{SessionChangeRefusal, SessionFacts, decide_cancel_session},
};

use super::{done::Done, frame, lines::span, sessions::PATH};
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::render::{self, Id},
    views::studio::facilitator::{Section, SessionCancelPage},
};

/// `GET /facilitator/sessions/{id}/cancel`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let view = web.house.own_session(id, &staff).await?.view;
    let session = &view.session;
    let facts = SessionFacts {
        status: view.status,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        places: view.places,
        price: session.price,
        has_facilitator: view.has_facilitator,
    };
    match decide_cancel_session(&facts, web.house.now()) {
        Ok(()) => {}
        Err(SessionChangeRefusal::Cancelled) => return Ok(cancelled_before(id)),
        Err(refusal) => return Err(refusal.into()),
    }
    let page = SessionCancelPage {
        frame: frame(&web, "Call a session off", Section::Sessions, &staff).await?,
        id: id.to_string(),
        title: session.title.clone(),
        when: span(session.starts_at, session.ends_at, &session.time_zone),
        guests: view.places.confirmed,
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /facilitator/sessions/{id}/cancel`
pub(super) async fn cancel(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let who = staff.id.to_string();
    web.house.admit(Limit::SessionChange, &who).await?;
    match web.house.cancel_session(id, &staff).await {
        Ok(_) => Ok(Done::Cancelled.seen_at(&format!("{PATH}/{id}"))),
        Err(ManageSessionError::Refused(SessionChangeRefusal::Cancelled)) => {
            Ok(cancelled_before(id))
        }
        Err(error) => Err(error.into()),
    }
}

fn cancelled_before(id: uuid::Uuid) -> Response {
    Done::CancelledBefore.seen_at(&format!("{PATH}/{id}"))
}

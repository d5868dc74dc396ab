//! Where one is signed in.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::moment;
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        frame::Desk,
        identity::{SessionRow, Sessions},
        parts::{Notice, NoticeKind},
    },
};

/// What has just been done.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

fn notice(done: &str) -> Option<Notice> {
    let title = match done {
        "ended" => "That session has ended",
        "others_ended" => "You are signed out everywhere else",
        _ => return None,
    };
    Some(Notice::new(NoticeKind::Done, title, ""))
}

/// `GET /account/sessions`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let this = staff.session.map(|session| session.id);
    let sessions = web.house.sessions(staff.id).await?.into_iter();
    let rows: Vec<SessionRow> = sessions
        .map(|session| SessionRow {
            id: session.id.to_string(),
            this: Some(session.id) == this,
            began: moment(session.created_at, zone.as_ref()),
            used: moment(session.used_at, zone.as_ref()),
            device: session.device,
        })
        .collect();
    let page = Sessions {
        frame: render::frame(&web, "Where you are signed in", Desk::Account, Some(&staff)),
        notice: notice(&asked.done),
        others: rows.iter().any(|row| !row.this),
        rows,
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /account/sessions/{id}/end`
pub(super) async fn end(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    // Ended twice it has ended; somebody else's is none of one's own.
    web.house.end_session(staff.id, id).await?;
    Ok(Redirect::to("/account/sessions?done=ended").into_response())
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let kept = staff.session.map(|session| session.id);
    web.house.end_other_sessions(staff.id, kept).await?;
    Ok(Redirect::to("/account/sessions?done=others_ended").into_response())
}

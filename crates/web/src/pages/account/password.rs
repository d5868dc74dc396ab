//! Changing one's own password.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::Staff;
use foh_domain::{field::FieldError, limits::Limit};
use serde::Deserialize;

use super::{field, least};
use crate::{
    Web,
    http::{Form, Problem, SignedIn, session_of},
    pages::render,
    views::{account::PasswordPage, frame::Desk},
};

/// What was typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    present_password: String,
    new_password: String,
}

/// `GET /account/password`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    render::page(StatusCode::OK, &view(&web, &staff, &[]))
}

/// `POST /account/password`
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let who = format!("account {}", staff.id);
    web.house.admit(Limit::PasswordChange, &who).await?;
    let session = session_of(&headers, &web.site);
    let changed = web.house.change_password(
        staff.id,
        session,
        typed.present_password.into(),
        typed.new_password.into(),
    );
    let problem = match changed.await {
        Ok(()) => return Ok(Redirect::to("/account?done=password_changed").into_response()),
        Err(error) => Problem::from(error),
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    render::page(problem.code(), &view(&web, &staff, problem.faults()))
}

fn view(web: &Web, staff: &Staff, faults: &[FieldError]) -> PasswordPage {
    PasswordPage {
        frame: render::frame(web, "Change the password", Desk::Account, Some(staff)),
        present_password: field("present_password", "", faults),
        new_password: field("new_password", "", faults),
        least: least(staff.role),
    }
}

//! The password asked for again, before something dangerous.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{Proof, Proven, Staff};
use serde::Deserialize;

use super::{after, locked};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn, Visitor, next::local, session_required},
    pages::render,
    views::{
        frame::Desk,
        identity::{ConfirmBy, ConfirmPassword},
        parts::{Field, Notice},
    },
};

/// Where to go on to.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// What was typed: one of the two.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    password: Option<String>,
    code: Option<String>,
    next: String,
}

/// `GET /confirm-password`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = view(&web, &staff, &asked.next).await?;
    render::page(StatusCode::OK, &view)
}

/// `POST /confirm-password`
pub(super) async fn confirm(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let session = staff.session.ok_or_else(session_required)?;
    let proof = match (typed.password, typed.code) {
        (Some(password), None) => Proof::Password(password.into()),
        (_, code) => Proof::Code(code.unwrap_or_default()),
    };
    let proven = web
        .house
        .confirm_session((staff.id, session.id), proof, visitor.visit());
    let proven = proven.await?;
    if proven == Proven::Yes {
        return Ok(Redirect::to(local(&typed.next).unwrap_or("/account")).into_response());
    }
    let mut page = view(&web, &staff, &typed.next).await?;
    if let Proven::Locked { retry_after } = proven {
        let (status, notice) = locked(retry_after);
        page.notice = Some(notice);
        return Ok(after(render::page(status, &page)?, retry_after));
    }
    let words = match page.by {
        ConfirmBy::Password => "This is not your password. Please try again.",
        _ => "This code does not work. Each code works once: wait for the next one.",
    };
    page.field = Field::default().refused(words);
    render::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn view(web: &Web, staff: &Staff, next: &str) -> Result<ConfirmPassword, Problem> {
    let status = web.house.second_factor(staff.id).await?;
    let by = if status.has_password {
        ConfirmBy::Password
    } else if status.is_enrolled() {
        ConfirmBy::Code
    } else {
        ConfirmBy::Link
    };
    Ok(ConfirmPassword {
        frame: render::frame(web, "Confirm it is you", Desk::Account, Some(staff)),
        notice: None::<Notice>,
        by,
        field: Field::default(),
        next: local(next).map(ToOwned::to_owned),
    })
}

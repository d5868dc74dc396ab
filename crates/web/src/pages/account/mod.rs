//! One's own account: opening it, looking after it, and the links that are mailed to it.

mod invitation;
mod overview;
mod password;
mod register;
mod reset;
pub(super) mod tokens;

pub(crate) use overview::capitalised;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use foh_domain::{
    field::FieldError,
    identity::{MEMBER_LEAST, Role, STAFF_LEAST},
};

use super::render;
use crate::{
    Web,
    http::Problem,
    views::{
        account::Told,
        frame::{Desk, Frame},
        parts::Field,
    },
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/account", get(overview::overview))
        .route("/account/verification", post(overview::send_again))
        .route(
            "/account/password",
            get(password::form).post(password::change),
        )
        .route("/account/tokens", get(tokens::list).post(tokens::create))
        .route(
            "/account/tokens/{id}/revoke",
            get(tokens::ask).post(tokens::revoke),
        )
        .route("/register", get(register::form).post(register::register))
        .route("/register/sent", get(register::sent))
        .route(
            "/register/verify",
            get(register::link).post(register::verify),
        )
        .route("/register/verified", get(register::verified))
        .route("/password-reset", get(reset::form).post(reset::request))
        .route("/password-reset/sent", get(reset::sent))
        .route("/password-reset/link", get(reset::link).post(reset::set))
        .route("/password-reset/done", get(reset::done))
        .route(
            "/invitation",
            get(invitation::link).post(invitation::accept),
        )
        .route("/invitation/accepted", get(invitation::accepted))
}

/// The least characters of a password of somebody with this role.
fn least(role: Role) -> usize {
    if role.is_staff() {
        STAFF_LEAST
    } else {
        MEMBER_LEAST
    }
}

/// The frame of a page for somebody who is not signed in.
pub(super) fn frame(web: &Web, title: &str) -> Frame {
    render::frame(web, title, Desk::Theatre, None)
}

/// The frame of a page whose address carries a token.
pub(super) fn private(web: &Web, title: &str) -> Frame {
    let mut frame = frame(web, title);
    frame.private = true;
    frame
}

/// A page that says one thing.
pub(super) fn told(
    web: &Web,
    title: &str,
    text: &str,
    next: Option<(&'static str, &str)>,
) -> Result<Response, Problem> {
    let page = Told {
        frame: frame(web, title),
        text: text.to_owned(),
        next: next.map(|(label, href)| (label, href.to_owned())),
    };
    render::page(StatusCode::OK, &page)
}

/// The page of a link that works no more, or never did; any other problem stays what it is.
pub(super) fn dead_link(
    web: &Web,
    problem: Problem,
    text: &str,
    (label, href): (&'static str, &str),
) -> Result<Response, Problem> {
    if !matches!(problem.code(), StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Err(problem);
    }
    let page = Told {
        frame: private(web, "This link no longer works"),
        text: text.to_owned(),
        next: Some((label, href.to_owned())),
    };
    render::page(problem.code(), &page)
}

/// The field with its fault beside it; what was typed is shown again, unless it is a secret.
pub(super) fn field(name: &str, value: &str, faults: &[FieldError]) -> Field {
    let fault = faults.iter().find(|fault| fault.field == name);
    Field {
        value: value.to_owned(),
        error: fault.map(|fault| fault.message.clone()),
    }
}

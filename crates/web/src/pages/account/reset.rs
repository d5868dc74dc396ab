//! A lost password.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_domain::{field::FieldError, identity::STAFF_LEAST, limits::Limit};
use serde::Deserialize;

use super::{dead_link, field, frame, private, told};
use crate::{
    Web,
    http::{ClientAddress, Form, Problem, Query},
    pages::render::{self, TokenField},
    views::account::{NewPassword, PasswordReset},
};

const PATH: &str = "/password-reset/link";
const DEAD: &str = "It has been used, or it is older than an hour.";

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asking {
    email: String,
}

/// The token of a link, with the password that it is to set.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Setting {
    pub(super) token: String,
    pub(super) password: String,
}

/// `GET /password-reset`
pub(super) async fn form(State(web): State<Web>) -> Result<Response, Problem> {
    render::page(StatusCode::OK, &asking(&web, "", &[]))
}

/// `POST /password-reset`: the same answer whether the address has an account or not.
pub(super) async fn request(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Asking>,
) -> Result<Response, Problem> {
    let account = format!("account {}", typed.email.trim().to_lowercase());
    for who in [address.as_str(), &account] {
        web.house.admit(Limit::PasswordReset, who).await?;
    }
    let problem = match web.house.request_password_reset(&typed.email).await {
        Ok(()) => return Ok(Redirect::to("/password-reset/sent").into_response()),
        Err(error) => Problem::from(error),
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let page = asking(&web, &typed.email, problem.faults());
    render::page(problem.code(), &page)
}

/// `GET /password-reset/sent`
pub(super) async fn sent(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "Look into your mailbox",
        "If there is an account with this address, a link to set a new password is on its way to it. It works once, for an hour.",
        Some(("Back to the sign-in", "/sign-in")),
    )
}

/// `GET /password-reset/link`: asks, for whatever opens links in mails must not use this one up.
pub(super) async fn link(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return dead(&web, Problem::invalid_token());
    };
    let text = secrecy::ExposeSecret::expose_secret(&token.reveal()).to_owned();
    match web.house.see_password_reset(token).await {
        Ok(()) => render::page(StatusCode::OK, &setting(&web, text, &[])),
        Err(error) => dead(&web, error.into()),
    }
}

/// `POST /password-reset/link`
pub(super) async fn set(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Setting>,
) -> Result<Response, Problem> {
    let limit = Limit::PasswordReset;
    web.house.admit(limit, address.as_str()).await?;
    let Some(token) = foh_domain::token::Token::parse(&typed.token) else {
        return dead(&web, Problem::invalid_token());
    };
    let set = web.house.reset_password(token, typed.password.into());
    let problem = match set.await {
        Ok(()) => return Ok(Redirect::to("/password-reset/done").into_response()),
        Err(error) => Problem::from(error),
    };
    if problem.faults().is_empty() {
        return dead(&web, problem);
    }
    let page = setting(&web, typed.token, problem.faults());
    render::page(problem.code(), &page)
}

/// `GET /password-reset/done`
pub(super) async fn done(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "The new password is set",
        "Wherever you were signed in, you are signed out.",
        Some(("Sign in", "/sign-in")),
    )
}

fn dead(web: &Web, problem: Problem) -> Result<Response, Problem> {
    dead_link(web, problem, DEAD, ("Send another", "/password-reset"))
}

fn asking(web: &Web, email: &str, faults: &[FieldError]) -> PasswordReset {
    PasswordReset {
        frame: frame(web, "Forgotten your password?"),
        email: field("email", email, faults),
    }
}

fn setting(web: &Web, token: String, faults: &[FieldError]) -> NewPassword {
    NewPassword {
        frame: private(web, "Set a new password"),
        standfirst: "Whatever is signed in with your account will be signed out.".to_owned(),
        action: PATH,
        token,
        password: field("password", "", faults),
        // Whose link it is is not told before it is used: this is right for everybody.
        least: STAFF_LEAST,
    }
}

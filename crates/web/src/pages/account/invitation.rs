//! Accepting an invitation to the staff.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::InvitedPerson;
use foh_domain::{field::FieldError, limits::Limit, token::Token};
use secrecy::ExposeSecret;

use super::{dead_link, field, least, private, reset::Setting, told};
use crate::{
    Web,
    http::{ClientAddress, Form, Problem, Query},
    pages::render::{self, TokenField},
    views::account::NewPassword,
};

const DEAD: &str =
    "It has been used, withdrawn, or it is older than a week. Ask whoever invited you for another.";

/// `GET /invitation`: asks, for whatever opens links in mails must not use this one up.
pub(super) async fn link(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let Some(token) = query.read() else {
        return dead(&web, Problem::invalid_token());
    };
    let token = Arc::new(token);
    match web.house.see_invitation(Arc::clone(&token)).await {
        Ok(person) => render::page(StatusCode::OK, &view(&web, &person, &token, &[])),
        Err(error) => dead(&web, error.into()),
    }
}

/// `POST /invitation`
pub(super) async fn accept(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Setting>,
) -> Result<Response, Problem> {
    web.house.admit(Limit::Register, address.as_str()).await?;
    let Some(token) = Token::parse(&typed.token) else {
        return dead(&web, Problem::invalid_token());
    };
    let accepted = web.house.accept_invitation(token, typed.password.into());
    let problem = match accepted.await {
        Ok(()) => return Ok(Redirect::to("/invitation/accepted").into_response()),
        Err(error) => Problem::from(error),
    };
    let Some(again) = Token::parse(&typed.token).filter(|_| !problem.faults().is_empty()) else {
        return dead(&web, problem);
    };
    let again = Arc::new(again);
    match web.house.see_invitation(Arc::clone(&again)).await {
        Ok(person) => {
            let page = view(&web, &person, &again, problem.faults());
            render::page(problem.code(), &page)
        }
        Err(error) => dead(&web, error.into()),
    }
}

/// `GET /invitation/accepted`
pub(super) async fn accepted(State(web): State<Web>) -> Result<Response, Problem> {
    told(
        &web,
        "Welcome to the house",
        "Your password is set. Sign in with the address the invitation was sent to.",
        Some(("Sign in", "/sign-in")),
    )
}

fn dead(web: &Web, problem: Problem) -> Result<Response, Problem> {
    dead_link(web, problem, DEAD, ("To the programme", "/"))
}

fn view(web: &Web, person: &InvitedPerson, token: &Token, faults: &[FieldError]) -> NewPassword {
    NewPassword {
        frame: private(web, &format!("Welcome, {}", person.name.expose())),
        standfirst: format!(
            "You were asked to join the house as {}. Set a password to accept.",
            person.role.in_words()
        ),
        action: "/invitation",
        token: token.reveal().expose_secret().to_owned(),
        password: field("password", "", faults),
        least: least(person.role),
    }
}

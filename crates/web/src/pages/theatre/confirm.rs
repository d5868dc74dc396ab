//! The guest confirms by the link in the e-mail: opening it only asks.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::theatre::{ConfirmError, LinkFacts};
use foh_domain::{
    limits::Limit,
    theatre::{ConfirmFacts, decide_confirm},
    token::{Purpose, Token},
};
use secrecy::ExposeSecret;

use super::token_problem;
use crate::{
    Web,
    http::{ClientAddress, Form, Problem, Query},
    pages::{
        render::{self, TokenField},
        words,
    },
    views::{
        parts::places_in_words,
        theatre::{Confirm, TokenProblem},
    },
};

/// `GET /reservations/confirm`: shows what would be confirmed. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let facts = behind(&web, &query).await?;
    let (Some(token), Some(facts)) = (query.read(), facts) else {
        return token_problem::page(&web, TokenProblem::Invalid, None);
    };
    if let Some(problem) = obstacle(&web, &token, &facts) {
        return token_problem::page(&web, problem, Some(&facts));
    }
    let until = facts.expires_at.min(facts.performance.starts_at);
    let page = Confirm {
        frame: render::private_frame(&web, "Confirm your places", Some(&facts.performance)),
        performance: words::performance(&facts.performance),
        places: places_in_words(facts.party.get()),
        token: token.reveal().expose_secret().to_owned(),
        valid_until: words::moment(&words::local(until, &facts.performance.time_zone)),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /reservations/confirm`: confirms, and leads to the ticket.
pub(super) async fn confirm(
    State(web): State<Web>,
    address: ClientAddress,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    let limit = Limit::ReservationConfirm;
    web.house.admit(limit, address.as_str()).await?;
    let Some(token) = form.read() else {
        return token_problem::page(&web, TokenProblem::Invalid, None);
    };
    match web.house.confirm(token).await {
        Ok(confirmed) => {
            let ticket = confirmed.check_in.reveal();
            let next = format!("/ticket?token={}&confirmed=now", ticket.expose_secret());
            Ok(Redirect::to(&next).into_response())
        }
        Err(ConfirmError::Refused(refusal)) => {
            let facts = behind(&web, &form).await?;
            token_problem::page(&web, token_problem::of_confirm(refusal), facts.as_ref())
        }
        Err(ConfirmError::Seal(error)) => Err(Problem::internal(&error)),
        Err(ConfirmError::Store(error)) => Err(error.into()),
    }
}

async fn behind(web: &Web, field: &TokenField) -> Result<Option<LinkFacts>, Problem> {
    match field.read() {
        Some(token) => Ok(web.house.look_behind(token, Purpose::Confirmation).await?),
        None => Ok(None),
    }
}

/// Why confirming would be refused now: what the rule says to the facts, of which nothing is kept.
fn obstacle(web: &Web, token: &Token, facts: &LinkFacts) -> Option<TokenProblem> {
    let known = ConfirmFacts {
        purpose: Purpose::Confirmation,
        hash: token.hash(),
        expires_at: facts.expires_at.min(facts.performance.starts_at),
        status: facts.status,
        party: facts.party,
    };
    let mut places = facts.performance.places;
    decide_confirm(token, Some(&known), &mut places, web.house.now())
        .err()
        .map(token_problem::of_confirm)
}

//! The guest gives the places back by the link in an e-mail: opening it only asks.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::theatre::{CancelError, LinkFacts};
use foh_domain::{limits::Limit, theatre::decide_cancel, token::Purpose};
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
        theatre::{Cancel, Cancelled, TokenProblem},
    },
};

/// `GET /reservations/cancel`: shows what would be cancelled. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let facts = behind(&web, &query).await?;
    let (Some(token), Some(facts)) = (query.read(), facts) else {
        return token_problem::page(&web, TokenProblem::Invalid, None);
    };
    if let Some(problem) = obstacle(&web, &facts) {
        return token_problem::page(&web, problem, Some(&facts));
    }
    let page = Cancel {
        frame: render::private_frame(&web, "Cancel your reservation", Some(&facts.performance)),
        performance: words::performance(&facts.performance),
        places: places_in_words(facts.party.get()),
        token: token.reveal().expose_secret().to_owned(),
        keep_href: "/".to_owned(),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /reservations/cancel`: cancels. Sent again, it says that it has been done.
pub(super) async fn cancel(
    State(web): State<Web>,
    address: ClientAddress,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    let limit = Limit::ReservationCancel;
    web.house.admit(limit, address.as_str()).await?;
    let facts = behind(&web, &form).await?;
    let (Some(token), Some(facts)) = (form.read(), facts) else {
        return token_problem::page(&web, TokenProblem::Invalid, None);
    };
    let problem = match web.house.cancel_by_guest(token).await {
        Ok(cancelled) => {
            let page = Cancelled {
                frame: render::private_frame(
                    &web,
                    "Your reservation is cancelled",
                    Some(&facts.performance),
                ),
                performance: words::performance(&facts.performance),
                places: places_in_words(cancelled.party.get()),
            };
            return render::page(StatusCode::OK, &page);
        }
        Err(CancelError::Unknown | CancelError::InvalidToken) => TokenProblem::Invalid,
        Err(CancelError::ExpiredToken) => token_problem::of_age(&facts, web.house.now()),
        Err(CancelError::Refused(refusal)) => token_problem::of_cancel(refusal),
        Err(CancelError::Seal(error)) => return Err(Problem::internal(&error)),
        Err(CancelError::Store(error)) => return Err(error.into()),
    };
    token_problem::page(&web, problem, Some(&facts))
}

async fn behind(web: &Web, field: &TokenField) -> Result<Option<LinkFacts>, Problem> {
    match field.read() {
        Some(token) => Ok(web.house.look_behind(token, Purpose::Cancellation).await?),
        None => Ok(None),
    }
}

/// Why cancelling would be refused now: what the rule says to the facts, of which nothing is kept.
fn obstacle(web: &Web, facts: &LinkFacts) -> Option<TokenProblem> {
    let now = web.house.now();
    let mut places = facts.performance.places;
    let decided = decide_cancel(
        (facts.status, facts.party, facts.checked_in),
        &mut places,
        facts.performance.starts_at,
        now,
    );
    match decided {
        Err(refusal) => Some(token_problem::of_cancel(refusal)),
        Ok(()) if now >= facts.expires_at => Some(token_problem::of_age(facts, now)),
        Ok(()) => None,
    }
}

//! Why a link from an e-mail does not lead on.

use axum::{http::StatusCode, response::Response};
use foh_app::theatre::LinkFacts;
use foh_domain::theatre::{CancelRefusal, ConfirmRefusal};
use jiff::Timestamp;

use crate::{
    Web,
    http::Problem,
    pages::{render, words},
    views::theatre::{Booking, TokenProblem, TokenProblemPage},
};

/// The page that says so, with the performance where the link is genuine.
///
/// # Errors
/// See [`render::draw`].
pub(super) fn page(
    web: &Web,
    problem: TokenProblem,
    facts: Option<&LinkFacts>,
) -> Result<Response, Problem> {
    let performance = facts
        .map(|facts| &facts.performance)
        .filter(|_| problem != TokenProblem::Invalid);
    let reserve_again = matches!(
        problem,
        TokenProblem::Expired
            | TokenProblem::AlreadyCancelled
            | TokenProblem::InsufficientSeats { .. }
    );
    let bookable = performance
        .filter(|performance| performance.published && reserve_again)
        .filter(|performance| words::booking(performance, web.house.now()) == Booking::Open);
    let page = TokenProblemPage {
        frame: render::private_frame(web, problem.title(), performance),
        problem,
        performance: performance.map(words::performance),
        reserve_href: bookable.map(|performance| format!("/performances/{}", performance.id)),
    };
    render::page(status(problem), &page)
}

fn status(problem: TokenProblem) -> StatusCode {
    match problem {
        TokenProblem::Invalid => StatusCode::NOT_FOUND,
        TokenProblem::Expired | TokenProblem::Passed => StatusCode::GONE,
        TokenProblem::AlreadyConfirmed
        | TokenProblem::AlreadyCancelled
        | TokenProblem::AlreadyInside
        | TokenProblem::InsufficientSeats { .. }
        | TokenProblem::Begun => StatusCode::CONFLICT,
    }
}

/// A refused confirmation in words.
pub(super) fn of_confirm(refusal: ConfirmRefusal) -> TokenProblem {
    match refusal {
        ConfirmRefusal::InvalidToken => TokenProblem::Invalid,
        ConfirmRefusal::ExpiredToken => TokenProblem::Expired,
        ConfirmRefusal::AlreadyConfirmed => TokenProblem::AlreadyConfirmed,
        ConfirmRefusal::Cancelled => TokenProblem::AlreadyCancelled,
        ConfirmRefusal::InsufficientSeats { available } => {
            TokenProblem::InsufficientSeats { left: available }
        }
    }
}

/// A refused cancellation in words.
pub(super) fn of_cancel(refusal: CancelRefusal) -> TokenProblem {
    match refusal {
        CancelRefusal::AlreadyCancelled => TokenProblem::AlreadyCancelled,
        CancelRefusal::Expired => TokenProblem::Expired,
        CancelRefusal::AlreadyCheckedIn => TokenProblem::AlreadyInside,
        CancelRefusal::Begun => TokenProblem::Begun,
    }
}

/// A link that has expired before its performance begins was made for an earlier date.
pub(super) fn of_age(facts: &LinkFacts, now: Timestamp) -> TokenProblem {
    if now >= facts.performance.starts_at {
        TokenProblem::Begun
    } else {
        TokenProblem::Passed
    }
}

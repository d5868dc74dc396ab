//! The public pages of the theatre, from the programme to the ticket.

mod cancel;
mod confirm;
mod programme;
mod reserve;
mod show;
mod ticket;
mod token_problem;

use axum::{Router, routing::get};

use crate::Web;

pub(crate) use ticket::guest_code;

/// The routes of the public pages. [`guest_code`] answers under a path of the API and is routed there.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(programme::programme))
        .route("/shows/{slug}", get(show::show))
        .route(
            "/performances/{id}",
            get(reserve::form).post(reserve::reserve),
        )
        .route("/performances/{id}/reserved", get(reserve::reserved))
        .route(
            "/reservations/confirm",
            get(confirm::ask).post(confirm::confirm),
        )
        .route(
            "/reservations/cancel",
            get(cancel::ask).post(cancel::cancel),
        )
        .route("/ticket", get(ticket::ticket))
}

/// The type of every kept page.
const HTML: &str = "text/html; charset=utf-8";

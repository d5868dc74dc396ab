//! The pages of the studio: sessions, one's own bookings, and who holds sessions.

mod apply;
mod bookings;
mod facilitator;
mod facilitator_public;
pub(super) mod pay;
mod search;
mod session;
mod sessions;
pub(super) mod words;

use axum::{
    Router,
    routing::{get, post},
};
use foh_app::identity::Staff;

use super::render;
use crate::{
    Web,
    views::frame::{Desk, Frame},
};

/// The type of every kept page.
const HTML: &str = "text/html; charset=utf-8";

/// Rows on a page of a list.
const PAGE: usize = 40;

/// The routes of the studio.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/sessions", get(sessions::sessions))
        .route("/sessions/{id}", get(session::session))
        .route("/sessions/{id}/book", post(session::book))
        .route("/facilitators/{id}", get(facilitator_public::facilitator))
        .route("/bookings", get(bookings::list))
        .route(
            "/bookings/{id}/cancel",
            get(bookings::ask).post(bookings::cancel),
        )
        .route("/bookings/{id}/pay", get(pay::show).post(pay::pay))
        .route("/account/facilitator", get(apply::form).post(apply::apply))
        .merge(facilitator::routes())
}

/// The frame of a page for guests.
fn frame(web: &Web, title: &str, staff: Option<&Staff>, here: &str) -> Frame {
    render::public_frame(web, title, Desk::Studio, staff, here)
}

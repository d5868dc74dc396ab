//! What facilitators look after: their sessions, who comes, and what has happened.

mod attendees;
mod bookings;
mod cancel;
mod done;
mod export;
mod lines;
mod notifications;
mod overview;
mod profile;
mod session;
mod session_form;
mod sessions;

use axum::{
    Router,
    routing::{get, post},
};
use foh_app::{StoreError, identity::Staff};

use crate::{
    Web,
    http::access::Menu,
    pages::render,
    views::{
        frame::{Bell, Desk, Frame},
        studio::facilitator::Section,
    },
};

/// The routes of facilitators.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/facilitator", get(overview::overview))
        .route(
            "/facilitator/sessions",
            get(sessions::list).post(session::create),
        )
        .route("/facilitator/sessions/new", get(session::blank))
        .route(
            "/facilitator/sessions/{id}",
            get(session::one).post(session::change),
        )
        .route(
            "/facilitator/sessions/{id}/cancel",
            get(cancel::ask).post(cancel::cancel),
        )
        .route("/facilitator/sessions/{id}/bookings", get(attendees::list))
        .route("/facilitator/sessions/{id}/bookings.csv", get(export::file))
        .route("/facilitator/bookings", get(bookings::list))
        .route(
            "/facilitator/bookings/{id}/attendance",
            post(attendees::attend),
        )
        .route("/facilitator/notifications", get(notifications::list))
        .route(
            "/facilitator/notifications/{id}/read",
            post(notifications::read),
        )
        .route(
            "/facilitator/notifications/read-all",
            post(notifications::read_all),
        )
        .route(
            "/facilitator/profile",
            get(profile::form).post(profile::change),
        )
}

/// The frame of a page of facilitators, with the bell.
async fn frame(
    web: &Web,
    title: &str,
    section: Section,
    staff: &Staff,
) -> Result<Frame, StoreError> {
    let unread = web.house.unread_notifications(staff.id).await?;
    let mut frame = render::frame(web, title, Desk::Facilitator, Some(staff));
    frame.nav = render::menu(Menu::Studio, staff, section.href());
    frame.bell = Some(Bell { unread });
    Ok(frame)
}

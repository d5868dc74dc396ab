//! The operators' desk: departures and who travels with them, sales, bookings, drawers.

mod booking;
mod booking_cancel;
mod departure;
mod departures;
mod done;
mod leave;
mod lines;
mod manifest;
mod sale;
mod shift;
mod shift_close;
mod shifts;
mod ticket;

pub(crate) use ticket::boarding_code;

use axum::{
    Router,
    routing::{get, post},
};
use foh_app::identity::Staff;

use crate::{
    Web,
    http::access::Menu,
    pages::render,
    views::{
        frame::{Desk, Frame},
        travel_desk::Section,
    },
};

/// The routes of operators.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/travel/desk", get(departures::list))
        .route("/travel/desk/departures/{id}", get(departure::one))
        .route(
            "/travel/desk/departures/{id}/sell",
            get(sale::blank).post(sale::sell),
        )
        .route(
            "/travel/desk/departures/{id}/depart",
            get(leave::ask_departed).post(leave::depart),
        )
        .route(
            "/travel/desk/departures/{id}/cancel",
            get(leave::ask_cancelled).post(leave::cancel),
        )
        .route(
            "/travel/desk/departures/{id}/manifest",
            get(manifest::page_of),
        )
        .route(
            "/travel/desk/departures/{id}/manifest.csv",
            get(manifest::file),
        )
        .merge(bookings())
        .merge(drawers())
}

fn bookings() -> Router<Web> {
    Router::new()
        .route("/travel/bookings/{id}", get(booking::one))
        .route(
            "/travel/bookings/{id}/cancel",
            get(booking_cancel::ask).post(booking_cancel::cancel),
        )
        .route(
            "/travel/bookings/{id}/ticket",
            get(ticket::show).post(ticket::make),
        )
        .route("/travel/bookings/{id}/resend", post(booking::resend))
        .route("/travel/bookings/{id}/hand-over", post(booking::hand_over))
}

fn drawers() -> Router<Web> {
    Router::new()
        .route("/travel/desk/shift", get(shift::own).post(shift::open))
        .route("/travel/desk/shifts", get(shifts::list))
        .route("/travel/desk/shifts/{id}", get(shifts::one))
        .route(
            "/travel/desk/shifts/{id}/close",
            get(shift_close::count).post(shift_close::close),
        )
        .route("/travel/desk/shifts/{id}/lines.csv", get(shifts::file))
}

/// The frame of a page of operators.
fn frame(web: &Web, title: &str, section: Section, staff: &Staff) -> Frame {
    let mut frame = render::frame(web, title, Desk::TravelDesk, Some(staff));
    frame.nav = render::menu(Menu::TravelDesk, staff, section.href());
    frame
}

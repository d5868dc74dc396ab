//! The pages of the travel desk: for passengers from finding a bus to the ticket, and for operators.

mod back;
mod booking;
mod cancel;
mod departure;
mod desk;
mod find;
mod pay;
mod search;
mod ticket;
mod words;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use foh_app::travel::{TravelBookingError, TravelBookingItem};
use foh_domain::{identity::PhoneNumber, token::Token};

pub(crate) use desk::boarding_code;

use super::render;
use crate::{
    Web,
    http::Problem,
    views::{
        frame::{Desk, Frame},
        travel::UnknownBookingPage,
    },
};

/// The routes of the travel desk.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/travel", get(search::search))
        .route("/travel/departures/{id}", get(departure::departure))
        .route("/travel/departures/{id}/book", post(departure::book))
        .route("/travel/booking", get(booking::booking))
        .route("/travel/booking/ticket", get(ticket::ticket))
        .route("/travel/booking/pay", post(pay::pay))
        .route(
            "/travel/booking/cancel",
            get(cancel::ask).post(cancel::cancel),
        )
        .route("/travel/find", get(find::form).post(find::find))
        .route("/payments/{id}/back", get(back::back))
        .merge(desk::routes())
}

/// The frame of a page whose address carries a token, or that asks for a number.
fn private_frame(web: &Web, title: &str, item: Option<&TravelBookingItem>) -> Frame {
    let mut frame = render::frame(web, title, Desk::Travel, None);
    frame.private = true;
    frame.footer_note = item.map(|item| words::zone_note(&item.departure.time_zone));
    frame
}

/// The booking that a token shows; nothing if it shows none.
async fn shown(web: &Web, token: &str) -> Result<Option<TravelBookingItem>, Problem> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    match web.house.travel_booking_of(token).await {
        Ok(item) => Ok(Some(item)),
        Err(TravelBookingError::Unknown | TravelBookingError::NotYours) => Ok(None),
        Err(TravelBookingError::Store(error)) => Err(error.into()),
    }
}

/// The answer to a link that leads to no booking.
fn unknown(web: &Web) -> Result<Response, Problem> {
    let page = UnknownBookingPage {
        frame: private_frame(web, "No such booking", None),
    };
    render::page(StatusCode::NOT_FOUND, &page)
}

/// The address of a booking. A token that was read needs no escaping.
fn booking_href(token: &str) -> String {
    format!("/travel/booking?token={token}")
}

/// The number of whoever booked; empty once they are erased.
fn phone_of(item: &TravelBookingItem) -> &str {
    let phone = item.guest.as_ref().and_then(|guest| guest.phone.as_ref());
    phone.map_or("", PhoneNumber::expose)
}

//! The ticket of a booking that is paid.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{theatre::TicketError, travel::TravelBookingItem};
use foh_domain::token::Token;
use secrecy::ExposeSecret;

use super::{booking_href, private_frame, shown, unknown, words};
use crate::{
    Web,
    http::{Problem, Query},
    pages::render::{self, TokenField},
    views::{
        qr::qr_svg,
        travel::{Ticket, TicketPage},
    },
};

/// `GET /travel/booking/ticket`: to be printed. Of a booking that is not paid, the booking.
pub(super) async fn ticket(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let token = query.text();
    let Some(item) = shown(&web, token).await? else {
        return unknown(&web);
    };
    if !item.view.status.takes_places() {
        return Ok(Redirect::to(&booking_href(token)).into_response());
    }
    let page = TicketPage {
        frame: private_frame(&web, "Your ticket", Some(&item)),
        ticket: drawn(&web, &item, token).await?,
        booking_href: booking_href(token),
    };
    render::page(StatusCode::OK, &page)
}

/// The ticket of a paid booking that this token shows.
pub(super) async fn drawn(
    web: &Web,
    item: &TravelBookingItem,
    token: &str,
) -> Result<Ticket, Problem> {
    let access = Token::parse(token).ok_or_else(Problem::invalid_token)?;
    let code = web.house.ticket_code(access).await?;
    let code = web.house.qr_code(&code)?;
    let qr_svg =
        qr_svg(code.url.expose_secret()).ok_or_else(|| Problem::internal(&TicketError::Drawing))?;
    Ok(Ticket {
        journey: words::journey(&item.departure),
        seats: item.view.party.get(),
        reference: item.reference.to_string(),
        qr_svg,
    })
}

//! The ticket of a booking: made for print by staff, and what its code shows a passenger.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    theatre::{DoorReach, Occurrence},
    travel::{DepartureView, TicketedDeparture},
};
use foh_domain::{booking::Reference, token::Token};
use secrecy::ExposeSecret;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::Done,
    frame,
    lines::{May, PATH, paid},
    sale,
};
use crate::{
    Web,
    http::{Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        travel::words,
    },
    views::{
        frame::Desk,
        qr::qr_svg,
        travel::Ticket,
        travel_desk::{BoardingCodePage, BoardingTicketPage, Section},
    },
};

/// A code that was just made.
#[derive(Deserialize)]
pub(super) struct Made {
    #[serde(default)]
    token: String,
    #[serde(default)]
    done: String,
}

/// Where a ticket with this code is shown.
pub(super) fn path(booking_id: Uuid, code: &Token, done: Option<Done>) -> String {
    let code = code.reveal();
    let done = done.map_or(String::new(), |done| format!("&done={}", done.word()));
    format!(
        "/travel/bookings/{booking_id}/ticket?token={}{done}",
        code.expose_secret()
    )
}

/// `POST /travel/bookings/{id}/ticket`: makes a code of its own for the paper; those that were sent go on working.
pub(super) async fn make(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.reissue_ticket(id, &staff).await {
        Ok(code) => Ok(Redirect::to(&path(id, &code, None)).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /travel/bookings/{id}/ticket`: the ticket with a code that was made; without one, back to the booking.
pub(super) async fn show(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(made): Query<Made>,
) -> Result<Response, Problem> {
    let item = web.house.travel_booking(id, &staff).await;
    let item = item?;
    let Some(code) = Token::parse(&made.token) else {
        return Ok(Redirect::to(&format!("/travel/bookings/{id}")).into_response());
    };
    let of = web.house.ticketed_departure(code).await?;
    let of = of.filter(|of| of.booking_id == id);
    let of = of.ok_or_else(Problem::invalid_token)?;
    let code = Token::parse(&made.token).ok_or_else(Problem::invalid_token)?;
    let may = May::of(&item.departure, &staff, web.house.now());
    let mut frame = frame(&web, "Ticket", Section::Departures, &staff);
    frame.private = true;
    let page = BoardingTicketPage {
        frame,
        notice: Done::notice(&made.done),
        ticket: drawn(&web, &of, &code)?,
        paid: paid(&item),
        booking_id: id.to_string(),
        sell_href: may.sell.then(|| sale::path(item.departure.id)),
        departure_href: format!("{PATH}/{}", item.departure.id),
    };
    render::page(StatusCode::OK, &page)
}

fn drawn(web: &Web, of: &TicketedDeparture, code: &Token) -> Result<Ticket, Problem> {
    let code = web
        .house
        .qr_code(code)
        .map_err(|error| Problem::internal(&error))?;
    let qr_svg = qr_svg(code.url.expose_secret())
        .ok_or_else(|| Problem::internal(&foh_app::theatre::TicketError::Drawing))?;
    Ok(Ticket {
        journey: words::journey(&of.departure),
        seats: of.party.get(),
        reference: Reference::of(of.booking_id).to_string(),
        qr_svg,
    })
}

/// What the code of a ticket to travel shows in a browser: tells a passenger to show it, and leads staff on duty to the door with it. `None` if it is
/// no such code, or works no more.
pub(crate) async fn boarding_code(
    web: &Web,
    staff: Option<&Staff>,
    text: &str,
) -> Result<Option<Response>, Problem> {
    let (Some(code), Some(shown)) = (Token::parse(text), Token::parse(text)) else {
        return Ok(None);
    };
    let found = web.house.ticketed_departure(code).await?;
    let works =
        |of: &TicketedDeparture| of.status.takes_places() && web.house.now() < of.expires_at;
    let Some(of) = found.filter(works) else {
        return Ok(None);
    };
    let id = of.departure.id;
    if staff.is_some_and(|staff| checks(staff, &of.departure)) {
        let door = format!("/door/departures/{id}?token={text}");
        return Ok(Some(Redirect::to(&door).into_response()));
    }
    let mut frame = render::frame(web, "Show this code when you board", Desk::Travel, None);
    frame.private = true;
    let page = BoardingCodePage {
        frame,
        ticket: drawn(web, &of, &shown)?,
        sign_in_href: format!("/sign-in?next=/api/check-ins/preview%3Ftoken%3D{text}"),
    };
    render::page(StatusCode::OK, &page).map(Some)
}

fn checks(staff: &Staff, departure: &DepartureView) -> bool {
    let occurrence = Occurrence::Departure(Box::new(departure.clone()));
    DoorReach::of(staff).holds(&occurrence)
}

//! The ticket, and what its code opens in a browser.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::theatre::{Ticket as Issued, TicketError};
use foh_domain::{identity::Permission, token::Token};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::token_problem;
use crate::{
    Web,
    http::{MaybeStaff, Problem, Query},
    pages::{
        render::{self, TokenField},
        travel::boarding_code,
        words,
    },
    views::{
        parts::{Notice, NoticeKind},
        qr::qr_svg,
        theatre::{GuestCode, Ticket, TicketPage, TokenProblem},
    },
};

/// The query of [`ticket`].
#[derive(Deserialize)]
pub(super) struct TicketQuery {
    #[serde(default)]
    token: String,
    #[serde(default)]
    confirmed: String,
}

/// `GET /ticket`: to show and to print.
pub(super) async fn ticket(
    State(web): State<Web>,
    Query(query): Query<TicketQuery>,
) -> Result<Response, Problem> {
    let issued = match issued(&web, Token::parse(&query.token)).await? {
        Ok(issued) => issued,
        Err(problem) => return token_problem::page(&web, problem, None),
    };
    let notice = (query.confirmed == "now").then(|| {
        Notice::new(
            NoticeKind::Done,
            "Your places are confirmed",
            "We have sent the ticket to your address as well.",
        )
    });
    let page = TicketPage {
        frame: render::private_frame(&web, "Your ticket", Some(&issued.facts.performance)),
        notice,
        ticket: drawn(&issued)?,
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /api/check-ins/preview` in a browser, the address in the code: tells a guest to show it, and leads staff on
/// duty to the door with it. Admits nobody.
pub(crate) async fn guest_code(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let token = query.read().map(|token| token.reveal());
    let token = token.as_ref().map_or("", |token| token.expose_secret());
    let issued = match issued(&web, query.read()).await? {
        Ok(issued) => issued,
        Err(problem) => {
            let boarding = boarding_code(&web, staff.as_ref(), token).await?;
            return boarding.map_or_else(|| token_problem::page(&web, problem, None), Ok);
        }
    };
    let performance_id = issued.facts.performance.id;
    if staff.is_some_and(|staff| staff.may(Permission::Door) && staff.reaches(performance_id)) {
        let door = format!("/door/{}?token={token}", issued.facts.performance.id);
        return Ok(Redirect::to(&door).into_response());
    }
    let page = GuestCode {
        frame: render::private_frame(
            &web,
            "Show this code at the door",
            Some(&issued.facts.performance),
        ),
        ticket: drawn(&issued)?,
        sign_in_href: format!("/sign-in?next=/api/check-ins/preview%3Ftoken%3D{token}"),
    };
    render::page(StatusCode::OK, &page)
}

async fn issued(web: &Web, token: Option<Token>) -> Result<Result<Issued, TokenProblem>, Problem> {
    let Some(token) = token else {
        return Ok(Err(TokenProblem::Invalid));
    };
    match web.house.ticket(token, None).await {
        Ok(ticket) => Ok(Ok(ticket)),
        Err(TicketError::InvalidToken) => Ok(Err(TokenProblem::Invalid)),
        Err(TicketError::ExpiredToken) => Ok(Err(TokenProblem::Passed)),
        Err(TicketError::NotConfirmed) => Ok(Err(TokenProblem::AlreadyCancelled)),
        Err(error @ TicketError::Drawing) => Err(Problem::internal(&error)),
        Err(TicketError::Store(error)) => Err(error.into()),
    }
}

fn drawn(issued: &Issued) -> Result<Ticket, Problem> {
    let code = qr_svg(issued.code.url.expose_secret())
        .ok_or_else(|| Problem::internal(&TicketError::Drawing))?;
    Ok(Ticket {
        performance: words::performance(&issued.facts.performance),
        party_size: issued.facts.party.get(),
        reference: words::reference(issued.facts.reservation_id),
        qr_svg: code,
    })
}

//! A passenger who has lost the link finds the booking again.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::travel::TravelBookingError;
use foh_domain::{booking::Reference, field::Faults, identity::PhoneNumber, limits::Limit};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::{booking_href, private_frame};
use crate::{
    Web,
    http::{ClientAddress, Form, Problem},
    pages::render,
    views::{
        parts::{Field, Notice, NoticeKind},
        travel::FindPage,
    },
};

/// The form as it was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    reference: String,
    phone_number: String,
}

/// `GET /travel/find`
pub(super) async fn form(State(web): State<Web>) -> Result<Response, Problem> {
    render::page(StatusCode::OK, &view(&web, &Typed::default(), None))
}

/// `POST /travel/find`: leads to the booking. Whichever of the two does not fit, the answer is the same.
pub(super) async fn find(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let problem = match attempt(&web, &address, &typed).await {
        Ok(token) => return Ok(Redirect::to(&booking_href(&token)).into_response()),
        Err(problem) if problem.code().is_server_error() => return Err(problem),
        Err(problem) => problem,
    };
    render::refused(&problem, &view(&web, &typed, Some(&problem)))
}

/// A token that shows the booking.
async fn attempt(web: &Web, address: &ClientAddress, typed: &Typed) -> Result<String, Problem> {
    let mut faults = Faults::default();
    let reference = Reference::parse(&typed.reference)
        .ok_or_else(|| "Give its six letters and digits, such as 4D5E6F.".to_owned());
    let reference = faults.take("reference", reference);
    let phone = faults.take("phone_number", PhoneNumber::parse(&typed.phone_number));
    faults.finish()?;
    let (Some(reference), Some(phone)) = (reference, phone) else {
        return Err(Problem::fields(Vec::new()));
    };
    let number = format!("number {}", phone.expose());
    for who in [address.as_str(), &number] {
        web.house.admit(Limit::TravelFind, who).await?;
    }
    match web.house.find_travel_booking(reference, &phone).await {
        Ok((_, token)) => Ok(token.reveal().expose_secret().to_owned()),
        Err(TravelBookingError::Unknown) => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no booking with this reference and this number.",
        )),
        Err(error) => Err(error.into()),
    }
}

fn view(web: &Web, typed: &Typed, problem: Option<&Problem>) -> FindPage {
    let faults = problem.map_or(&[][..], Problem::faults);
    let field = |name: &str, value: &str| Field {
        value: value.to_owned(),
        error: faults
            .iter()
            .find(|fault| fault.field == name)
            .map(|fault| fault.message.clone()),
    };
    let notice = problem.filter(|problem| problem.faults().is_empty());
    FindPage {
        frame: private_frame(web, "Find my booking", None),
        notice: notice.map(|problem| {
            let text = match problem.code() {
                StatusCode::NOT_FOUND => "Compare both with your message or your ticket.",
                _ => "What you entered is still here.",
            };
            Notice::new(NoticeKind::Refused, problem.in_words(), text)
        }),
        reference: field("reference", &typed.reference),
        phone_number: field("phone_number", &typed.phone_number),
    }
}

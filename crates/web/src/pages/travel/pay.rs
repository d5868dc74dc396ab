//! A passenger pays again, or in another way.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{payments::PayError, travel::TravelBookingItem};
use foh_domain::{field::FieldError, limits::Limit};
use serde::Deserialize;

use super::{booking, booking_href, shown, unknown};
use crate::{
    Web,
    api::travel::read_payer,
    http::{ClientAddress, Form, Problem},
    pages::render,
    views::{
        parts::{Field, Notice, NoticeKind},
        travel::PayForm,
    },
};

/// The form as it was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    token: String,
    payment_method: String,
    phone_number: String,
}

/// `POST /travel/booking/pay`: leads back to the booking. Sent twice, it asks once: the second finds the first under way.
pub(super) async fn pay(
    State(web): State<Web>,
    address: ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Some(item) = shown(&web, &typed.token).await? else {
        return unknown(&web);
    };
    let Err(problem) = attempt(&web, &address, &item, &typed).await? else {
        return Ok(Redirect::to(&booking_href(&typed.token)).into_response());
    };
    let field = |name: &str, value: &str| {
        let error = problem.faults().iter().find(|fault| fault.field == name);
        Field {
            value: value.to_owned(),
            error: error.map(|fault| fault.message.clone()),
        }
    };
    let form = PayForm {
        token: typed.token.clone(),
        payment_method: field("payment_method", &typed.payment_method),
        methods: Vec::new(),
        phone_number: field("phone_number", &typed.phone_number),
    };
    let mut page = booking::view(&web, &item, &typed.token, Some(form)).await?;
    page.notice = problem.faults().is_empty().then(|| {
        let title = "The provider was not asked again";
        Notice::new(NoticeKind::Refused, title, problem.in_words())
    });
    let mut response = render::refused(&problem, &page)?;
    booking::know_who_leaves(&web, &page, &typed.token, response.headers_mut());
    Ok(response)
}

async fn attempt(
    web: &Web,
    address: &ClientAddress,
    item: &TravelBookingItem,
    typed: &Typed,
) -> Result<Result<(), Problem>, Problem> {
    let payer = read_payer(&typed.payment_method, Some(&typed.phone_number));
    let (method, phone) = match payer {
        Ok(payer) => payer,
        Err(faults) => return Ok(Err(Problem::fields(faults))),
    };
    let admitted = web.house.admit(Limit::TravelPay, address.as_str()).await;
    if let Err(error) = admitted.map_err(Problem::from) {
        return match error.code() {
            StatusCode::TOO_MANY_REQUESTS => Ok(Err(error)),
            _ => Err(error),
        };
    }
    match web.house.pay_again(item.view.id, method, phone).await {
        // What has become of it stands on the page of the booking.
        Ok(_) | Err(PayError::Underway | PayError::NothingDue | PayError::TooLate) => Ok(Ok(())),
        Err(PayError::PhoneNeeded) => Ok(Err(Problem::fields(vec![FieldError {
            field: "phone_number",
            message: "Give the number of the phone that pays.".to_owned(),
        }]))),
        Err(error @ (PayError::NotOffered | PayError::TooOften)) => Ok(Err(error.into())),
        Err(error) => Err(error.into()),
    }
}

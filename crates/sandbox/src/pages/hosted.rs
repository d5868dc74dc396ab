//! The page where a payer would type a card: here they only say how it goes.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{page, see_other};
use crate::{
    callbacks::Tell,
    payment::{Payment, State, Wire},
    play::Ending,
    sandbox::Sandbox,
    stripe::{self, Session},
};

#[derive(Template)]
#[template(path = "pay.html")]
struct Pay {
    reference: String,
    amount: String,
    purpose: String,
    state: Stands,
    paid: String,
    given_up: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Open,
    Declined,
    Paid,
    Over,
}

/// The number of a session's payment, and what `read` makes of it.
fn find<T>(
    sandbox: &Sandbox,
    session: &str,
    read: impl FnOnce(&Payment, &Session) -> T,
) -> Result<(u64, T), Response> {
    let books = sandbox.books();
    let number = books.payments.number(&stripe::name(session));
    let found = number.and_then(|number| {
        let payment = books.payments.get(number)?;
        match &payment.wire {
            Wire::Stripe(session) => Some((number, read(payment, session))),
            Wire::Mtn(_) | Wire::Airtel => None,
        }
    });
    found.ok_or_else(|| (StatusCode::NOT_FOUND, "There is no such payment.\n").into_response())
}

pub(super) async fn show(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Path(reference): Path<String>,
) -> Response {
    let found = find(&sandbox, &reference, |payment, session| {
        let shown = Pay {
            reference: payment.reference.clone(),
            amount: payment.asked.to_string(),
            purpose: payment.purpose.clone(),
            state: match payment.state {
                State::Waiting if session.declined => Stands::Declined,
                State::Waiting => Stands::Open,
                State::Paid(_) => Stands::Paid,
                State::Failed(_) => Stands::Over,
            },
            paid: session.paid.to_string(),
            given_up: session.given_up.to_string(),
        };
        // Browsers hold the way back after “Pay” to this as well.
        let back = session.paid.origin().ascii_serialization();
        let policy = format!(
            "default-src 'none'; img-src data:; style-src 'self'; form-action 'self' {back}; frame-ancestors 'none'; base-uri 'none'"
        );
        (shown, policy)
    });
    let (_, (shown, policy)) = match found {
        Ok(found) => found,
        Err(missing) => return missing,
    };
    let mut response = page(&shown);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

pub(super) async fn pay(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Path(reference): Path<String>,
) -> Response {
    let (number, back) = match find(&sandbox, &reference, |_, session| session.paid.to_string()) {
        Ok(found) => found,
        Err(missing) => return missing,
    };
    if sandbox.decide(number, None, Ending::Pays, Tell::Once) {
        see_other(&back)
    } else {
        see_other(&format!("/pay/{reference}"))
    }
}

pub(super) async fn decline(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    Path(reference): Path<String>,
) -> Response {
    let number = match find(&sandbox, &reference, |_, _| ()) {
        Ok((number, ())) => number,
        Err(missing) => return missing,
    };
    sandbox.decline(number);
    see_other(&format!("/pay/{reference}"))
}

//! Checkout Sessions.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State as Shared},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};
use url::Url;

use super::{Refusal, authorised, form::Form, once, units};
use crate::{
    answer::{self, short},
    callbacks::Tell,
    payment::{Payment, State, Why, Wire},
    play::Ending,
    sandbox::{Books, Sandbox},
};

/// How long a session is open, in seconds: by default, at least and at most.
const DAY: i64 = 24 * 3_600;
const LEAST: i64 = 30 * 60;
/// The clocks of caller and provider may differ by so much.
const TOLERANCE: i64 = 60;
/// The longest name and the longest reference, in characters.
const LONGEST: usize = 250;

/// What Stripe keeps of a session.
pub(crate) struct Session {
    /// The part its names share: `cs_test_…` and `pi_…`.
    key: String,
    client_reference: String,
    pub(crate) paid: Url,
    pub(crate) given_up: Url,
    /// In seconds since 1970.
    expires_at: i64,
    /// Whether a card was declined.
    pub(crate) declined: bool,
}

/// The name of a session in the book.
pub(crate) fn name(session: &str) -> String {
    format!(
        "stripe/{}",
        session.strip_prefix("cs_test_").unwrap_or_default()
    )
}

/// The name in the book of the session that made this payment intent.
pub(super) fn name_of_intent(intent: &str) -> String {
    format!("stripe/{}", intent.strip_prefix("pi_").unwrap_or_default())
}

pub(super) async fn open(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let Err(refusal) = authorised(&sandbox, &headers) {
        return refusal.answer();
    }
    let mut opened = None;
    let answer = {
        let mut books = sandbox.books();
        once(&sandbox.setup, &mut books, &headers, &body, |books| {
            let payment = read(&sandbox, books, &Form::read(&body))?;
            let Wire::Stripe(session) = &payment.wire else {
                return Err(Refusal::MISSING);
            };
            let answer = session.shown(&payment, &sandbox, true);
            let open_for = session.expires_at - sandbox.now().as_second();
            let number = books.payments.add(name(&payment.reference), payment);
            opened = number.map(|number| (number, open_for));
            Ok(answer)
        })
    };
    if let Some((number, open_for)) = opened {
        let open_for = Duration::from_secs(u64::try_from(open_for).unwrap_or(0));
        sandbox.decide_after(number, open_for, Ending::Fails(Why::Expired), Tell::Once);
    }
    answer
}

fn read(sandbox: &Sandbox, books: &mut Books, form: &Form) -> Result<Payment, Refusal> {
    let item = |field: &str| format!("line_items[0][price_data][{field}]");
    if form.text("mode") != "payment" || form.text("line_items[0][quantity]") != "1" {
        return Err(Refusal::invalid("This sandbox sells one thing at a time."));
    }
    let asked = form.number(&item("unit_amount"));
    let asked = asked.and_then(|units| units::money(units, form.text(&item("currency"))));
    let asked = asked.ok_or(Refusal::invalid("Invalid amount or currency."))?;
    let back = |field| answer::web_address(form.text(field));
    let (Some(paid), Some(given_up)) = (back("success_url"), back("cancel_url")) else {
        return Err(Refusal::invalid("Not a valid URL."));
    };
    let now = sandbox.now().as_second();
    let expires_at = match form.text("expires_at") {
        "" => now + DAY,
        _ => form.number("expires_at").unwrap_or_default(),
    };
    if !(LEAST - TOLERANCE..=DAY + TOLERANCE).contains(&expires_at.saturating_sub(now)) {
        let message = "`expires_at` must be between 30 minutes and 24 hours from now.";
        return Err(Refusal::invalid(message));
    }
    let key = books.fresh(&sandbox.setup, "session");
    let reference = format!("cs_test_{key}");
    let purpose = short(form.text(&item("product_data][name")), LONGEST);
    let wire = Wire::Stripe(Session {
        key,
        client_reference: short(form.text("client_reference_id"), LONGEST),
        paid,
        given_up,
        expires_at,
        declined: false,
    });
    Ok(Payment::new(reference, asked, purpose, sandbox.now(), wire))
}

pub(super) async fn look(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    if let Err(refusal) = authorised(&sandbox, &headers) {
        return refusal.answer();
    }
    let expand = query
        .iter()
        .any(|(name, value)| name.starts_with("expand") && value == "payment_intent");
    let books = sandbox.books();
    let payment = books.payments.find(&name(&id));
    match payment.map(|payment| (payment, &payment.wire)) {
        Some((payment, Wire::Stripe(session))) => {
            answer::json(200, &session.shown(payment, &sandbox, expand))
        }
        _ => Refusal::MISSING.answer(),
    }
}

impl Session {
    pub(super) fn intent(&self) -> String {
        format!("pi_{}", self.key)
    }

    /// The session as the API shows it.
    fn shown(&self, payment: &Payment, sandbox: &Sandbox, expand: bool) -> Value {
        let mut shown = self.object(payment, payment.state);
        if payment.state == State::Waiting {
            let page = sandbox
                .setup
                .address
                .join(&format!("pay/{}", payment.reference));
            shown["url"] = json!(page.ok());
        }
        if expand && !shown["payment_intent"].is_null() {
            let error = self.declined.then(|| {
                json!({"code": "card_declined", "decline_code": "generic_decline", "message": "The card was declined."})
            });
            let status = match payment.state {
                State::Paid(_) => "succeeded",
                State::Waiting => "requires_payment_method",
                State::Failed(_) => "canceled",
            };
            shown["payment_intent"] = json!({
                "id": self.intent(), "object": "payment_intent", "status": status, "last_payment_error": error,
            });
        }
        shown
    }

    /// The session as events have it: its intent is a name, and there is one when a card was tried.
    pub(super) fn object(&self, payment: &Payment, state: State) -> Value {
        let (status, payment_status, taken) = match state {
            State::Waiting => ("open", "unpaid", payment.asked),
            State::Paid(taken) => ("complete", "paid", taken),
            State::Failed(_) => ("expired", "unpaid", payment.asked),
        };
        let tried = self.declined || matches!(state, State::Paid(_));
        json!({
            "id": payment.reference, "object": "checkout.session", "livemode": false, "mode": "payment",
            "client_reference_id": self.client_reference, "status": status, "payment_status": payment_status,
            "amount_total": units::of(taken), "currency": taken.currency.code().to_lowercase(),
            "payment_intent": tried.then(|| self.intent()), "url": null,
            "created": payment.made_at.as_second(), "expires_at": self.expires_at,
            "success_url": self.paid, "cancel_url": self.given_up,
        })
    }
}

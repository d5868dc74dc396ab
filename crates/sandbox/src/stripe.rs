//! Cards by Stripe's protocol (docs.stripe.com/api: Checkout Sessions, Refunds, Events): the payer decides on the hosted page.

mod event;
mod form;
mod refunds;
mod session;
mod units;

use std::sync::Arc;

use axum::{
    Router,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{
    answer::{self, header_text, short},
    sandbox::{Books, Sandbox},
    setup::Setup,
    sign,
};

pub(crate) use session::{Session, name};

/// The longest idempotency key, in characters.
const LONGEST_KEY: usize = 255;

/// What was answered under an idempotency key, and to what.
pub(crate) struct Kept {
    /// A hash of the question.
    question: String,
    status: u16,
    answer: String,
}

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/v1/checkout/sessions", post(session::open))
        .route("/v1/checkout/sessions/{id}", get(session::look))
        .route("/v1/refunds", post(refunds::make))
        .route("/v1/refunds/{id}", get(refunds::look))
}

/// A refusal as Stripe writes it.
struct Refusal {
    status: u16,
    code: &'static str,
    message: &'static str,
}

impl Refusal {
    const MISSING: Self = Self::of(404, "resource_missing", "There is no such object.");

    const fn of(status: u16, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code,
            message,
        }
    }

    const fn invalid(message: &'static str) -> Self {
        Self::of(400, "parameter_invalid", message)
    }

    fn answer(&self) -> Response {
        answer::json(self.status, &self.body())
    }

    fn body(&self) -> serde_json::Value {
        json!({"error": {"type": "invalid_request_error", "code": self.code, "message": self.message}})
    }
}

fn authorised(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), Refusal> {
    let shown = header_text(headers, "authorization").strip_prefix("Bearer ");
    let key = sandbox.setup.stripe().key;
    if shown.is_some_and(|shown| sign::same(shown, key.expose_secret())) {
        Ok(())
    } else {
        Err(Refusal::of(401, "api_key_invalid", "Invalid API Key."))
    }
}

/// Does something once for each idempotency key, and answers the same again to the same form.
fn once(
    setup: &Setup,
    books: &mut Books,
    headers: &HeaderMap,
    question: &str,
    act: impl FnOnce(&mut Books) -> Result<serde_json::Value, Refusal>,
) -> Response {
    let key = short(header_text(headers, "idempotency-key"), LONGEST_KEY);
    let question = setup.word(question);
    if let Some(kept) = books.answers.find(&key) {
        return if kept.question == question {
            answer::written(kept.status, kept.answer.clone())
        } else {
            let message = "This idempotency key was used with other parameters.";
            Refusal::of(400, "idempotency_error", message).answer()
        };
    }
    let (status, answer) = match act(books) {
        Ok(made) => (200, made.to_string()),
        Err(refusal) => (refusal.status, refusal.body().to_string()),
    };
    if !key.is_empty() {
        let kept = Kept {
            question,
            status,
            answer: answer.clone(),
        };
        books.answers.add(key, kept);
    }
    answer::written(status, answer)
}

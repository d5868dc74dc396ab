//! MTN's words: the result of a request, and why it failed.

use foh_domain::payments::{FailureReason, Reported};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::super::{PaymentError, Trouble, Webhook, WebhookError, amount, line::RawAnswer};

#[derive(Deserialize)]
struct Outcome {
    amount: Option<Box<RawValue>>,
    currency: Option<String>,
    status: String,
    reason: Option<Reason>,
}

/// The document says an object, and its sandbox a word.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reason {
    Word(String),
    Object { code: String },
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
}

#[derive(Deserialize)]
struct Callback {
    #[serde(rename = "externalId")]
    external_id: Uuid,
}

/// Whether a request was made; 409 says that it was made before, because the id is ours.
pub(super) fn made(answer: &RawAnswer) -> Result<(), PaymentError> {
    match (answer.status, answer.json::<Refusal>()) {
        (202 | 409, _) => Ok(()),
        (400..=499, Some(refusal)) => Err(match PaymentError::of(answer.status) {
            PaymentError::Refused { trouble, .. } => {
                PaymentError::refused(reason(&refusal.code), trouble)
            }
            other => other,
        }),
        // Success, but not the one that is documented.
        (200..=299, _) => Err(PaymentError::Unknown(Trouble::Answer(answer.status))),
        (status, _) => Err(PaymentError::of(status)),
    }
}

/// How a request stands. A request that failed is answered with 200 as well.
pub(super) fn reported(answer: &RawAnswer) -> Result<Reported, PaymentError> {
    match answer.status {
        200..=299 => {}
        404 => return Err(PaymentError::Missing),
        status => return Err(PaymentError::of(status)),
    }
    let outcome: Outcome = answer
        .json()
        .ok_or(PaymentError::Unknown(Trouble::Unreadable))?;
    Ok(match outcome.status.as_str() {
        "CREATED" | "PENDING" => Reported::Pending,
        "SUCCESSFUL" => outcome
            .amount
            .zip(outcome.currency)
            .and_then(|(amount, currency)| amount::read(&amount, &currency))
            .map_or(Reported::Unknown, Reported::Completed),
        "FAILED" => Reported::Failed(match outcome.reason {
            Some(Reason::Word(code) | Reason::Object { code }) => reason(&code),
            None => FailureReason::ProviderFailed,
        }),
        _ => Reported::Unknown,
    })
}

fn reason(code: &str) -> FailureReason {
    match code {
        "APPROVAL_REJECTED" | "TRANSACTION_CANCELED" => FailureReason::Refused,
        // The second is how most countries say that nobody entered the PIN within five minutes.
        "EXPIRED" | "COULD_NOT_PERFORM_TRANSACTION" => FailureReason::NotAnswered,
        "NOT_ENOUGH_FUNDS" => FailureReason::InsufficientFunds,
        "PAYER_LIMIT_REACHED" => FailureReason::LimitReached,
        "PAYER_NOT_FOUND" | "SENDER_ACCOUNT_NOT_ACTIVE" => FailureReason::PayerUnknown,
        _ => FailureReason::ProviderFailed,
    }
}

/// A callback repeats the request's external id, which is ours; nothing else in it is read.
pub(super) fn hint(body: &[u8]) -> Result<Webhook, WebhookError> {
    let callback: Callback = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    Ok(Webhook::Hint {
        id: callback.external_id,
    })
}

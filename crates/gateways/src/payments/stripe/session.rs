//! A Checkout Session and the events about it (docs.stripe.com/api/checkout/sessions, /api/events).

use foh_domain::payments::{FailureReason, Reported};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    super::{PaymentError, Trouble, Webhook, WebhookError},
    units,
};

#[derive(Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) url: Option<String>,
    client_reference_id: Option<String>,
    status: Option<String>,
    payment_status: Option<String>,
    amount_total: Option<u64>,
    currency: Option<String>,
    payment_intent: Option<Intent>,
}

/// Expanded where that was asked for; events have only its name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intent {
    Name(String),
    Expanded {
        id: String,
        last_payment_error: Option<Declined>,
    },
}

#[derive(Deserialize)]
struct Declined {
    code: Option<String>,
    decline_code: Option<String>,
}

impl Session {
    /// Whose payment it is; sessions made elsewhere with the same account have no such id.
    fn payment(&self) -> Option<Uuid> {
        Uuid::parse_str(self.client_reference_id.as_deref()?).ok()
    }

    pub(super) fn is(&self, payment: Uuid) -> bool {
        self.payment() == Some(payment)
    }

    /// A card that was declined is not the end: the payer may try another one while the session is open.
    pub(super) fn reported(&self) -> Reported {
        let status = self.status.as_deref();
        match (status, self.payment_status.as_deref()) {
            (Some("open" | "complete"), Some("unpaid")) => Reported::Pending,
            (Some("complete"), Some("paid")) => self
                .amount_total
                .zip(self.currency.as_deref())
                .and_then(|(amount, currency)| units::money(amount, currency))
                .map_or(Reported::Unknown, Reported::Completed),
            (Some("expired"), Some("unpaid")) => Reported::Failed(self.declined()),
            _ => Reported::Unknown,
        }
    }

    /// Why the last card was declined, if one was tried.
    fn declined(&self) -> FailureReason {
        let Some(Intent::Expanded {
            last_payment_error: Some(declined),
            ..
        }) = &self.payment_intent
        else {
            return FailureReason::NotAnswered;
        };
        let code = declined.decline_code.as_deref();
        match code.or(declined.code.as_deref()).unwrap_or_default() {
            "insufficient_funds" => FailureReason::InsufficientFunds,
            "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => {
                FailureReason::LimitReached
            }
            "processing_error" | "issuer_not_available" | "try_again_later" => {
                FailureReason::ProviderFailed
            }
            _ => FailureReason::NotAuthorised,
        }
    }

    /// The payment intent of a session that was paid.
    pub(super) fn paid_intent(self, payment: Uuid) -> Result<String, PaymentError> {
        let ours = self.is(payment);
        let paid = self.payment_status.as_deref() == Some("paid");
        match self.payment_intent {
            Some(Intent::Name(id) | Intent::Expanded { id, .. }) if ours && paid => Ok(id),
            _ => Err(PaymentError::refused(
                FailureReason::ProviderFailed,
                Trouble::NothingTaken,
            )),
        }
    }
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: serde_json::Value,
}

/// Reads an event whose signature is good.
pub(super) fn news(body: &[u8]) -> Result<Webhook, WebhookError> {
    let event: Event = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    let Some(what) = event.kind.strip_prefix("checkout.session.") else {
        return Err(WebhookError::NotOurs);
    };
    let session: Session =
        serde_json::from_value(event.data.object).map_err(|_| WebhookError::Unreadable)?;
    let id = session.payment().ok_or(WebhookError::NotOurs)?;
    let reported = match what {
        "async_payment_failed" => Reported::Failed(FailureReason::NotAuthorised),
        _ => session.reported(),
    };
    Ok(Webhook::News {
        event_id: event.id,
        id,
        reference: session.id,
        reported,
    })
}

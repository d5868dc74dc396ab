//! Payments and refunds, as programs read them.

use foh_app::payments::{PaymentDetails, PaymentEvent, PaymentRow, RefundRow};
use foh_domain::payments::Money;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pages::words;

/// Why somebody is to look at a payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertAnswer {
    /// `unknown_status`, `wrong_amount`, `contradiction` or `undecided`.
    #[schema(example = "undecided")]
    kind: &'static str,
    text: String,
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentAnswer {
    id: Uuid,
    /// What it is for: a travel booking, or one of the studio.
    reservation_id: Uuid,
    /// What that is called.
    #[schema(example = "4D5E6F")]
    reference: String,
    /// `mtn`, `airtel`, `card` or `cash`.
    #[schema(example = "mtn")]
    payment_method: &'static str,
    /// What was asked for, as a decimal.
    #[schema(example = "5000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// `pending`, `completed`, `failed` or `refunded`.
    #[schema(example = "pending")]
    status: &'static str,
    /// Why it failed.
    reason: Option<&'static str>,
    /// What its provider was given as its name.
    charge_id: Uuid,
    /// What its provider calls it.
    provider_reference: Option<String>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    /// When it was completed, or failed.
    decided_at: Option<String>,
    /// When its provider is asked next; null when it is not.
    next_check_at: Option<String>,
    alert: Option<AlertAnswer>,
}

impl From<&PaymentRow> for PaymentAnswer {
    fn from(row: &PaymentRow) -> Self {
        Self {
            id: row.id,
            reservation_id: row.reservation_id,
            reference: words::reference(row.reservation_id),
            payment_method: row.method.as_str(),
            amount: row.money.plain(),
            currency: row.money.currency.code(),
            status: row.status.as_str(),
            reason: row.reason.map(foh_domain::payments::FailureReason::as_str),
            charge_id: row.charge_id,
            provider_reference: row.reference.clone(),
            created_at: row.created_at.to_string(),
            decided_at: row.decided_at.map(|at| at.to_string()),
            next_check_at: row.next_check_at.map(|at| at.to_string()),
            alert: row.alert.map(|alert| AlertAnswer {
                kind: alert.as_str(),
                text: alert.in_words(),
            }),
        }
    }
}

/// Money on its way back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefundAnswer {
    id: Uuid,
    payment_id: Uuid,
    /// As a decimal.
    #[schema(example = "5000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// `pending`, `completed` or `failed`.
    #[schema(example = "failed")]
    status: &'static str,
    /// `cancelled_by_passenger`, `cancelled_by_member`, `cancelled_by_staff`, `departure_cancelled`, `session_cancelled`, `paid_late`, `paid_twice` or `by_staff`.
    #[schema(example = "by_staff")]
    cause: &'static str,
    /// What its provider was given as its name.
    charge_id: Uuid,
    /// What its provider calls it.
    provider_reference: Option<String>,
    /// Who decided it, if not the house by its rules.
    created_by: Option<Uuid>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    /// When it was completed, or failed.
    decided_at: Option<String>,
    /// Why it failed.
    error: Option<String>,
}

impl From<&RefundRow> for RefundAnswer {
    fn from(row: &RefundRow) -> Self {
        Self {
            id: row.id,
            payment_id: row.payment_id,
            amount: row.money.plain(),
            currency: row.money.currency.code(),
            status: row.status.as_str(),
            cause: row.cause.as_str(),
            charge_id: row.charge_id,
            provider_reference: row.reference.clone(),
            created_by: row.created_by,
            created_at: row.created_at.to_string(),
            decided_at: row.decided_at.map(|at| at.to_string()),
            error: row.last_error.clone(),
        }
    }
}

/// A refund with its payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenRefund {
    #[serde(flatten)]
    pub(super) refund: RefundAnswer,
    pub(super) payment: PaymentAnswer,
}

/// Something that the provider said; what it said is kept sealed and not shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventAnswer {
    id: Uuid,
    refund_id: Option<Uuid>,
    /// `start`, `status`, `refund`, `refund_status` or `webhook`.
    #[schema(example = "status")]
    source: &'static str,
    /// The HTTP status of an answer.
    #[schema(example = 200)]
    http_status: Option<u32>,
    /// Whether what it said is still kept.
    kept: bool,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
}

impl From<&PaymentEvent> for EventAnswer {
    fn from(event: &PaymentEvent) -> Self {
        Self {
            id: event.id,
            refund_id: event.refund_id,
            source: event.source.as_str(),
            http_status: event.http_status,
            kept: event.kept,
            created_at: event.created_at.to_string(),
        }
    }
}

/// A payment with all that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentDetail {
    #[serde(flatten)]
    pub(super) payment: PaymentAnswer,
    /// What can still be given back, as a decimal; null if nothing was taken.
    #[schema(example = "5000")]
    left: Option<String>,
    refunds: Vec<RefundAnswer>,
    events: Vec<EventAnswer>,
}

impl From<&PaymentDetails> for PaymentDetail {
    fn from(details: &PaymentDetails) -> Self {
        Self {
            payment: PaymentAnswer::from(&details.payment),
            left: details.left.map(Money::plain),
            refunds: details.refunds.iter().map(RefundAnswer::from).collect(),
            events: details.events.iter().map(EventAnswer::from).collect(),
        }
    }
}

//! What refusals about payments are in HTTP.

use axum::http::StatusCode;
use foh_app::payments::{GiveBackError, PaymentWebhookError};
use foh_domain::payments::RefundRefusal;

use super::Problem;

fn conflict(word: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, word, title)
}

impl From<GiveBackError> for Problem {
    fn from(error: GiveBackError) -> Self {
        match error {
            GiveBackError::Unknown => Self::not_found(),
            GiveBackError::NotPaid => conflict("not_paid", "Nothing of this payment was taken."),
            GiveBackError::NotFailed => conflict(
                "refund_not_failed",
                "This refund is on its way, or the payer has the money.",
            ),
            GiveBackError::Refused(RefundRefusal::Exceeds { .. }) => {
                let title = "This is more than is left of the payment.";
                conflict("refund_exceeds_payment", title).fault("amount", title)
            }
            GiveBackError::Refused(RefundRefusal::Nothing) => Self::fields(Vec::new())
                .fault("amount", "Please write how much is to be given back."),
            GiveBackError::Refused(RefundRefusal::Currency) => Self::fields(Vec::new())
                .fault("amount", "It is given back in the currency that was paid."),
            GiveBackError::Store(error) => error.into(),
        }
    }
}

impl From<PaymentWebhookError> for Problem {
    fn from(error: PaymentWebhookError) -> Self {
        match error {
            PaymentWebhookError::NotOffered => Self::not_found(),
            PaymentWebhookError::Forged => Self::forged(),
            PaymentWebhookError::Unreadable => {
                Self::malformed("It is not what the provider documents.")
            }
            PaymentWebhookError::Store(error) => error.into(),
            error @ PaymentWebhookError::Protection => Self::internal(&error),
        }
    }
}

//! Cash: whoever starts the payment has taken it. What is in the till is counted when a shift is closed.

use foh_domain::payments::Reported;
use jiff::Timestamp;

use super::{
    Asking, Charge, HeaderMap, Payment, PaymentProvider, Refund, RefundReported, Refunding,
    Started, Step, Told, Webhook, WebhookError,
};

/// Cash, handed over at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cash;

fn known<'a, T: Send + 'a>(outcome: T) -> Asking<'a, T> {
    let told = Told {
        outcome: Ok(outcome),
        answer: None,
    };
    Box::pin(std::future::ready(told))
}

impl PaymentProvider for Cash {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        known(Started {
            reference: charge.id.to_string(),
            step: Step::Taken,
        })
    }

    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported> {
        known(Reported::Completed(payment.money))
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding> {
        known(Refunding {
            reference: refund.id.to_string(),
            reported: RefundReported::Completed,
        })
    }

    fn refund_status<'a>(
        &'a self,
        _: &'a Refund,
        _reference: &'a str,
    ) -> Asking<'a, RefundReported> {
        known(RefundReported::Completed)
    }

    fn verify_webhook(
        &self,
        _: &HeaderMap,
        _body: &[u8],
        _now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        Err(WebhookError::NotOffered)
    }
}

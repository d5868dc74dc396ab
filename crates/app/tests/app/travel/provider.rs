//! A provider that is offered and that nobody asks: what it would say is applied by the tests themselves.

use foh_domain::payments::Reported;
use foh_gateways::payments::{
    Asking, Charge, HeaderMap, Payment, PaymentProvider, Refund, RefundReported, Refunding,
    Started, Webhook, WebhookError,
};
use jiff::Timestamp;

pub struct Unasked;

fn nobody_asks<T>() -> Asking<'static, T> {
    Box::pin(async { panic!("no worker runs in these tests") })
}

impl PaymentProvider for Unasked {
    fn start<'a>(&'a self, _: &'a Charge) -> Asking<'a, Started> {
        nobody_asks()
    }

    fn status<'a>(&'a self, _: &'a Payment) -> Asking<'a, Reported> {
        nobody_asks()
    }

    fn refund<'a>(&'a self, _: &'a Refund) -> Asking<'a, Refunding> {
        nobody_asks()
    }

    fn refund_status<'a>(&'a self, _: &'a Refund, _: &'a str) -> Asking<'a, RefundReported> {
        nobody_asks()
    }

    fn verify_webhook(
        &self,
        _: &HeaderMap,
        _: &[u8],
        _: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        panic!("nobody calls")
    }
}

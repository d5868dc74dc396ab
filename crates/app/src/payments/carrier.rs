//! Carries calls to payment providers.

use foh_store::outbox::{Channel, Entry};

use super::PaymentCall;
use crate::{
    House,
    outbox::{Carrier, Carrying, Outcome},
};

/// Asks payment providers to start payments and to give money back.
#[derive(Debug, Clone, Copy, Default)]
pub struct PaymentCarrier;

impl PaymentCarrier {
    async fn call(house: &House, entry: &Entry) -> Outcome {
        match PaymentCall::parse(&entry.kind) {
            Some(PaymentCall::Start) => house.start_payment(entry).await,
            Some(PaymentCall::Refund) => house.carry_refund(entry).await,
            None => Outcome::Never("the entry cannot be read: unknown kind".to_owned()),
        }
    }
}

impl Carrier for PaymentCarrier {
    fn channel(&self) -> Channel {
        Channel::Payments
    }

    fn carry<'a>(&'a self, house: &'a House, entry: &'a Entry) -> Carrying<'a> {
        Box::pin(Self::call(house, entry))
    }
}

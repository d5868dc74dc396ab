//! Payments of every desk: what a booking costs is asked for at a provider, taken, and given back.
//!
//! A booking writes its payment and an entry of the outbox in its own transaction; nobody waits for a provider there. [`PaymentCarrier`] asks it to
//! start, or to give money back; what becomes of a payment comes by webhook ([`House::payment_webhook`]) or is asked for
//! ([`House::reconcile_payments`]), and is applied by [`House::apply_report`] in one transaction, however often and in whatever order it comes.
//!
//! Invariants: what a provider says is stored, sealed, before it is interpreted; no transaction is open while a provider is asked; what is given
//! back of a payment never exceeds what was taken, because the payment is locked before its refunds are read.

mod answer;
mod attention;
mod by_staff;
mod carrier;
mod pay;
mod providers;
mod reconcile;
mod refund;
mod refunding;
mod report;
mod schedule;
mod settle;
mod start;
mod webhook;

use foh_domain::{
    identity::PhoneNumber,
    payments::{Money, PaymentMethod, PaymentStatus},
    privacy::SealError,
};
use foh_store::{
    outbox::{Channel, Entry},
    payments::NewPayment,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{House, entropy, messages::Payload};

pub use attention::{PaymentDetails, PaymentsWaiting};
pub use carrier::PaymentCarrier;
pub use foh_gateways::payments as gateways;
pub use foh_store::{
    payment_events::{EventSource, PaymentEvent},
    payments::PaymentRow,
    refunds::RefundRow,
};
pub use pay::PayError;
pub use providers::Providers;
pub use refund::{GiveBackError, PreparedRefund, give_back, left_to_give_back, taken_of};
pub(crate) use refund::{give_all_back, settle_whole};
pub use report::{Applied, ReportError};
pub use webhook::{KeptNews, PaymentWebhookError};

/// The kind of the keyed hash by which news that came before are known.
pub(crate) const EVENT_LOOKUP: &str = "payment event";

/// When a provider is asked about a payment whose start nobody has lived to see.
const FIRST_CHECK: SignedDuration = SignedDuration::from_secs(60);

/// What a provider is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentCall {
    /// To ask the payer for a payment, which is the subject of the entry.
    Start,
    /// To give money back; the subject is the refund.
    Refund,
}

impl PaymentCall {
    /// The word in the outbox.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "payment_start",
            Self::Refund => "payment_refund",
        }
    }

    /// The call a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Start, Self::Refund]
            .into_iter()
            .find(|call| call.as_str() == word)
    }
}

/// A fresh name for a payment or a refund, by which its provider knows it: a UUID of version 4, as MTN asks for.
pub(crate) fn charge_id() -> Uuid {
    uuid::Builder::from_random_bytes(entropy::bytes()).into_uuid()
}

impl House {
    /// The entry of the outbox by which a provider is asked for this, in the lane of its subject. The payer of a start is the guest of its
    /// reservation; [`Self::payment_entry_for`] names another number.
    #[must_use]
    pub fn payment_entry(&self, call: PaymentCall, subject_id: Uuid, now: Timestamp) -> Entry {
        Entry {
            id: entropy::id_beside(subject_id, now),
            channel: Channel::Payments,
            kind: call.as_str().to_owned(),
            subject_id,
            payload: None,
            attempts: 0,
            next_attempt_at: Some(now),
            created_at: now,
            last_error: None,
        }
    }

    /// The entry that starts a payment by the phone with this number.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn payment_entry_for(
        &self,
        payment_id: Uuid,
        payer: PhoneNumber,
        now: Timestamp,
    ) -> Result<Entry, SealError> {
        let entry = self.payment_entry(PaymentCall::Start, payment_id, now);
        let payload = Payload {
            payer: Some(payer),
            ..Payload::default()
        };
        let sealed = self.keyring.seal(entry.id, entropy::bytes(), &payload)?;
        Ok(Entry {
            payload: Some(sealed.as_bytes().to_vec()),
            ..entry
        })
    }

    /// A pending payment for a reservation, to be inserted with its entry ([`Self::payment_entry`]) in the transaction of its cause.
    #[must_use]
    pub fn new_payment(
        &self,
        reservation_id: Uuid,
        method: PaymentMethod,
        money: Money,
        now: Timestamp,
    ) -> NewPayment {
        NewPayment {
            id: entropy::id_beside(reservation_id, now),
            reservation_id,
            method,
            charge_id: charge_id(),
            money,
            status: PaymentStatus::Pending,
            closes_at: None,
            shift_id: None,
            created_at: now,
            // Whatever becomes of its entry, the provider is asked in the end.
            next_check_at: (method != PaymentMethod::Cash).then_some(now + FIRST_CHECK),
        }
    }

    /// Wakes the worker that asks providers; to be called when the transaction that wrote an entry is done.
    pub fn payment_waits(&self) {
        self.payments_wait.notify_one();
    }
}

//! What staff see of payments: what waits, what calls for a look, what is on its way back.

use foh_domain::payments::Money;
use foh_store::{
    StoreError, Tx,
    payment_events::{self, PaymentEvent},
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::refund::left_to_give_back;
use crate::House;

/// Who has only just been asked is no news.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);
/// The events of one payment that are shown: more only come of providers that repeat themselves.
const EVENTS: u32 = 500;
/// Nobody reads a larger number.
const MOST_COUNTED: u32 = 100;

/// One payment with all that happened to it.
#[derive(Debug, Clone)]
pub struct PaymentDetails {
    /// It itself.
    pub payment: PaymentRow,
    /// What goes back of it, the oldest first.
    pub refunds: Vec<RefundRow>,
    /// What is left to be given back, if money was taken.
    pub left: Option<Money>,
    /// What its provider said, without the words.
    pub events: Vec<PaymentEvent>,
}

/// How much there is to be looked at, each counted up to a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentsWaiting {
    /// Payments with an alert.
    pub alerts: u32,
    /// Refunds that the payer does not have yet.
    pub refunds: u32,
}

impl House {
    /// Payments after `after` that have been waiting for more than two minutes, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn pending_payments(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let (until, after) = (self.now() - PATIENCE, after.unwrap_or_default());
        self.db
            .read(move |tx| payments::pending(tx, until, after, limit))
            .await
    }

    /// Payments after `after` that somebody is to look at, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn alerted_payments(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| payments::attention(tx, after, limit))
            .await
    }

    /// Refunds after `after` that the payer does not have yet, each with its payment, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn open_refunds(
        &self,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<(RefundRow, PaymentRow)>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| {
                let mut found = Vec::new();
                for refund in refunds::open(tx, after, limit)? {
                    if let Some(payment) = payments::get(tx, refund.payment_id)? {
                        found.push((refund, payment));
                    }
                }
                Ok(found)
            })
            .await
    }

    /// One refund with its payment.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn refund(&self, id: Uuid) -> Result<Option<(RefundRow, PaymentRow)>, StoreError> {
        self.db
            .read(move |tx| {
                let Some(refund) = refunds::get(tx, id)? else {
                    return Ok(None);
                };
                let payment = payments::get(tx, refund.payment_id)?;
                Ok(payment.map(|payment| (refund, payment)))
            })
            .await
    }

    /// How much there is to be looked at.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn payments_waiting(&self) -> Result<PaymentsWaiting, StoreError> {
        self.db
            .read(|tx| {
                Ok(PaymentsWaiting {
                    alerts: payments::count_attention(tx, MOST_COUNTED)?,
                    refunds: refunds::count_open(tx, MOST_COUNTED)?,
                })
            })
            .await
    }

    /// One payment with all that happened to it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn payment(&self, id: Uuid) -> Result<Option<PaymentDetails>, StoreError> {
        self.db.read(move |tx| details(tx, id)).await
    }

    /// The payments of a reservation with all that happened to them, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn payments_of(
        &self,
        reservation_id: Uuid,
    ) -> Result<Vec<PaymentDetails>, StoreError> {
        self.db
            .read(move |tx| {
                let mut found = Vec::new();
                for payment in payments::of_reservation(tx, reservation_id)? {
                    found.extend(details(tx, payment.id)?);
                }
                Ok(found)
            })
            .await
    }
}

fn details(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<PaymentDetails>, StoreError> {
    let Some(payment) = payments::get(tx, id)? else {
        return Ok(None);
    };
    let refunds = refunds::of_payment(tx, id)?;
    Ok(Some(PaymentDetails {
        left: left_to_give_back(&payment, &refunds),
        events: payment_events::of_payment(tx, id, Uuid::nil(), EVENTS)?,
        refunds,
        payment,
    }))
}

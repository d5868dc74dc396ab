//! What has been paid for bookings of sessions.

use std::collections::HashMap;

use foh_domain::{
    payments::{PaymentStatus, RefundStatus},
    studio::{Attempt, PaidState, SessionStatus, paid_state},
};
use foh_store::{
    StoreError, Tx,
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
    studio_bookings::{self, BookingView},
};
use uuid::Uuid;

use crate::{House, payments::left_to_give_back};

/// What has been paid for a booking.
#[derive(Debug, Clone)]
pub struct Paid {
    /// How it stands.
    pub state: PaidState,
    /// The attempts to pay for it, the oldest first.
    pub payments: Vec<PaymentRow>,
    /// What was given back of them, the oldest first.
    pub refunds: Vec<RefundRow>,
}

impl Paid {
    fn of(view: &BookingView, payments: Vec<PaymentRow>, refunds: Vec<RefundRow>) -> Self {
        let attempts: Vec<Attempt> = payments
            .iter()
            .map(|payment| {
                let its: Vec<RefundRow> = refunds
                    .iter()
                    .filter(|refund| refund.payment_id == payment.id)
                    .cloned()
                    .collect();
                Attempt {
                    status: payment.status,
                    left: left_to_give_back(payment, &its).is_some_and(|left| !left.is_zero()),
                    // One that failed is staff's to make: its payer waits for it.
                    going_back: its
                        .iter()
                        .any(|refund| refund.status != RefundStatus::Completed),
                }
            })
            .collect();
        let stands = view.status.takes_places() && view.session_status == SessionStatus::Active;
        Self {
            state: paid_state(view.price, stands, &attempts),
            payments,
            refunds,
        }
    }

    /// The payment that counts: the one that was taken, or else the last.
    #[must_use]
    pub fn payment(&self) -> Option<&PaymentRow> {
        let taken = |payment: &&PaymentRow| payment.status == PaymentStatus::Completed;
        self.payments
            .iter()
            .find(taken)
            .or_else(|| self.payments.last())
    }
}

/// These bookings with what has been paid for each, by two queries however many they are, and by none when nothing is due for any.
pub(crate) fn with_paid(
    tx: &mut Tx<'_>,
    views: Vec<BookingView>,
) -> Result<Vec<(BookingView, Paid)>, StoreError> {
    let priced = views.iter().filter(|view| !view.price.is_zero());
    let ids: Vec<Uuid> = priced.map(|view| view.id).collect();
    let mut of: HashMap<Uuid, (Vec<PaymentRow>, Vec<RefundRow>)> = HashMap::new();
    if !ids.is_empty() {
        let payments = payments::of_reservations(tx, &ids)?;
        let payment_ids: Vec<Uuid> = payments.iter().map(|payment| payment.id).collect();
        let paid_by: HashMap<Uuid, Uuid> = payments
            .iter()
            .map(|payment| (payment.id, payment.reservation_id))
            .collect();
        for payment in payments {
            of.entry(payment.reservation_id)
                .or_default()
                .0
                .push(payment);
        }
        if !payment_ids.is_empty() {
            for refund in refunds::of_payments(tx, &payment_ids)? {
                if let Some(id) = paid_by.get(&refund.payment_id) {
                    of.entry(*id).or_default().1.push(refund);
                }
            }
        }
    }
    let with = |view: BookingView| {
        let (payments, refunds) = of.remove(&view.id).unwrap_or_default();
        let paid = Paid::of(&view, payments, refunds);
        (view, paid)
    };
    Ok(views.into_iter().map(with).collect())
}

impl House {
    /// The booking of a session that this payment is for, if it is this member's.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn booking_paid_by(
        &self,
        payment_id: Uuid,
        member_id: Uuid,
    ) -> Result<Option<Uuid>, StoreError> {
        self.db
            .read(move |tx| {
                let Some(payment) = payments::get(tx, payment_id)? else {
                    return Ok(None);
                };
                let booking = studio_bookings::get(tx, payment.reservation_id)?;
                let own = booking.filter(|booking| booking.member_id == member_id);
                Ok(own.map(|booking| booking.id))
            })
            .await
    }
}

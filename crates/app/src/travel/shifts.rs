//! Operators' drawers: opened with a float, closed with what was counted, and never changed after that.

use std::collections::HashMap;

use foh_domain::{
    audit::Action,
    payments::{Money, PaymentMethod, RefundStatus},
    travel::{ShiftRefusal, decide_close, decide_sale},
};
use foh_store::{
    StoreError, Tx, departures,
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
    shifts::{self, ONE_OPEN, Shift},
    travel_bookings,
};
use uuid::Uuid;

use super::reaches;
use crate::{House, entropy, identity::Staff};

/// Why a drawer stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ShiftError {
    /// There is no such drawer.
    #[error("there is no such shift")]
    Unknown,
    /// The operator has one open already.
    #[error("a shift is open already")]
    OpenAlready,
    /// None is open.
    #[error("no shift is open")]
    NoneOpen,
    /// It is somebody else's, or for a route of theirs.
    #[error("the shift or the route is somebody else's")]
    NotYours,
    /// The rules refuse it.
    #[error("the drawer refuses it")]
    Refused(ShiftRefusal),
    /// The refund was handed over already, or is not one of cash.
    #[error("nothing is to be handed over")]
    NothingToHandOver,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ShiftError {
    fn from(error: StoreError) -> Self {
        if error.is_constraint(ONE_OPEN) {
            Self::OpenAlready
        } else {
            Self::Store(error)
        }
    }
}

/// What went through a drawer.
#[derive(Debug, Clone)]
pub struct ShiftBook {
    /// The drawer.
    pub shift: Shift,
    /// What was taken, the oldest first.
    pub payments: Vec<PaymentRow>,
    /// What was handed over, the oldest first.
    pub refunds: Vec<RefundRow>,
    /// The bookings of those refunds, by the payments they are of: these may have gone through other drawers.
    pub refunded: HashMap<Uuid, Uuid>,
}

/// Whether whoever is at the desk sells the route of this booking.
fn sells(tx: &mut Tx<'_>, by: &Staff, booking_id: Uuid) -> Result<bool, StoreError> {
    let held_to = by.held_to();
    if held_to.is_none() {
        return Ok(true);
    }
    let Some(booking) = travel_bookings::get(tx, booking_id)? else {
        return Ok(false);
    };
    let departure = departures::get(tx, booking.departure_id)?;
    Ok(departure.is_some_and(|departure| reaches(held_to.as_ref(), departure.route.id)))
}

/// Lines of a drawer shown at most.
const MOST_LINES: u32 = 2_000;

impl House {
    /// Opens a drawer with a float.
    ///
    /// # Errors
    /// See [`ShiftError`].
    pub async fn open_shift(&self, float: Money, by: &Staff) -> Result<Uuid, ShiftError> {
        let (now, witness, operator_id) = (self.now(), self.witness().await?, by.id);
        let id = entropy::id_beside(operator_id, now);
        self.db
            .write(id, move |tx| {
                shifts::open(tx, id, operator_id, float, now)?;
                let words = [("float", float.to_string().as_str().into())];
                witness.note(tx, Action::ShiftOpened, Some(id), &words)?;
                Ok(id)
            })
            .await
    }

    /// The open drawer of an operator.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn open_shift_of(&self, by: &Staff) -> Result<Option<Shift>, StoreError> {
        let operator_id = by.id;
        self.db
            .read(move |tx| shifts::open_of(tx, operator_id))
            .await
    }

    /// Closes an operator's drawer with what was counted; answers how far that is from what was expected, in minor units: below zero where some is
    /// missing.
    ///
    /// # Errors
    /// See [`ShiftError`]; nothing was changed.
    pub async fn close_shift(
        &self,
        id: Uuid,
        counted: Money,
        notes: String,
        by: &Staff,
    ) -> Result<i64, ShiftError> {
        let (now, witness, by) = (self.now(), self.witness().await?, by.clone());
        self.db
            .write(id, move |tx| {
                let shift = shifts::get(tx, id)?.ok_or(ShiftError::Unknown)?;
                if shift.operator_id != by.id && by.role.is_scoped() {
                    return Err(ShiftError::NotYours);
                }
                let closed = ShiftError::Refused(ShiftRefusal::Closed);
                let shift = shifts::lock_open(tx, shift.operator_id)?
                    .filter(|shift| shift.id == id)
                    .ok_or(closed)?;
                let over = decide_close(&shift.drawer, counted).map_err(ShiftError::Refused)?;
                shifts::close(tx, id, counted, &notes, now)?;
                let words = [
                    ("counted", counted.to_string().as_str().into()),
                    ("over", over.into()),
                ];
                witness.note(tx, Action::ShiftClosed, Some(id), &words)?;
                Ok(over)
            })
            .await
    }

    /// A drawer with everything that went through it.
    ///
    /// # Errors
    /// See [`ShiftError`].
    pub async fn shift_book(&self, id: Uuid, by: &Staff) -> Result<ShiftBook, ShiftError> {
        let by = by.clone();
        self.db
            .read(move |tx| {
                let shift = shifts::get(tx, id)?.ok_or(ShiftError::Unknown)?;
                if shift.operator_id != by.id && by.role.is_scoped() {
                    return Err(ShiftError::NotYours);
                }
                let refunds = refunds::of_shift(tx, id, MOST_LINES)?;
                let mut refunded = HashMap::new();
                for refund in &refunds {
                    if let Some(payment) = payments::get(tx, refund.payment_id)? {
                        refunded.insert(payment.id, payment.reservation_id);
                    }
                }
                Ok(ShiftBook {
                    shift,
                    payments: payments::of_shift(tx, id, MOST_LINES)?,
                    refunds,
                    refunded,
                })
            })
            .await
    }

    /// Drawers opened before `before`, the newest first: an operator's own, or all.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn shifts(
        &self,
        by: &Staff,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Shift>, StoreError> {
        let operator_id = by.role.is_scoped().then_some(by.id);
        let before = before.unwrap_or(Uuid::max());
        self.db
            .read(move |tx| shifts::page(tx, operator_id, before, limit))
            .await
    }

    /// Hands cash over that waits at the desk for whoever cancelled, out of the open drawer of whoever asks.
    ///
    /// # Errors
    /// See [`ShiftError`]; nothing was changed.
    pub async fn hand_over_refund(&self, refund_id: Uuid, by: &Staff) -> Result<(), ShiftError> {
        let (now, witness, by) = (self.now(), self.witness().await?, by.clone());
        self.db
            .write(refund_id, move |tx| {
                let refund = refunds::get(tx, refund_id)?.ok_or(ShiftError::Unknown)?;
                let payment = payments::lock(tx, &[refund.payment_id])?.pop();
                let payment = payment.ok_or(ShiftError::Unknown)?;
                if !sells(tx, &by, payment.reservation_id)? {
                    return Err(ShiftError::NotYours);
                }
                // Read again under the lock.
                let refund = refunds::get(tx, refund_id)?.ok_or(ShiftError::Unknown)?;
                if payment.method != PaymentMethod::Cash || refund.status != RefundStatus::Pending {
                    return Err(ShiftError::NothingToHandOver);
                }
                let mut shift = shifts::lock_open(tx, by.id)?.ok_or(ShiftError::NoneOpen)?;
                decide_sale(&shift.drawer, refund.money, true).map_err(ShiftError::Refused)?;
                shift.drawer.refunds.amount += refund.money.amount;
                shifts::set_sums(tx, shift.id, &shift.drawer)?;
                let handed = RefundRow {
                    status: RefundStatus::Completed,
                    shift_id: Some(shift.id),
                    decided_at: Some(now),
                    ..refund
                };
                refunds::update(tx, &handed)?;
                crate::payments::settle_whole(tx, &payment, now)?;
                let amount = handed.money.to_string();
                let words = [("amount", amount.as_str().into())];
                witness.note(tx, Action::Refunded, Some(payment.reservation_id), &words)?;
                Ok(())
            })
            .await
    }
}

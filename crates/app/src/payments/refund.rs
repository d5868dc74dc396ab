//! Money is given back.

use foh_domain::{
    audit::Action,
    payments::{
        Money, PaymentAlert, PaymentMethod, PaymentStatus, RefundCause, RefundRefusal,
        RefundStatus, decide_refund, left_of,
    },
};
use foh_store::{
    StoreError, Tx,
    outbox::{self, Entry},
    payments::{self, PaymentRow},
    refunds::{self, NewRefund, RefundRow},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{PaymentCall, charge_id};
use crate::{House, audit::Witness, entropy};

/// Why a refund has failed that may have been made all the same.
pub(super) const LOST_ANSWER: &str = "The provider may have given the money back, and its answer was lost. Look with the provider before trying again.";

/// What a refund needs that no transaction may make: prepared before, used once.
#[derive(Debug, Clone)]
pub struct PreparedRefund {
    id: Uuid,
    charge_id: Uuid,
    entry: Entry,
    witness: Witness,
    now: Timestamp,
    created_by: Option<Uuid>,
    shift_id: Option<Uuid>,
}

impl PreparedRefund {
    /// The same, decided by this account.
    #[must_use]
    pub fn by(mut self, account: Uuid) -> Self {
        self.created_by = Some(account);
        self
    }

    /// The same, named so: asked for twice, it is made once.
    pub(super) fn named(mut self, id: Uuid) -> Self {
        self.id = id;
        self.entry.subject_id = id;
        self
    }

    /// The same, paid out of this drawer: cash that comes out of none waits at the desk. The drawer itself is its owner's to change.
    #[must_use]
    pub fn out_of(mut self, shift_id: Uuid) -> Self {
        self.shift_id = Some(shift_id);
        self
    }
}

/// Why nothing is given back.
#[derive(Debug, thiserror::Error)]
pub enum GiveBackError {
    /// There is no such payment or refund.
    #[error("there is no such payment")]
    Unknown,
    /// Nothing was taken.
    #[error("nothing of this payment was taken")]
    NotPaid,
    /// It is on its way, or the payer has it.
    #[error("the refund has not failed")]
    NotFailed,
    /// The rules refuse it.
    #[error("the refund was refused")]
    Refused(RefundRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was taken of a payment: what was asked for, or what the provider took in its place.
#[must_use]
pub fn taken_of(payment: &PaymentRow) -> Option<Money> {
    match (payment.status, payment.alert) {
        (PaymentStatus::Completed | PaymentStatus::Refunded, _) => Some(payment.money),
        (_, Some(PaymentAlert::WrongAmount { taken })) => Some(taken),
        (PaymentStatus::Pending | PaymentStatus::Failed, _) => None,
    }
}

/// What is left of a payment with these refunds; nothing if nothing was taken.
#[must_use]
pub fn left_to_give_back(payment: &PaymentRow, refunds: &[RefundRow]) -> Option<Money> {
    let taken = taken_of(payment)?;
    let amount = left_of(taken, amounts(refunds));
    Some(Money { amount, ..taken })
}

/// What counts of refunds: one that may have been made counts until staff have said that it was not.
pub(super) fn amounts<'a>(
    refunds: impl IntoIterator<Item = &'a RefundRow>,
) -> impl Iterator<Item = (u64, RefundStatus)> {
    refunds.into_iter().map(|refund| {
        let lost = refund.last_error.as_deref() == Some(LOST_ANSWER);
        let status = match refund.status {
            RefundStatus::Failed if lost => RefundStatus::Pending,
            status => status,
        };
        (refund.money.amount, status)
    })
}

/// Gives money of a locked payment back, in the transaction of its cause; answers the refund's id. Through a provider it is asked for when that is
/// done ([`House::payment_waits`]); cash is given out of the drawer that was named, or else waits for one.
///
/// # Errors
/// See [`GiveBackError`]; nothing was changed.
pub fn give_back(
    tx: &mut Tx<'_>,
    payment: &PaymentRow,
    amount: Money,
    cause: RefundCause,
    prepared: &PreparedRefund,
) -> Result<Uuid, GiveBackError> {
    let taken = taken_of(payment).ok_or(GiveBackError::NotPaid)?;
    let others = refunds::of_payment(tx, payment.id)?;
    decide_refund(taken, amounts(&others), amount).map_err(GiveBackError::Refused)?;
    let cash = payment.method == PaymentMethod::Cash;
    let paid_out = cash && prepared.shift_id.is_some();
    let refund = NewRefund {
        id: prepared.id,
        payment_id: payment.id,
        charge_id: prepared.charge_id,
        money: amount,
        status: if paid_out {
            RefundStatus::Completed
        } else {
            RefundStatus::Pending
        },
        cause,
        shift_id: prepared.shift_id.filter(|_| cash),
        created_by: prepared.created_by,
        created_at: prepared.now,
    };
    refunds::insert(tx, [&refund])?;
    if !cash {
        outbox::insert(tx, [&prepared.entry])?;
    }
    let words = [
        ("amount", amount.to_string().as_str().into()),
        ("cause", cause.as_str().into()),
    ];
    let reservation = Some(payment.reservation_id);
    prepared
        .witness
        .note(tx, Action::RefundOrdered, reservation, &words)?;
    if paid_out {
        prepared
            .witness
            .note(tx, Action::Refunded, reservation, &words[..1])?;
        settle_whole(tx, payment, prepared.now)?;
    }
    Ok(prepared.id)
}

/// Gives back all that is left of those of these locked payments that were taken, each by the next that was prepared; answers how many that is.
///
/// # Errors
/// See [`GiveBackError`]; fewer were prepared than are needed when it is [`GiveBackError::Unknown`].
pub(crate) fn give_all_back<'a>(
    tx: &mut Tx<'_>,
    payments: &[PaymentRow],
    cause: RefundCause,
    prepared: impl IntoIterator<Item = &'a PreparedRefund>,
) -> Result<u32, GiveBackError> {
    let mut prepared = prepared.into_iter();
    let mut given_back = 0;
    for payment in payments {
        if payment.status != PaymentStatus::Completed {
            continue;
        }
        let others = refunds::of_payment(tx, payment.id)?;
        let left = left_to_give_back(payment, &others).filter(|left| !left.is_zero());
        let Some(left) = left else { continue };
        let prepared = prepared.next().ok_or(GiveBackError::Unknown)?;
        give_back(tx, payment, left, cause, prepared)?;
        given_back += 1;
    }
    Ok(given_back)
}

/// Notes a locked payment as refunded when all that was taken is back with the payer.
pub(crate) fn settle_whole(
    tx: &mut Tx<'_>,
    payment: &PaymentRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(taken) = taken_of(payment) else {
        return Ok(());
    };
    let back: u64 = refunds::of_payment(tx, payment.id)?
        .iter()
        .filter(|refund| refund.status == RefundStatus::Completed)
        .map(|refund| refund.money.amount)
        .sum();
    if back < taken.amount {
        return Ok(());
    }
    let refunded = PaymentRow {
        status: PaymentStatus::Refunded,
        decided_at: payment.decided_at.or(Some(now)),
        next_check_at: None,
        visit: None,
        alert: None,
        ..payment.clone()
    };
    payments::update(tx, &refunded)
}

impl House {
    /// Prepares a refund of a payment of this reservation (or of the payment with this id: what counts is the lane).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn prepare_refund(&self, beside: Uuid) -> Result<PreparedRefund, StoreError> {
        let now = self.now();
        let id = entropy::id_beside(beside, now);
        Ok(PreparedRefund {
            id,
            charge_id: charge_id(),
            entry: self.payment_entry(PaymentCall::Refund, id, now),
            witness: self.witness().await?,
            now,
            created_by: None,
            shift_id: None,
        })
    }
}

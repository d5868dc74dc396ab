//! Staff give money back, try again what failed, and say what they found with a provider.

use foh_domain::{
    audit::Action,
    payments::{Money, PaymentAlert, RefundCause, RefundStatus, decide_refund},
};
use foh_store::{
    StoreError, Tx, outbox,
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
};
use uuid::Uuid;

use super::{
    PaymentCall, charge_id,
    refund::{GiveBackError, amounts, give_back, taken_of},
    refunding::{complete, locked},
};
use crate::{FormKey, House, Made};

/// Whether a refund still fits beside all others of its payment.
fn fits(tx: &mut Tx<'_>, refund: &RefundRow, payment: &PaymentRow) -> Result<(), GiveBackError> {
    let taken = taken_of(payment).ok_or(GiveBackError::NotPaid)?;
    let all = refunds::of_payment(tx, payment.id)?;
    let others = all.iter().filter(|other| other.id != refund.id);
    decide_refund(taken, amounts(others), refund.money).map_err(GiveBackError::Refused)
}

impl House {
    /// Gives money of a payment back because this member of staff has decided so; a form that is sent twice does it once.
    ///
    /// # Errors
    /// See [`GiveBackError`]; nothing was changed, unless the store says that it does not know.
    pub async fn refund_by_staff(
        &self,
        payment_id: Uuid,
        amount: Money,
        key: FormKey,
        by: Uuid,
    ) -> Result<Made, GiveBackError> {
        let id = key.id_beside(payment_id);
        let prepared = self.prepare_refund(payment_id).await?.named(id).by(by);
        let made = self
            .db
            .write(payment_id, move |tx| {
                let payment = payments::lock(tx, &[payment_id])?.pop();
                let payment = payment.ok_or(GiveBackError::Unknown)?;
                if refunds::get(tx, id)?.is_some_and(|made| made.payment_id == payment_id) {
                    return Ok(Made::Before(id));
                }
                give_back(tx, &payment, amount, RefundCause::ByStaff, &prepared).map(Made::Now)
            })
            .await?;
        self.payment_waits();
        Ok(made)
    }

    /// Tries a refund again that failed: under another name, for the provider has judged the first. If its answer was lost, who tries it
    /// again says that they have looked with the provider and that it was not made.
    ///
    /// # Errors
    /// See [`GiveBackError`].
    pub async fn retry_refund(&self, id: Uuid) -> Result<(), GiveBackError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let (charge_id, entry) = (
            charge_id(),
            self.payment_entry(PaymentCall::Refund, id, now),
        );
        self.db
            .write(id, move |tx| {
                let (mut refund, payment) = locked(tx, id)?.ok_or(GiveBackError::Unknown)?;
                if refund.status != RefundStatus::Failed {
                    return Err(GiveBackError::NotFailed);
                }
                fits(tx, &refund, &payment)?;
                refund.charge_id = charge_id;
                refund.status = RefundStatus::Pending;
                refund.reference = None;
                refund.decided_at = None;
                refund.checks = 0;
                refund.last_error = None;
                refunds::update(tx, &refund)?;
                outbox::insert(tx, [&entry])?;
                let words = [("amount", refund.money.to_string().as_str().into())];
                let reservation = Some(payment.reservation_id);
                witness.note(tx, Action::RefundRetried, reservation, &words)?;
                Ok(())
            })
            .await?;
        self.payment_waits();
        Ok(())
    }

    /// Notes a refund as made that has failed here: somebody has looked with the provider, or given the money back in another way,
    /// and says how they know.
    ///
    /// # Errors
    /// See [`GiveBackError`].
    pub async fn settle_refund_by_hand(
        &self,
        id: Uuid,
        reason: String,
    ) -> Result<(), GiveBackError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(id, move |tx| {
                let (mut refund, payment) = locked(tx, id)?.ok_or(GiveBackError::Unknown)?;
                if refund.status != RefundStatus::Failed {
                    return Err(GiveBackError::NotFailed);
                }
                fits(tx, &refund, &payment)?;
                let words = [
                    ("amount", refund.money.to_string().as_str().into()),
                    ("reason", reason.as_str().into()),
                ];
                let reservation = Some(payment.reservation_id);
                witness.note(tx, Action::RefundSettledByHand, reservation, &words)?;
                complete(tx, (&mut refund, &payment), (&witness, now))?;
                Ok(())
            })
            .await
    }

    /// Notes that somebody has looked at a payment, which then calls for no more attention. An amount that was not asked for calls until it
    /// is given back. `false` when there is nothing to be noted.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn look_at_payment(&self, id: Uuid) -> Result<bool, StoreError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let Some(mut payment) = payments::lock(tx, &[id])?.pop() else {
                    return Ok(false);
                };
                let alert = match payment.alert {
                    None | Some(PaymentAlert::WrongAmount { .. }) => return Ok(false),
                    Some(alert) => alert,
                };
                payment.alert = None;
                payments::update(tx, &payment)?;
                let words = [("alert", alert.as_str().into())];
                let reservation = Some(payment.reservation_id);
                witness.note(tx, Action::PaymentLookedAt, reservation, &words)?;
                Ok::<_, StoreError>(true)
            })
            .await
    }
}

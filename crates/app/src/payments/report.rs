//! What a provider reports of a payment is applied, once, whoever says it and however often.

use foh_domain::{
    audit::Action,
    payments::{
        FailureReason, PaymentAlert, PaymentStatus, Reported, Settlement, Transition, decide_report,
    },
    privacy::SealError,
};
use foh_store::{
    StoreError, Tx,
    payments::{self, PaymentRow},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    refund::GiveBackError,
    schedule::{is_long, next_check},
    settle::Prepared,
};
use crate::{House, audit::Witness};

/// What became of a payment by a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Nothing: it was known, or nothing is known yet.
    Nothing,
    /// Somebody is to look at it.
    Alert(PaymentAlert),
    /// The money was taken, and this became of its booking: nothing, where the booking stands whether it is paid or not.
    Completed(Option<Settlement>),
    /// No money was taken.
    Failed(FailureReason),
}

/// Why a report was not applied; it is asked for again.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such payment.
    #[error("there is no such payment")]
    Unknown,
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GiveBackError> for ReportError {
    fn from(error: GiveBackError) -> Self {
        match error {
            GiveBackError::Store(error) => Self::Store(error),
            // What is given back was found to be left in the same transaction.
            GiveBackError::Unknown
            | GiveBackError::NotPaid
            | GiveBackError::NotFailed
            | GiveBackError::Refused(_) => Self::Unknown,
        }
    }
}

/// What is said of a payment.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) reported: Reported,
    /// The provider's name for it.
    pub(super) reference: Option<String>,
    /// Whether it answers a question of ours: whoever wants it asked again meanwhile is heard then.
    pub(super) asked: bool,
}

impl House {
    /// Applies what a provider reports of a payment, in one transaction: idempotent, in any order, at any concurrency.
    ///
    /// # Errors
    /// See [`ReportError`]; nothing was changed, unless the store says that it does not know.
    pub async fn apply_report(
        &self,
        payment_id: Uuid,
        reported: Reported,
    ) -> Result<Applied, ReportError> {
        let said = Said {
            reported,
            reference: None,
            asked: false,
        };
        self.apply(payment_id, said).await
    }

    pub(super) async fn apply(&self, payment_id: Uuid, said: Said) -> Result<Applied, ReportError> {
        let applied = match said.reported {
            Reported::Completed(_) => {
                let prepared = self.prepare_settlement(payment_id).await?;
                let departure_id = prepared.departure_id();
                let applied = self
                    .db
                    .write(payment_id, move |tx| settled(tx, &prepared, &said))
                    .await?;
                if let (Some(id), Applied::Completed(_)) = (departure_id, applied) {
                    self.seats_changed(id);
                }
                applied
            }
            Reported::Pending | Reported::Failed(_) | Reported::Unknown => {
                let (now, witness) = (self.now(), self.witness().await?);
                self.db
                    .write(payment_id, move |tx| {
                        let payment = payments::lock(tx, &[payment_id])?.pop();
                        let mut payment = payment.ok_or(ReportError::Unknown)?;
                        Ok::<_, ReportError>(noted(tx, &mut payment, &said, &witness, now)?)
                    })
                    .await?
            }
        };
        self.after_report(payment_id, applied);
        Ok(applied)
    }

    fn after_report(&self, payment_id: Uuid, applied: Applied) {
        match applied {
            Applied::Completed(settlement) => {
                tracing::info!(payment = %payment_id, ?settlement, "a payment was taken");
                self.travel_letters_wait();
                self.payment_waits();
            }
            Applied::Alert(alert) => {
                tracing::warn!(payment = %payment_id, alert = alert.as_str(), "a payment is to be looked at");
            }
            Applied::Failed(reason) => {
                tracing::info!(payment = %payment_id, reason = reason.as_str(), "a payment failed");
            }
            Applied::Nothing => {}
        }
    }
}

/// Applies that money was taken. The locks: the occurrence, the reservation, all its payments.
fn settled(tx: &mut Tx<'_>, prepared: &Prepared, said: &Said) -> Result<Applied, ReportError> {
    let standing = prepared.lock(tx)?;
    let mut payments = payments::lock_of_reservation(tx, prepared.reservation_id)?;
    let mine = payments
        .iter()
        .position(|payment| payment.id == prepared.payment_id)
        .ok_or(ReportError::Unknown)?;
    let mut payment = payments.swap_remove(mine);
    let applied = noted(tx, &mut payment, said, &prepared.witness, prepared.now)?;
    let Applied::Completed(_) = applied else {
        return Ok(applied);
    };
    let paid = payments
        .iter()
        .any(|other| other.status == PaymentStatus::Completed);
    let settlement = prepared.settle(tx, standing, &payment, paid)?;
    Ok(Applied::Completed(settlement))
}

/// Stores what a report makes of a locked payment.
fn noted(
    tx: &mut Tx<'_>,
    payment: &mut PaymentRow,
    said: &Said,
    witness: &Witness,
    now: Timestamp,
) -> Result<Applied, StoreError> {
    let before = payment.alert;
    let transition = decide_report(payment.status, payment.money, said.reported);
    payment.reference = payment.reference.take().or(said.reference.clone());
    let applied = match transition {
        Transition::Stays => Applied::Nothing,
        Transition::Alert(alert) => {
            if alert.outranks(payment.alert) {
                payment.alert = Some(alert);
            }
            Applied::Alert(alert)
        }
        Transition::Completes => {
            decided(payment, PaymentStatus::Completed, None, now);
            let words = [("amount", payment.money.to_string().as_str().into())];
            let reservation = Some(payment.reservation_id);
            witness.note(tx, Action::PaymentTaken, reservation, &words)?;
            Applied::Completed(None)
        }
        Transition::Fails(reason) => {
            decided(payment, PaymentStatus::Failed, Some(reason), now);
            Applied::Failed(reason)
        }
    };
    schedule(payment, said, now);
    if payment.alert != before
        && let Some(alert) = payment.alert
    {
        let words = [("alert", alert.as_str().into())];
        let reservation = Some(payment.reservation_id);
        witness.note(tx, Action::PaymentAlerted, reservation, &words)?;
    }
    payments::update(tx, payment)?;
    Ok(applied)
}

/// A decided payment: its page is of no more use, and what was not understood is.
pub(super) fn decided(
    payment: &mut PaymentRow,
    status: PaymentStatus,
    reason: Option<FailureReason>,
    now: Timestamp,
) {
    payment.status = status;
    payment.reason = reason;
    payment.decided_at = Some(now);
    payment.visit = None;
    let moot = [PaymentAlert::UnknownStatus, PaymentAlert::Undecided];
    payment.alert = payment.alert.filter(|alert| !moot.contains(alert));
}

/// When the provider is asked again: as long as it has not said what became of a payment, even if this house has given it up.
fn schedule(payment: &mut PaymentRow, said: &Said, now: Timestamp) {
    let open = matches!(
        (payment.status, said.reported),
        (
            PaymentStatus::Pending | PaymentStatus::Failed,
            Reported::Pending | Reported::Unknown
        )
    );
    if !open {
        payment.next_check_at = None;
        return;
    }
    if said.reported == Reported::Pending && payment.alert == Some(PaymentAlert::UnknownStatus) {
        payment.alert = None;
    }
    ask_later(payment, said.asked, now);
}

/// Has the provider asked once more, later and later; who has wished for it meanwhile is heard before.
pub(super) fn ask_later(payment: &mut PaymentRow, asked: bool, now: Timestamp) {
    let wished = payment.next_check_at.filter(|at| asked && *at <= now);
    let next = next_check(payment.created_at, now, payment.checks);
    payment.next_check_at = Some(wished.unwrap_or(next));
    payment.checks = payment.checks.saturating_add(1);
    if is_long(payment.created_at, now) && PaymentAlert::Undecided.outranks(payment.alert) {
        payment.alert = Some(PaymentAlert::Undecided);
    }
}

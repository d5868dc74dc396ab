//! Money goes back through a provider.

use foh_domain::{audit::Action, booking::Reference, payments::RefundStatus};
use foh_gateways::payments::{Payment, PaymentError, Refund, RefundReported, Refunding};
use foh_store::{
    StoreError, Tx,
    outbox::Entry,
    payment_events::EventSource,
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Providers,
    answer::AnswerOf,
    refund::{LOST_ANSWER, settle_whole, taken_of},
    schedule::next_refund_check,
};
use crate::{House, audit::Witness, outbox::Outcome};

/// What the provider says when the payer does not get it.
const NOT_GIVEN: &str = "The provider says that the payer does not get the money.";
/// What cannot be read out of an answer.
const NOT_UNDERSTOOD: &str = "The provider reports something this program does not know.";

/// A refund as its provider is asked for it: the same at every repetition.
pub(super) fn question(refund: &RefundRow, payment: &PaymentRow) -> Refund {
    Refund {
        id: refund.charge_id,
        payment: Payment {
            id: payment.charge_id,
            reference: payment.reference.clone(),
            money: taken_of(payment).unwrap_or(payment.money),
        },
        money: refund.money,
        purpose: format!("Booking {}", Reference::of(payment.reservation_id)),
    }
}

/// A refund with its payment, which is locked.
pub(super) fn locked(
    tx: &mut Tx<'_>,
    id: Uuid,
) -> Result<Option<(RefundRow, PaymentRow)>, StoreError> {
    let Some(refund) = refunds::get(tx, id)? else {
        return Ok(None);
    };
    let payment = payments::lock(tx, &[refund.payment_id])?.pop();
    // Read again: it may have changed before the lock was had.
    let refund = refunds::get(tx, id)?;
    Ok(refund.zip(payment))
}

/// What is left to be asked for. A refund that its provider can be asked for only once is noted as asked for before it is.
fn begin(
    tx: &mut Tx<'_>,
    id: Uuid,
    providers: &Providers,
    (witness, now): (&Witness, Timestamp),
) -> Result<Option<(RefundRow, PaymentRow)>, StoreError> {
    let Some((mut refund, payment)) = locked(tx, id)? else {
        return Ok(None);
    };
    if refund.status != RefundStatus::Pending || refund.reference.is_some() {
        return Ok(None);
    }
    let provider = providers.of(payment.method);
    let once = provider.is_some_and(|provider| !provider.repeats_refunds());
    if once && refund.checks > 0 {
        fail(tx, (&mut refund, &payment), LOST_ANSWER, (witness, now))?;
        return Ok(None);
    }
    if once {
        refund.checks = 1;
        refunds::update(tx, &refund)?;
    }
    Ok(Some((refund, payment)))
}

fn fail(
    tx: &mut Tx<'_>,
    (refund, payment): (&mut RefundRow, &PaymentRow),
    why: &str,
    (witness, now): (&Witness, Timestamp),
) -> Result<(), StoreError> {
    refund.status = RefundStatus::Failed;
    refund.decided_at = Some(now);
    refund.next_check_at = None;
    refund.last_error = Some(why.to_owned());
    refunds::update(tx, refund)?;
    let words = [("amount", refund.money.to_string().as_str().into())];
    let reservation = Some(payment.reservation_id);
    witness.note(tx, Action::RefundFailed, reservation, &words)
}

/// Notes that the payer has the money.
pub(super) fn complete(
    tx: &mut Tx<'_>,
    (refund, payment): (&mut RefundRow, &PaymentRow),
    (witness, now): (&Witness, Timestamp),
) -> Result<(), StoreError> {
    refund.status = RefundStatus::Completed;
    refund.decided_at = Some(now);
    refund.next_check_at = None;
    refund.last_error = None;
    refunds::update(tx, refund)?;
    let words = [("amount", refund.money.to_string().as_str().into())];
    let reservation = Some(payment.reservation_id);
    witness.note(tx, Action::Refunded, reservation, &words)?;
    settle_whole(tx, payment, now)
}

/// Applies what the provider says of a refund that it knows.
fn note(
    tx: &mut Tx<'_>,
    (refund, payment): (&mut RefundRow, &PaymentRow),
    outcome: Result<RefundReported, PaymentError>,
    (witness, now): (&Witness, Timestamp),
) -> Result<(), StoreError> {
    let open = refund.status == RefundStatus::Pending;
    let trouble = match outcome {
        Ok(RefundReported::Completed) => {
            return complete(tx, (refund, payment), (witness, now));
        }
        _ if !open => return Ok(()),
        Ok(RefundReported::Failed) => {
            return fail(tx, (refund, payment), NOT_GIVEN, (witness, now));
        }
        Ok(RefundReported::Pending) => None,
        Ok(RefundReported::Unknown) => Some(NOT_UNDERSTOOD.to_owned()),
        Err(error) => Some(error.to_string()),
    };
    refund.last_error = trouble;
    refund.next_check_at = Some(next_refund_check(now, refund.checks));
    refund.checks = refund.checks.saturating_add(1);
    refunds::update(tx, refund)
}

impl House {
    /// Asks for the refund an entry is about, however often it was tried before.
    pub(super) async fn carry_refund(&self, entry: &Entry) -> Outcome {
        let (refund, payment) = match self.begin_refund(entry.subject_id).await {
            Ok(Some(both)) => both,
            Ok(None) => return Outcome::Done,
            Err(error) => return Outcome::again(&error),
        };
        let Some(provider) = self.settings.providers.of(payment.method) else {
            let method = payment.method.as_str();
            return Outcome::again(&format!("no provider is set up for {method}"));
        };
        let told = provider.refund(&question(&refund, &payment)).await;
        let of = AnswerOf {
            payment_id: payment.id,
            refund_id: Some(refund.id),
            source: EventSource::Refund,
        };
        if let Err(error) = self.keep_answer(of, told.answer.as_ref()).await {
            return Outcome::again(&error);
        }
        let done = self
            .refunding(refund.id, provider.repeats_refunds(), told.outcome)
            .await;
        self.checks_wait.notify_waiters();
        done.unwrap_or_else(|error| Outcome::again(&error))
    }

    async fn begin_refund(&self, id: Uuid) -> Result<Option<(RefundRow, PaymentRow)>, StoreError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let providers = self.settings.providers.clone();
        self.db
            .write(id, move |tx| begin(tx, id, &providers, (&witness, now)))
            .await
    }

    async fn refunding(
        &self,
        id: Uuid,
        repeats: bool,
        outcome: Result<Refunding, PaymentError>,
    ) -> Result<Outcome, StoreError> {
        Ok(match outcome {
            Ok(refunding) => {
                let known = Some(refunding.reference);
                self.apply_refund(id, known, Ok(refunding.reported)).await?;
                Outcome::Done
            }
            Err(error @ PaymentError::NotSent(_)) => {
                self.note_trouble(id, error).await?;
                Outcome::again(&error)
            }
            Err(error @ PaymentError::Unknown(_)) if repeats => {
                self.note_trouble(id, error).await?;
                Outcome::again(&error)
            }
            Err(PaymentError::Unknown(_)) => {
                self.fail_refund(id, LOST_ANSWER.to_owned()).await?;
                Outcome::Done
            }
            Err(error @ (PaymentError::Refused { .. } | PaymentError::Missing)) => {
                self.fail_refund(id, error.to_string()).await?;
                Outcome::Done
            }
        })
    }

    pub(super) async fn apply_refund(
        &self,
        id: Uuid,
        reference: Option<String>,
        outcome: Result<RefundReported, PaymentError>,
    ) -> Result<(), StoreError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(id, move |tx| {
                let Some((mut refund, payment)) = locked(tx, id)? else {
                    return Ok(());
                };
                if refund.status == RefundStatus::Completed {
                    return Ok(());
                }
                if let Some(reference) = &reference {
                    refund.reference = Some(reference.clone());
                    refund.checks = 0;
                }
                note(tx, (&mut refund, &payment), outcome, (&witness, now))
            })
            .await
    }

    /// It was certainly not made, or can be asked for once more.
    async fn note_trouble(&self, id: Uuid, error: PaymentError) -> Result<(), StoreError> {
        self.db
            .write(id, move |tx| {
                let Some((mut refund, _)) = locked(tx, id)? else {
                    return Ok(());
                };
                if refund.status == RefundStatus::Pending && refund.reference.is_none() {
                    refund.checks = 0;
                    refund.last_error = Some(error.to_string());
                    refunds::update(tx, &refund)?;
                }
                Ok::<_, StoreError>(())
            })
            .await
    }

    async fn fail_refund(&self, id: Uuid, why: String) -> Result<(), StoreError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(id, move |tx| {
                let Some((mut refund, payment)) = locked(tx, id)? else {
                    return Ok(());
                };
                if refund.status != RefundStatus::Pending {
                    return Ok(());
                }
                fail(tx, (&mut refund, &payment), &why, (&witness, now))
            })
            .await
    }
}

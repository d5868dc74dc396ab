//! Every payment and every refund that is not decided is asked about, until the provider has said what became of it.

use std::time::Duration;

use foh_domain::payments::{FailureReason, PaymentMethod, PaymentStatus};
use foh_gateways::payments::{Payment, PaymentError, Trouble};
use foh_store::{
    StoreError, Tx,
    payment_events::EventSource,
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
};
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, task::JoinSet};
use uuid::Uuid;

use super::{
    answer::AnswerOf,
    refunding::question,
    report::{Said, ask_later, decided},
    schedule::GRACE,
    start::window,
};
use crate::House;

/// So many questions to one provider are on their way at once.
const MOST_AT_ONCE: usize = 16;
/// How long a question belongs to its node: longer than any answer may take.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
/// No answer is waited for longer.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked for what is due when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(1);

/// A question that is due.
enum Due {
    Payment(Box<PaymentRow>),
    Refund(Box<RefundRow>),
}

/// What is due of one way to pay, leased to this node.
fn claim(
    tx: &mut Tx<'_>,
    method: PaymentMethod,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Due>, StoreError> {
    let moments = (now, now + LEASE);
    let payments = payments::claim_checks(tx, method, moments, limit)?;
    let left = limit.saturating_sub(u32::try_from(payments.len()).unwrap_or(limit));
    let refunds = refunds::claim_checks(tx, method, moments, left)?;
    let payments = payments.into_iter().map(|one| Due::Payment(Box::new(one)));
    let refunds = refunds.into_iter().map(|one| Due::Refund(Box::new(one)));
    Ok(payments.chain(refunds).collect())
}

/// Tells the operator what could not be applied.
fn applied(id: Uuid, done: Result<(), String>) {
    if let Err(error) = done {
        tracing::error!(payment = %id, %error, "what a provider says could not be applied");
    }
}

impl House {
    /// Asks about everything that is due with the provider of one way to pay, once; answers how much that was.
    ///
    /// # Errors
    /// See [`StoreError`]; what was taken becomes due again when its lease ends.
    pub async fn reconcile_payments(&self, method: PaymentMethod) -> Result<usize, StoreError> {
        let mut asking = JoinSet::new();
        let count = self.ask_about_due(method, &mut asking).await?;
        asking.join_all().await;
        Ok(count)
    }

    /// Asks until `stop` is told, each provider by itself, so that a slow one keeps no other waiting; what is being asked then is finished first.
    pub async fn work_payments(&self, stop: watch::Receiver<bool>) {
        let mut workers = JoinSet::new();
        for method in self.settings.providers.offered() {
            let (house, stop) = (self.clone(), stop.clone());
            workers.spawn(async move { house.work_method(method, stop).await });
        }
        workers.join_all().await;
    }

    async fn work_method(&self, method: PaymentMethod, mut stop: watch::Receiver<bool>) {
        let mut asking = JoinSet::new();
        while !*stop.borrow() {
            if let Err(error) = self.ask_about_due(method, &mut asking).await {
                tracing::warn!(%error, method = method.as_str(), "payments cannot be asked about");
            }
            tokio::select! {
                Some(_) = asking.join_next() => {}
                () = self.checks_wait.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        asking.join_all().await;
    }

    /// Begins as many questions as there is room for; answers how many.
    async fn ask_about_due(
        &self,
        method: PaymentMethod,
        asking: &mut JoinSet<()>,
    ) -> Result<usize, StoreError> {
        let room = MOST_AT_ONCE.saturating_sub(asking.len());
        let (now, limit) = (self.now(), u32::try_from(room).unwrap_or(0));
        if limit == 0 {
            return Ok(0);
        }
        let due = self
            .db
            .write(Uuid::nil(), move |tx| claim(tx, method, now, limit))
            .await?;
        let count = due.len();
        for due in due {
            let house = self.clone();
            asking.spawn(async move {
                match due {
                    Due::Payment(payment) => house.ask_about(&payment).await,
                    Due::Refund(refund) => house.ask_about_refund(&refund).await,
                }
            });
        }
        Ok(count)
    }

    /// Asks how a payment stands. Whatever fails here is tried again when the lease ends.
    async fn ask_about(&self, payment: &PaymentRow) {
        let Some(provider) = self.settings.providers.of(payment.method) else {
            return;
        };
        let question = Payment {
            id: payment.charge_id,
            reference: payment.reference.clone(),
            money: payment.money,
        };
        let answered = tokio::time::timeout(PATIENCE, provider.status(&question)).await;
        let Ok(told) = answered else {
            return applied(payment.id, self.ask_again(payment.id).await);
        };
        let of = AnswerOf {
            payment_id: payment.id,
            refund_id: None,
            source: EventSource::Status,
        };
        if let Err(error) = self.keep_answer(of, told.answer.as_ref()).await {
            tracing::error!(payment = %payment.id, %error, "a provider's answer could not be kept");
            return;
        }
        let done = match told.outcome {
            Ok(reported) => {
                // A provider that knows a payment by our name for it need not be asked to start it again.
                let reference = Some(payment.charge_id.to_string());
                let said = Said {
                    reported,
                    reference,
                    asked: true,
                };
                let applied = self.apply(payment.id, said).await;
                applied.map(|_| ()).map_err(|error| error.to_string())
            }
            // Without its reference nobody was shown the page it could be paid on.
            Err(PaymentError::Missing | PaymentError::NotSent(Trouble::Reference)) => {
                self.missing(payment.id).await
            }
            Err(error) => {
                tracing::debug!(payment = %payment.id, %error, "a provider says nothing of a payment");
                self.ask_again(payment.id).await
            }
        };
        applied(payment.id, done);
    }

    /// The provider said nothing that can be used: it is asked later.
    async fn ask_again(&self, id: Uuid) -> Result<(), String> {
        let now = self.now();
        let again = self.db.write(id, move |tx| {
            let Some(mut payment) = payments::lock(tx, &[id])?.pop() else {
                return Ok(());
            };
            let open = [PaymentStatus::Pending, PaymentStatus::Failed];
            if payment.next_check_at.is_some() && open.contains(&payment.status) {
                ask_later(&mut payment, true, now);
                payments::update(tx, &payment)?;
            }
            Ok::<_, StoreError>(())
        });
        again.await.map_err(|error| error.to_string())
    }

    /// The provider knows no such payment: its entry in the outbox goes on trying to start it while its booking wants to be paid; after
    /// that it has failed.
    async fn missing(&self, id: Uuid) -> Result<(), String> {
        let now = self.now();
        let noted = self.db.write(id, move |tx| {
            let Some(mut payment) = payments::lock(tx, &[id])?.pop() else {
                return Ok(());
            };
            let over = match window(tx, &payment)? {
                Some((_, window)) => !window.is_open(now - GRACE),
                None => true,
            };
            match payment.status {
                PaymentStatus::Pending if over => {
                    let reason = FailureReason::NotAnswered;
                    decided(&mut payment, PaymentStatus::Failed, Some(reason), now);
                    payment.next_check_at = None;
                }
                PaymentStatus::Pending => ask_later(&mut payment, true, now),
                PaymentStatus::Failed if !over => ask_later(&mut payment, true, now),
                PaymentStatus::Failed | PaymentStatus::Completed | PaymentStatus::Refunded => {
                    payment.next_check_at = None;
                }
            }
            payments::update(tx, &payment)
        });
        noted.await.map_err(|error| error.to_string())
    }

    /// Asks how a refund stands.
    async fn ask_about_refund(&self, refund: &RefundRow) {
        let (id, payment_id) = (refund.id, refund.payment_id);
        let payment = self.db.read(move |tx| payments::get(tx, payment_id)).await;
        let (Ok(Some(payment)), Some(reference)) = (payment, &refund.reference) else {
            return;
        };
        let Some(provider) = self.settings.providers.of(payment.method) else {
            return;
        };
        let question = question(refund, &payment);
        let asking = provider.refund_status(&question, reference);
        let outcome = match tokio::time::timeout(PATIENCE, asking).await {
            Ok(told) => {
                let of = AnswerOf {
                    payment_id,
                    refund_id: Some(id),
                    source: EventSource::RefundStatus,
                };
                if let Err(error) = self.keep_answer(of, told.answer.as_ref()).await {
                    tracing::error!(refund = %id, %error, "a provider's answer could not be kept");
                    return;
                }
                told.outcome
            }
            Err(_) => Err(PaymentError::Unknown(Trouble::TimedOut)),
        };
        if let Err(error) = self.apply_refund(id, None, outcome).await {
            tracing::error!(refund = %id, %error, "what a provider says of a refund could not be applied");
        }
    }
}

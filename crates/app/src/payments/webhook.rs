//! What a provider says by itself.

use foh_domain::payments::{PaymentMethod, PaymentStatus, Reported};
use foh_gateways::payments::{HeaderMap, Webhook, WebhookError};
use foh_store::{
    StoreError, Tx,
    payment_events::{self, EventSource, NewPaymentEvent},
    payments::{self, PaymentRow},
    refunds,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    EVENT_LOOKUP,
    answer::{AnswerOf, KeepError},
    report::Said,
};
use crate::House;

/// So many hints of a payment are kept and believed to be worth a question; whoever sends more is not heard.
const MOST_HINTS: u32 = 50;

/// Why a webhook is worth nothing. What is about something else is no error: it is answered as if it had been understood.
#[derive(Debug, thiserror::Error)]
pub enum PaymentWebhookError {
    /// No such provider is set up, or it sends none.
    #[error("no webhooks are awaited here")]
    NotOffered,
    /// It is not signed by the provider, or not just now.
    #[error("the webhook is not signed by the payment provider")]
    Forged,
    /// It is not what the provider documents.
    #[error("the webhook cannot be read")]
    Unreadable,
    /// It could not be kept: it is to be sent again.
    #[error("the webhook could not be kept")]
    Protection,
    /// The store failed: it is to be sent again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeepError> for PaymentWebhookError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Seal(_) => Self::Protection,
            KeepError::Store(error) => Self::Store(error),
        }
    }
}

/// News that are kept and not applied yet.
#[derive(Debug, Clone)]
pub struct KeptNews {
    payment_id: Uuid,
    reported: Reported,
    reference: String,
}

/// What makes a hint: whose it is.
enum Hinted {
    Payment(PaymentRow),
    Refund(Uuid, PaymentRow),
}

impl House {
    /// Hears a webhook: keeps it as it came, and only then does what it says.
    ///
    /// # Errors
    /// See [`PaymentWebhookError`].
    pub async fn payment_webhook(
        &self,
        method: PaymentMethod,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), PaymentWebhookError> {
        if let Some(news) = self.keep_webhook(method, headers, body).await? {
            self.apply_news(news).await;
        }
        Ok(())
    }

    /// The first half: verifies a webhook and keeps it, once; answers what is to be applied, also of news that came before while their
    /// payment is undecided. Whoever dies between the halves has left word that the provider is to be asked.
    ///
    /// # Errors
    /// See [`PaymentWebhookError`].
    pub async fn keep_webhook(
        &self,
        method: PaymentMethod,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<KeptNews>, PaymentWebhookError> {
        let provider = self.settings.providers.of(method);
        let provider = provider.ok_or(PaymentWebhookError::NotOffered)?;
        let now = self.now();
        match provider.verify_webhook(headers, body, now) {
            Ok(Webhook::News {
                event_id,
                id,
                reference,
                reported,
            }) => {
                let said = Said {
                    reported,
                    reference: Some(reference),
                    asked: false,
                };
                self.keep_news(method, (event_id, id), said, body).await
            }
            Ok(Webhook::Hint { id }) => {
                self.keep_hint(method, id, body).await?;
                Ok(None)
            }
            Err(WebhookError::NotOurs) => Ok(None),
            Err(WebhookError::Forged | WebhookError::Stale) => Err(PaymentWebhookError::Forged),
            Err(WebhookError::Unreadable) => Err(PaymentWebhookError::Unreadable),
            Err(WebhookError::NotOffered) => Err(PaymentWebhookError::NotOffered),
        }
    }

    /// The second half: does what was kept. What fails here is asked for by [`Self::reconcile_payments`].
    pub async fn apply_news(&self, news: KeptNews) {
        let said = Said {
            reported: news.reported,
            reference: Some(news.reference),
            asked: false,
        };
        if let Err(error) = self.apply(news.payment_id, said).await {
            tracing::warn!(payment = %news.payment_id, %error, "news of a payment wait for the reconciliation");
        }
    }

    async fn keep_news(
        &self,
        method: PaymentMethod,
        (event_id, charge_id): (String, Uuid),
        said: Said,
        body: &[u8],
    ) -> Result<Option<KeptNews>, PaymentWebhookError> {
        let found = self.db.read(move |tx| payments::by_charge(tx, charge_id));
        let Some(payment) = found.await?.filter(|payment| payment.method == method) else {
            return Ok(None);
        };
        let name = format!("{} {event_id}", method.as_str());
        let hashes = self.keyring.lookups(EVENT_LOOKUP, &name);
        let hash = self.keyring.lookup(EVENT_LOOKUP, &name);
        let (id, now) = (payment.id, self.now());
        let of = AnswerOf {
            payment_id: id,
            refund_id: None,
            source: EventSource::Webhook,
        };
        let event = self
            .kept_answer(of, (None, body), Some((name, hash)), now)
            .map_err(KeepError::from)?;
        let kept = self
            .db
            .write(id, move |tx| keep_once(tx, &event, &hashes, now))
            .await?;
        // Whoever kept them first may have died before they were applied; to apply them again changes nothing.
        let open = payment.status == PaymentStatus::Pending;
        Ok((kept || open).then(|| KeptNews {
            payment_id: id,
            reported: said.reported,
            reference: said.reference.unwrap_or_default(),
        }))
    }

    /// Keeps a hint at a payment or a refund that is known, and has the provider asked at once.
    async fn keep_hint(
        &self,
        method: PaymentMethod,
        charge_id: Uuid,
        body: &[u8],
    ) -> Result<(), PaymentWebhookError> {
        let Some(hinted) = self.db.read(move |tx| hinted_at(tx, charge_id)).await? else {
            return Ok(());
        };
        let (payment, refund_id) = match hinted {
            Hinted::Payment(payment) => (payment, None),
            Hinted::Refund(id, payment) => (payment, Some(id)),
        };
        if payment.method != method {
            return Ok(());
        }
        let now = self.now();
        let of = AnswerOf {
            payment_id: payment.id,
            refund_id,
            source: EventSource::Webhook,
        };
        let event = self
            .kept_answer(of, (None, body), None, now)
            .map_err(KeepError::from)?;
        self.db
            .write(payment.id, move |tx| keep_bounded(tx, &event, now))
            .await?;
        self.checks_wait.notify_waiters();
        Ok(())
    }
}

fn hinted_at(tx: &mut Tx<'_>, charge_id: Uuid) -> Result<Option<Hinted>, StoreError> {
    if let Some(payment) = payments::by_charge(tx, charge_id)? {
        return Ok(Some(Hinted::Payment(payment)));
    }
    let Some(refund) = refunds::by_charge(tx, charge_id)? else {
        return Ok(None);
    };
    let payment = payments::get(tx, refund.payment_id)?;
    Ok(payment.map(|payment| Hinted::Refund(refund.id, payment)))
}

/// Whether the payment is still one the provider may have something to say about.
fn check_now(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let Some(payment) = payments::lock(tx, &[id])?.pop() else {
        return Ok(());
    };
    match payment.status {
        PaymentStatus::Pending | PaymentStatus::Failed => payments::check_by(tx, id, now),
        PaymentStatus::Completed | PaymentStatus::Refunded => Ok(()),
    }
}

/// Keeps news whose name is new; `true` if it was.
fn keep_once(
    tx: &mut Tx<'_>,
    event: &NewPaymentEvent,
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<bool, StoreError> {
    for hash in hashes {
        if payment_events::is_kept(tx, hash)? {
            return Ok(false);
        }
    }
    check_now(tx, event.payment_id, now)?;
    payment_events::insert(tx, event)
}

fn keep_bounded(
    tx: &mut Tx<'_>,
    event: &NewPaymentEvent,
    now: Timestamp,
) -> Result<(), StoreError> {
    // The lock makes the count true.
    payments::lock(tx, &[event.payment_id])?;
    let kept = payment_events::count(tx, event.payment_id, EventSource::Webhook, MOST_HINTS)?;
    if kept >= MOST_HINTS {
        return Ok(());
    }
    payment_events::insert(tx, event)?;
    match event.refund_id {
        Some(refund_id) => refunds::check_by(tx, refund_id, now),
        None => check_now(tx, event.payment_id, now),
    }
}

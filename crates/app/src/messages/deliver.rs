//! Workers take due entries, send them, and note how it went.

use std::{sync::Arc, time::Duration};

use foh_domain::audit::Action;
use foh_gateways::mail::{MailError, MailGateway};
use foh_store::{StoreError, outbox};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::compose::{ComposeError, Composed};
use crate::{House, entropy};

/// Entries taken at once.
const HANDFUL: u32 = 16;
/// How long taken entries belong to their worker: longer than any sending may take.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// After so many attempts, spread over more than a day, an entry is parked for staff to see.
const MOST_ATTEMPTS: u32 = 16;
/// How often the outbox is looked at when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(2);

/// How an entry ended.
enum Outcome {
    Done,
    Again(String),
    Never(String),
}

impl House {
    /// Sends what is due, once; answers how many entries were taken.
    ///
    /// # Errors
    /// See [`StoreError`]; entries that were taken become due again when their lease ends.
    pub async fn deliver_due(&self, gateway: &Arc<dyn MailGateway>) -> Result<usize, StoreError> {
        let now = self.now();
        let claimed = self
            .db
            .write(uuid::Uuid::nil(), move |tx| {
                outbox::claim(tx, now, now + LEASE, HANDFUL)
            })
            .await?;
        let count = claimed.len();
        let mut sending = JoinSet::new();
        for entry in claimed {
            let (house, gateway) = (self.clone(), Arc::clone(gateway));
            sending.spawn(async move {
                let outcome = house.send(&entry, gateway.as_ref()).await;
                house.note(&entry, outcome).await
            });
        }
        while let Some(noted) = sending.join_next().await {
            if let Ok(Err(error)) = noted {
                tracing::error!(%error, "the outcome of a sending could not be noted");
            }
        }
        Ok(count)
    }

    async fn send(&self, entry: &outbox::Entry, gateway: &dyn MailGateway) -> Outcome {
        let mail = match self.compose(entry).await {
            Ok(Composed::Mail(mail)) => mail,
            Ok(Composed::Obsolete) => return Outcome::Done,
            Err(error @ ComposeError::Entry(_)) => return Outcome::Never(error.to_string()),
            Err(ComposeError::Store(error)) => return Outcome::Again(error.to_string()),
        };
        match gateway.send(&mail).await {
            Ok(()) => Outcome::Done,
            Err(error @ MailError::Permanent(_)) => Outcome::Never(error.to_string()),
            Err(error) => Outcome::Again(error.to_string()),
        }
    }

    async fn note(&self, entry: &outbox::Entry, outcome: Outcome) -> Result<(), StoreError> {
        let (id, now, attempts) = (entry.id, self.now(), entry.attempts + 1);
        self.db
            .write(id, move |tx| match &outcome {
                Outcome::Done => outbox::delivered(tx, id, now),
                Outcome::Again(reason) if attempts < MOST_ATTEMPTS => {
                    outbox::failed(tx, id, now, Some(now + delay(attempts)), reason)
                }
                Outcome::Again(reason) | Outcome::Never(reason) => {
                    outbox::failed(tx, id, now, None, reason)
                }
            })
            .await
    }

    /// Works the outbox until `stop` is told; what is being sent then is finished first.
    pub async fn work_outbox(
        &self,
        gateway: Arc<dyn MailGateway>,
        mut stop: tokio::sync::watch::Receiver<bool>,
    ) {
        while !*stop.borrow() {
            match self.deliver_due(&gateway).await {
                Ok(count) if count >= HANDFUL as usize => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox cannot be worked"),
            }
            tokio::select! {
                () = self.mail_waits.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// The parked entries, the oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn parked_mails(&self, limit: u32) -> Result<Vec<outbox::Entry>, StoreError> {
        self.db.read(move |tx| outbox::parked(tx, limit)).await
    }

    /// Makes a parked entry due again; `false` when there is none with this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn retry_mail(&self, id: uuid::Uuid) -> Result<bool, StoreError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let retried = self
            .db
            .write(id, move |tx| {
                let retried = outbox::retry(tx, id, now)?;
                if retried {
                    witness.note(tx, Action::MailRetried, Some(id), &[])?;
                }
                Ok::<_, StoreError>(retried)
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(retried)
    }
}

/// 10 s, 20 s, 40 s … up to two hours, each with up to a quarter more, so that retries do not march in step.
fn delay(attempts: u32) -> SignedDuration {
    let seconds = 10_i64
        .saturating_mul(1 << attempts.saturating_sub(1).min(10))
        .min(7_200);
    let [random] = entropy::bytes();
    SignedDuration::from_millis(seconds * 1_000 + seconds * i64::from(random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_are_bounded() {
        for attempt in 1..=MOST_ATTEMPTS {
            let seconds = delay(attempt).as_secs();
            let least = (10 * 2_i64.pow(attempt.min(11) - 1)).min(7_200);
            assert!(
                (least..=least + least / 3).contains(&seconds),
                "{attempt}: {seconds}"
            );
        }
    }
}

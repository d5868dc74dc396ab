//! Workers take due entries of the outbox, send them, and note how it went. Each channel has workers of its own, so that a slow
//! one keeps nobody else waiting.
//!
//! A further channel is a [`Channel`], something that carries its entries ([`Carrier`]) and a line in [`House::woken_by`].

mod about;
mod undelivered;

use std::{pin::Pin, sync::Arc, time::Duration};

use foh_store::{
    StoreError,
    outbox::{self, Channel, Entry},
};
use jiff::SignedDuration;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};
use uuid::Uuid;

use crate::{House, entropy};

pub use about::About;
pub use undelivered::Undelivered;

/// Entries taken at once.
const HANDFUL: u32 = 16;
/// How long taken entries belong to their worker: longer than any sending may take.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// After so many attempts, spread over more than a day, an entry is parked for staff to see.
const MOST_ATTEMPTS: u32 = 16;
/// How often the outbox is looked at when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(2);
/// The longest the other side may ask to be left alone.
const LONGEST_WISH: SignedDuration = SignedDuration::from_hours(1);

/// How an entry ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has it, or nobody wants it any more.
    Done,
    /// Another attempt may help.
    Again {
        /// Why, without personal data.
        reason: String,
        /// How long the other side asked to be left alone.
        wait: Option<Duration>,
    },
    /// It was not tried, for it is not its turn yet: it is looked at again after so long.
    Later(SignedDuration),
    /// No other attempt helps until somebody looks: why, without personal data.
    Never(String),
}

impl Outcome {
    /// Another attempt may help, whenever it comes.
    pub(crate) fn again(reason: &impl ToString) -> Self {
        Self::Again {
            reason: reason.to_string(),
            wait: None,
        }
    }
}

/// What [`Carrier::carry`] returns: boxed, so that the program picks its carriers at start.
pub type Carrying<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Takes the entries of one channel to where they go.
pub trait Carrier: Send + Sync {
    /// The channel.
    fn channel(&self) -> Channel;

    /// Sends an entry, within two minutes. It may have been sent before, if its outcome was lost: its id is the key by which the
    /// other side can tell.
    fn carry<'a>(&'a self, house: &'a House, entry: &'a Entry) -> Carrying<'a>;
}

impl House {
    /// Sends what is due on a channel, once; answers how many entries were taken.
    ///
    /// # Errors
    /// See [`StoreError`]; entries that were taken become due again when their lease ends.
    pub async fn deliver_due(&self, carrier: &Arc<dyn Carrier>) -> Result<usize, StoreError> {
        let (now, channel) = (self.now(), carrier.channel());
        let claimed = self
            .db
            .write(Uuid::nil(), move |tx| {
                outbox::claim(tx, channel, now, now + LEASE, HANDFUL)
            })
            .await?;
        let count = claimed.len();
        let mut sending = JoinSet::new();
        for entry in claimed {
            let (house, carrier) = (self.clone(), Arc::clone(carrier));
            sending.spawn(async move {
                let outcome = carrier.carry(&house, &entry).await;
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

    async fn note(&self, entry: &Entry, outcome: Outcome) -> Result<(), StoreError> {
        let (id, now, attempts) = (entry.id, self.now(), entry.attempts + 1);
        self.db
            .write(id, move |tx| match &outcome {
                Outcome::Done => outbox::delivered(tx, id, now),
                Outcome::Later(wait) => outbox::postponed(tx, id, now + *wait),
                Outcome::Again { reason, wait } if attempts < MOST_ATTEMPTS => {
                    let next = now + delay(attempts).max(wish(*wait));
                    outbox::failed(tx, id, now, Some(next), reason)
                }
                Outcome::Again { reason, .. } | Outcome::Never(reason) => {
                    outbox::failed(tx, id, now, None, reason)
                }
            })
            .await
    }

    /// Works a channel until `stop` is told; what is being sent then is finished first.
    pub async fn work_outbox(&self, carrier: Arc<dyn Carrier>, mut stop: watch::Receiver<bool>) {
        let woken = self.woken_by(carrier.channel());
        while !*stop.borrow() {
            match self.deliver_due(&carrier).await {
                Ok(count) if count >= HANDFUL as usize => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox cannot be worked"),
            }
            tokio::select! {
                () = woken.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// What wakes the worker of a channel on this node.
    fn woken_by(&self, channel: Channel) -> &Notify {
        match channel {
            Channel::Smtp | Channel::Local => &self.mail_waits,
            Channel::Crm => &self.crm_waits,
            Channel::Payments => &self.payments_wait,
            Channel::Sms | Channel::LocalText => &self.texts_wait,
        }
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

/// How long the other side's wish is respected.
fn wish(wait: Option<Duration>) -> SignedDuration {
    wait.map_or(SignedDuration::ZERO, |wait| {
        SignedDuration::try_from(wait).map_or(LONGEST_WISH, |wait| wait.min(LONGEST_WISH))
    })
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

    #[test]
    fn wishes_are_respected_up_to_an_hour() {
        for (wait, seconds) in [
            (None, 0),
            (Some(90), 90),
            (Some(3_600), 3_600),
            (Some(86_400), 3_600),
            (Some(u64::MAX), 3_600),
        ] {
            assert_eq!(wish(wait.map(Duration::from_secs)).as_secs(), seconds);
        }
    }
}

//! What could not be delivered, for staff to see and to try again.

use foh_domain::audit::Action;
use foh_store::{
    StoreError,
    outbox::{self, Channel, Entry},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{About, LEASE};
use crate::House;

/// Entries made due in one transaction at most.
const STRIDE: u32 = 500;

/// An entry that has failed at least once.
#[derive(Debug, Clone)]
pub struct Undelivered {
    /// The entry; without a next attempt it is parked.
    pub entry: Entry,
    /// What it is about.
    pub about: About,
    /// Whether it can be tried again at once: not while a worker may be at it, which is as good as being tried.
    pub can_be_retried: bool,
}

/// Until when an entry counts as being tried: a worker's lease ends no later.
fn soon(now: Timestamp) -> Timestamp {
    now + LEASE
}

impl House {
    /// What is parked, and what has failed and waits for another attempt: of a channel or of all, made after `after`, the oldest
    /// first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn undelivered(
        &self,
        channel: Option<Channel>,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Undelivered>, StoreError> {
        let soon = soon(self.now());
        let found = self
            .db
            .read(move |tx| outbox::undelivered(tx, channel, after.unwrap_or_default(), limit))
            .await?;
        Ok(found
            .into_iter()
            .map(|entry| Undelivered {
                about: About::of(&entry),
                can_be_retried: entry.next_attempt_at.is_none_or(|next| next > soon),
                entry,
            })
            .collect())
    }

    /// How many entries wait for somebody to look, counted up to `most`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn parked(&self, most: u32) -> Result<u32, StoreError> {
        self.db.read(move |tx| outbox::count_parked(tx, most)).await
    }

    /// Makes an entry due; `false` when there is none with this id that waits.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn retry_undelivered(&self, id: Uuid) -> Result<bool, StoreError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let retried = self
            .db
            .write(id, move |tx| {
                let channel = outbox::retry(tx, id, now, soon(now))?;
                if let Some(channel) = channel {
                    witness.note(tx, retried_on(channel), Some(id), &[])?;
                }
                Ok::<_, StoreError>(channel)
            })
            .await?;
        if let Some(channel) = retried {
            self.woken_by(channel).notify_one();
        }
        Ok(retried.is_some())
    }

    /// Makes everything due that waits on a channel; answers how many entries. Each is made due once, even if it fails again
    /// meanwhile.
    ///
    /// # Errors
    /// See [`StoreError`]; what was made due before an interruption is.
    pub async fn retry_all_undelivered(&self, channel: Channel) -> Result<u64, StoreError> {
        let (mut after, mut retried) = (Uuid::nil(), 0);
        loop {
            let (now, witness) = (self.now(), self.witness().await?);
            let ids = self
                .db
                .write(after, move |tx| {
                    let ids = outbox::retry_all(tx, channel, after, (now, soon(now)), STRIDE)?;
                    if !ids.is_empty() {
                        let rows = i64::try_from(ids.len()).unwrap_or(i64::MAX);
                        witness.note(tx, retried_on(channel), None, &[("rows", rows.into())])?;
                    }
                    Ok::<_, StoreError>(ids)
                })
                .await?;
            let Some(last) = ids.last() else { break };
            (after, retried) = (*last, retried + ids.len() as u64);
            self.woken_by(channel).notify_one();
        }
        Ok(retried)
    }
}

/// How it is witnessed that staff had something of a channel tried again.
fn retried_on(channel: Channel) -> Action {
    match channel {
        Channel::Smtp | Channel::Local => Action::MailRetried,
        Channel::Crm => Action::CrmRetried,
        Channel::Payments => Action::PaymentRetried,
        Channel::Sms | Channel::LocalText => Action::TextRetried,
    }
}

//! Limits that hold on every node and across restarts.

use foh_domain::limits::{Limit, Rate};
use foh_store::{Command, StoreError, Tx, rate_limits};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::House;

/// Why a request is not admitted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LimitError {
    /// Too many; not before this time has passed.
    #[error("too many requests; the next is admitted in {0}")]
    Exceeded(SignedDuration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Admit {
    id: Uuid,
    rate: Rate,
    now: Timestamp,
}

impl Command for Admit {
    type Reply = ();
    type Error = LimitError;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<(), LimitError>>, StoreError> {
        let mut ids: Vec<Uuid> = batch.iter().map(|admit| admit.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut states = rate_limits::load(tx, &ids)?;
        let mut changed = std::collections::BTreeMap::new();
        let results = batch
            .iter()
            .map(|admit| {
                let next = admit
                    .rate
                    .admit(states.get(&admit.id).copied(), admit.now)
                    .map_err(LimitError::Exceeded)?;
                states.insert(admit.id, next);
                changed.insert(admit.id, next);
                Ok(())
            })
            .collect();
        rate_limits::save(tx, &changed.into_iter().collect::<Vec<_>>())?;
        Ok(results)
    }
}

impl House {
    /// Counts one request of `who` (a client address or an id, never stored in clear) against a limit.
    ///
    /// # Errors
    /// [`LimitError::Exceeded`] with the time to wait.
    pub async fn admit(&self, limit: Limit, who: &str) -> Result<(), LimitError> {
        let Some(rate) = self.settings.limits.rate(limit) else {
            return Ok(());
        };
        let hash = self.keyring.lookup(limit.as_str(), who);
        let id = Uuid::from_slice(&hash[..16]).unwrap_or_default();
        self.db
            .command(
                id,
                Admit {
                    id,
                    rate,
                    now: self.now(),
                },
            )
            .await
    }

    /// Forgets limits that no longer limit anything.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn forget_limits(&self) -> Result<u64, StoreError> {
        let now = self.now();
        self.db
            .write(Uuid::nil(), move |tx| rate_limits::forget(tx, now))
            .await
    }
}

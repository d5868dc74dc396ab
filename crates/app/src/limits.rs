//! Limits that hold on every node and across restarts.

use std::collections::{BTreeMap, HashMap};

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

/// One request, which counts against all of these limits or against none.
struct Admit {
    limits: Vec<(Uuid, Rate)>,
    now: Timestamp,
}

impl Admit {
    /// The states of its limits when it is admitted.
    fn next(
        &self,
        states: &HashMap<Uuid, Timestamp>,
    ) -> Result<Vec<(Uuid, Timestamp)>, LimitError> {
        let mut longest = SignedDuration::ZERO;
        let mut next = Vec::with_capacity(self.limits.len());
        for (id, rate) in &self.limits {
            match rate.admit(states.get(id).copied(), self.now) {
                Ok(state) => next.push((*id, state)),
                Err(wait) => longest = longest.max(wait),
            }
        }
        if longest.is_zero() {
            Ok(next)
        } else {
            Err(LimitError::Exceeded(longest))
        }
    }
}

impl Command for Admit {
    type Reply = ();
    type Error = LimitError;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<(), LimitError>>, StoreError> {
        let limits = batch.iter().flat_map(|admit| &admit.limits);
        let mut ids: Vec<Uuid> = limits.map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut states = rate_limits::load(tx, &ids)?;
        let mut changed = BTreeMap::new();
        let results = batch
            .iter()
            .map(|admit| {
                let next = admit.next(&states)?;
                states.extend(next.iter().copied());
                changed.extend(next);
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
        self.admit_to_all(&[limit], who).await
    }

    /// Counts one request of `who` against several limits, if each of them admits it.
    ///
    /// # Errors
    /// [`LimitError::Exceeded`] with the time to wait; nothing was counted.
    pub(crate) async fn admit_to_all(&self, limits: &[Limit], who: &str) -> Result<(), LimitError> {
        let limits = limits.iter().filter_map(|limit| {
            let rate = self.settings.limits.rate(*limit)?;
            let hash = self.keyring.lookup(limit.as_str(), who);
            Some((Uuid::from_slice(&hash[..16]).unwrap_or_default(), rate))
        });
        let limits: Vec<_> = limits.collect();
        let Some((lane, _)) = limits.first().copied() else {
            return Ok(());
        };
        let now = self.now();
        self.db.command(lane, Admit { limits, now }).await
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

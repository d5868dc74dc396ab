//! Witnessing: who did what, when and from where, in the transaction that does it.
//!
//! A use case takes a [`Witness`] *before* its transaction and has it note what is done *inside*:
//!
//! ```ignore
//! let witness = self.witness().await?;
//! self.db.write(id, move |tx| {
//!     accounts::deactivate(tx, id)?;
//!     witness.note(tx, Action::AccountDeactivated, Some(id), &[("role", role.as_str().into())])
//! }).await
//! ```
//!
//! Noting is re-runnable and cheap; what is undone leaves no entry. What happens outside any other transaction, such as a sign-in
//! that failed, is noted by [`House::witnessed`] in one of its own.
//!
//! Who asks, and from where, is the [`Caller`] of the task: the web layer sets it for each request ([`as_caller`]) and says who
//! it is once it knows ([`identified`]); the command line sets its own; whatever runs without one is the house itself. Where
//! somebody becomes known only while being served, as at a sign-in, [`Witness::by`] says so.
//!
//! Personal data belongs into the details (the words) only: they are sealed and can be erased. The words of an action are in
//! [`Action`]'s docstrings and made into sentences by [`foh_domain::audit::phrase`].

mod caller;
mod log;
mod verify;

use std::sync::Arc;

use foh_domain::{
    audit::{Action, ChainKey, Details, Value},
    privacy::{Keyring, Personal, Sealed},
};
use foh_store::{
    StoreError, Tx,
    audit::{self, Draft},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{House, entropy};

pub use caller::{Caller, as_caller, identified};
pub use log::{AuditFilter, AuditItem, Place};
pub use verify::{Broken, Verification};

/// The secret of the chains, as it is stored. Whoever changes the installation's secret seals it anew, as any other value:
/// the chains go on with it, so the former secret is needed no more.
#[derive(Serialize, Deserialize)]
pub(crate) struct ChainSecret(pub(crate) [u8; 32]);

impl Personal for ChainSecret {
    const COLUMN: &'static str = "audit_keys.secret";
}

/// Notes what is done in a transaction: by whom, from where and when is settled, what is yet to be said.
#[derive(Clone)]
pub struct Witness {
    keyring: Arc<Keyring>,
    key: Arc<ChainKey>,
    caller: Caller,
    at: Timestamp,
    salt: [u8; 16],
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Witness({:?})", self.caller)
    }
}

impl Witness {
    /// The same, of what this account does.
    #[must_use]
    pub fn by(mut self, account: Uuid) -> Self {
        self.caller = self.caller.known_as(account);
        self
    }

    /// Notes an action with the commit of this transaction. The subject chooses the chain, so give it wherever there is one.
    ///
    /// # Errors
    /// [`StoreError::Decode`] when the details cannot be sealed, which does not happen.
    pub fn note(
        &self,
        tx: &mut Tx<'_>,
        action: Action,
        subject_id: Option<Uuid>,
        words: &[(&str, Value)],
    ) -> Result<(), StoreError> {
        let details = Details::new(self.salt, self.caller.via(), self.caller.address(), words);
        let sealed = details.hash(&self.key).and_then(|hash| {
            let sealed = details.seal(&self.keyring, &hash)?;
            Ok((hash, sealed))
        });
        let (details_hash, details) = sealed
            .map_err(|error| StoreError::decode("audit_entries.details", error.to_string()))?;
        let actor_id = self.caller.account();
        let draft = Draft {
            key: Arc::clone(&self.key),
            beside: subject_id
                .or(actor_id)
                .unwrap_or(Uuid::from_bytes(self.salt)),
            at: self.at,
            action,
            actor_id,
            subject_id,
            details,
            details_hash,
        };
        audit::append(tx, [draft]);
        Ok(())
    }
}

impl House {
    /// A witness of what whoever is asking does now.
    ///
    /// # Errors
    /// See [`StoreError`]; [`StoreError::Decode`] when the log belongs to an installation with another secret.
    pub async fn witness(&self) -> Result<Witness, StoreError> {
        Ok(Witness {
            keyring: Arc::clone(&self.keyring),
            key: self.chain_key().await?,
            caller: Caller::current(),
            at: self.now(),
            salt: entropy::bytes(),
        })
    }

    /// Notes what happened outside any other transaction.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn witnessed(
        &self,
        action: Action,
        subject_id: Option<Uuid>,
        words: &[(&'static str, Value)],
    ) -> Result<(), StoreError> {
        let witness = self.witness().await?;
        let words = words.to_vec();
        let lane = subject_id.unwrap_or(Uuid::from_bytes(witness.salt));
        self.db
            .write(lane, move |tx| witness.note(tx, action, subject_id, &words))
            .await
    }

    /// The key of the chains, read once; made when the log is begun.
    async fn chain_key(&self) -> Result<Arc<ChainKey>, StoreError> {
        let key = self
            .chain_key
            .get_or_try_init(|| async {
                if let Some(kept) = self.kept_key().await? {
                    return Ok(Arc::new(kept));
                }
                let (row, sealed) = self.begin_log().await?;
                Ok::<_, StoreError>(Arc::new(self.opened_key(row, sealed)?))
            })
            .await?;
        Ok(Arc::clone(key))
    }

    /// The key as it is stored; `None` when the log was not begun.
    async fn kept_key(&self) -> Result<Option<ChainKey>, StoreError> {
        let kept = self.db.read(audit::key).await?;
        kept.map(|(row, sealed)| self.opened_key(row, sealed))
            .transpose()
    }

    fn opened_key(&self, row: Uuid, sealed: Vec<u8>) -> Result<ChainKey, StoreError> {
        let secret: ChainSecret = self
            .keyring
            .open(row, &Sealed::from_bytes(sealed))
            .map_err(|error| StoreError::decode("audit_keys.secret", error.to_string()))?;
        Ok(ChainKey::new(&secret.0))
    }

    async fn begin_log(&self) -> Result<(Uuid, Vec<u8>), StoreError> {
        let (secret, nonce, now) = (ChainSecret(entropy::bytes()), entropy::bytes(), self.now());
        let keyring = Arc::clone(&self.keyring);
        self.db
            .write(Uuid::nil(), move |tx| {
                let seal = |row| {
                    let sealed = keyring.seal(row, nonce, &secret);
                    sealed
                        .map(|sealed| sealed.as_bytes().to_vec())
                        .map_err(|error| StoreError::decode("audit_keys.secret", error.to_string()))
                };
                audit::keep_key(tx, seal, now)
            })
            .await
    }
}

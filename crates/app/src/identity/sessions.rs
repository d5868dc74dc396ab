//! One's own sessions: seeing them, ending them, and proving again who one is.

use foh_domain::{
    audit::Action,
    identity::{AccountState, FactorCode},
};
use foh_store::{StoreError, accounts, sessions};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    lockout::{GuessError, Visit},
    password,
    sign_in::password_of,
};
use crate::House;

pub use foh_store::sessions::Session;

/// The most sessions that are listed.
const LISTED: u32 = 100;
/// Rows forgotten in one transaction.
const STRIDE: u32 = 1_000;

/// What somebody proves again with who they are.
#[derive(Debug)]
pub enum Proof {
    /// The password.
    Password(SecretString),
    /// A code of the second factor, where there is no password.
    Code(String),
}

/// Whether somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// They did.
    Yes,
    /// What they gave is not right.
    No,
    /// It was not looked at: too many were wrong before.
    Locked {
        /// When it may be tried again.
        retry_after: SignedDuration,
    },
}

impl House {
    /// The sessions of an account that go on, the last used first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sessions(&self, user_id: Uuid) -> Result<Vec<Session>, StoreError> {
        let now = self.now();
        let idle = self.settings.sign_in.sessions.idle();
        let used_since = now.saturating_sub(idle).unwrap_or(Timestamp::MIN);
        self.db
            .read(move |tx| sessions::list(tx, user_id, (now, used_since), LISTED))
            .await
    }

    /// Ends one session of an account: `false` when it has none with this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn end_session(&self, user_id: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let ended = sessions::end(tx, user_id, id)?;
                if ended {
                    let words = [("sessions", 1_i64.into())];
                    witness.note(tx, Action::SessionsRevoked, Some(user_id), &words)?;
                }
                Ok(ended)
            })
            .await
    }

    /// Ends all sessions of an account except the one that asks, and tells how many those were.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn end_other_sessions(
        &self,
        user_id: Uuid,
        kept: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        let witness = self.witness().await?;
        self.db
            .write(user_id, move |tx| {
                // A sign-in that is being settled is waited for.
                accounts::lock(tx, user_id)?;
                let ended = sessions::end_others(tx, user_id, kept)?;
                if ended > 0 {
                    let count = i64::try_from(ended).unwrap_or(i64::MAX);
                    let words = [("sessions", count.into())];
                    witness.note(tx, Action::SessionsRevoked, Some(user_id), &words)?;
                }
                Ok(ended)
            })
            .await
    }

    /// Proves again, in a session that goes on, who its person is.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn confirm_session(
        &self,
        (user_id, session): (Uuid, Uuid),
        proof: Proof,
        visit: Visit<'_>,
    ) -> Result<Proven, StoreError> {
        let guess = match self.guess(&again(user_id), visit, None).await {
            Ok(guess) => guess,
            Err(GuessError::Wait(retry_after)) => return Ok(Proven::Locked { retry_after }),
            Err(GuessError::Exhausted) => return Ok(Proven::No),
            Err(GuessError::Store(error)) => return Err(error),
        };
        // What is neither leaves both empty, and is never right.
        let (hash, code) = match proof {
            Proof::Password(password) => (self.matching(user_id, password).await?, None),
            Proof::Code(code) => (None, FactorCode::parse(&code)),
        };
        let now = self.now();
        let house = self.clone();
        let proven = self
            .db
            .write(user_id, move |tx| {
                let account = accounts::lock(tx, user_id)?
                    .filter(|account| account.state == AccountState::Active);
                let Some(account) = account else {
                    return Ok(false);
                };
                let right = match &code {
                    // A code stands for the password only where there is none.
                    Some(code) => {
                        account.password_hash.is_none() && house.use_code(tx, user_id, code, now)?
                    }
                    None => hash.is_some() && account.password_hash == hash,
                };
                if !right || !sessions::confirm(tx, user_id, session, now)? {
                    return Ok(false);
                }
                guess.forgive(tx, now)?;
                Ok::<_, StoreError>(true)
            })
            .await?;
        if proven {
            return Ok(Proven::Yes);
        }
        self.wrong(guess, Action::SignInFailed, Some(user_id), "confirmation")
            .await?;
        Ok(Proven::No)
    }

    /// The hash of an account's password, if this is it.
    pub(super) async fn matching(
        &self,
        user_id: Uuid,
        password: SecretString,
    ) -> Result<Option<String>, StoreError> {
        let account = self.db.read(move |tx| accounts::get(tx, user_id)).await?;
        let hash = account.and_then(|account| account.password_hash);
        let verdict = password::verify(password, hash.clone()).await;
        Ok(hash.filter(|_| verdict.matches))
    }

    /// Removes sessions and half-done sign-ins that ended by themselves.
    ///
    /// # Errors
    /// See [`StoreError`]; what was removed before stays so.
    pub async fn forget_sessions(&self) -> Result<u64, StoreError> {
        let (now, rules) = (self.now(), self.settings.sign_in.sessions);
        let mut forgotten = 0;
        loop {
            let some = self
                .db
                .write(Uuid::nil(), move |tx| {
                    sessions::forget(tx, rules, now, STRIDE)
                })
                .await?;
            forgotten += some;
            if some < u64::from(STRIDE) {
                return Ok(forgotten);
            }
        }
    }
}

/// What guesses at who is signed in already are counted under: apart from the sign-in, so that whoever sits at another's
/// screen delays nobody who signs in.
pub(super) fn again(user_id: Uuid) -> String {
    format!("again {}", password_of(user_id))
}

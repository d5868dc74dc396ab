//! Requests that their senders may repeat: what was answered is stored, sealed, in the transaction that did what was asked, and answered again byte for
//! byte for a day. Nobody waits for anybody: of two at once the second finds the answer of the first, whose transaction it had to wait for.

use std::{collections::HashMap, fmt, sync::Arc};

use foh_domain::privacy::{Personal, SealError, Sealed};
use foh_store::{
    StoreError, Tx,
    idempotent_answers::{self, StoredAnswer},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{House, entropy};

/// How long an answer is given again.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The kinds of the keyed hashes.
const KEY_LOOKUP: &str = "idempotency key";
const FINGERPRINT_LOOKUP: &str = "idempotent request";

/// An answer as it was given. Its `Debug` does not show it, for it names people and holds a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GivenAnswer(pub(crate) String);

impl GivenAnswer {
    /// The answer itself.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for GivenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GivenAnswer(…)")
    }
}

impl Personal for GivenAnswer {
    const COLUMN: &'static str = "idempotent_answer.answer";
}

/// A request that may be repeated: its key, what it asks for, and how what becomes of it is answered.
#[derive(Clone)]
pub struct Repeatable<T> {
    /// Every name the key may have been stored under, the present one first.
    ids: Vec<Uuid>,
    /// What was asked, by every key of the house.
    fingerprints: Vec<[u8; 32]>,
    draw: Arc<dyn Fn(&T) -> String + Send + Sync>,
    now: Timestamp,
}

impl<T> fmt::Debug for Repeatable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeatable").finish_non_exhaustive()
    }
}

impl<T> Repeatable<T> {
    /// Every name that the answer may have.
    pub(crate) fn ids(&self) -> &[Uuid] {
        &self.ids
    }

    /// Which of these answers are too old to be given again: their names are free for another request.
    pub(crate) fn outlived(&self, answers: &HashMap<Uuid, StoredAnswer<GivenAnswer>>) -> Vec<Uuid> {
        let stored = self.ids.iter().filter_map(|id| answers.get(id));
        let old = stored.filter(|stored| !self.is_kept(stored));
        old.map(|stored| stored.id).collect()
    }

    fn is_kept(&self, stored: &StoredAnswer<GivenAnswer>) -> bool {
        stored.created_at > self.now - KEPT
    }

    /// What was answered before.
    ///
    /// # Errors
    /// [`RepeatError`] when something else had been asked for.
    pub(crate) fn before(
        &self,
        house: &House,
        answers: &HashMap<Uuid, StoredAnswer<GivenAnswer>>,
    ) -> Result<Option<GivenAnswer>, RepeatError> {
        let mut stored = self.ids.iter().filter_map(|id| answers.get(id));
        let Some(stored) = stored.find(|stored| self.is_kept(stored)) else {
            return Ok(None);
        };
        if !self.fingerprints.contains(&stored.fingerprint) {
            return Err(RepeatError::AnotherRequest);
        }
        Ok(Some(house.keyring.open(stored.id, &stored.answer)?))
    }

    /// Answers what was done, to be stored; what was made, and when.
    pub(crate) fn answer(
        &self,
        house: &House,
        done: &T,
        (subject_id, created_at): (Uuid, Timestamp),
    ) -> Result<(GivenAnswer, StoredAnswer<GivenAnswer>), SealError> {
        let given = GivenAnswer((self.draw)(done));
        let id = self.ids.first().copied().unwrap_or_default();
        // Drawn here: run again, the transaction may come to another answer, and a nonce seals one.
        let answer: Sealed<GivenAnswer> = house.keyring.seal(id, entropy::bytes(), &given)?;
        let stored = StoredAnswer {
            id,
            subject_id,
            fingerprint: self.fingerprints.first().copied().unwrap_or_default(),
            answer,
            created_at,
        };
        Ok((given, stored))
    }
}

impl<T> Repeatable<T> {
    /// What was answered before, for a use case that runs by itself; to be asked after the locks that its first time held.
    ///
    /// # Errors
    /// [`RepeatError`] when something else had been asked for, or a fault of the store.
    pub(crate) fn find<E: From<RepeatError> + From<StoreError>>(
        &self,
        house: &House,
        tx: &mut Tx<'_>,
    ) -> Result<Option<GivenAnswer>, E> {
        let mut answers = idempotent_answers::load(tx, &self.ids)?;
        let outlived = self.outlived(&answers);
        if !outlived.is_empty() {
            idempotent_answers::remove(tx, &outlived)?;
            answers.retain(|id, _| !outlived.contains(id));
        }
        Ok(self.before(house, &answers)?)
    }

    /// Keeps what was done, to be answered again; what was made, and when.
    ///
    /// # Errors
    /// Why it cannot be sealed, or a fault of the store.
    pub(crate) fn keep<E: From<SealError> + From<StoreError>>(
        &self,
        house: &House,
        tx: &mut Tx<'_>,
        done: &T,
        made: (Uuid, Timestamp),
    ) -> Result<(), E> {
        let (_, stored) = self.answer(house, done, made)?;
        Ok(idempotent_answers::insert(tx, [&stored])?)
    }
}

/// What became of a request that may be repeated.
#[derive(Debug, Clone)]
pub enum Once<T> {
    /// It was done now.
    Now(T),
    /// It was done before, and was answered so.
    Before(GivenAnswer),
}

impl<T> Once<T> {
    /// The text of the answer, drawn now if it was done now.
    #[must_use]
    pub fn into_text(self, draw: impl FnOnce(&T) -> String) -> String {
        match self {
            Self::Now(done) => draw(&done),
            Self::Before(given) => given.into_text(),
        }
    }
}

/// An error that may be that of the store.
pub(crate) trait StoreFault {
    /// The store's own, if it is that.
    fn store(&self) -> Option<&StoreError>;
}

/// Tries once more when the key of a request was used a moment ago in another lane, where no lock was waited for: its answer is found now.
///
/// # Errors
/// What the last attempt said.
pub(crate) async fn again_when_taken<T, E: StoreFault, F: Future<Output = Result<T, E>>>(
    attempt: impl Fn() -> F,
) -> Result<T, E> {
    for _ in 0..3 {
        match attempt().await {
            Err(error)
                if error
                    .store()
                    .is_some_and(|error| error.is_constraint(idempotent_answers::KEY)) => {}
            done => return done,
        }
    }
    attempt().await
}

/// Why a repeated request is not answered as before.
#[derive(Debug, thiserror::Error)]
pub enum RepeatError {
    /// The key was used for another request.
    #[error("the key was used for another request")]
    AnotherRequest,
    /// The answer was sealed with a key the house has no more.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl House {
    /// A request with this key of its sender. `asked`: all of what it asks for, so that another request under the same key is told apart. `draw`
    /// must give the same for the same.
    pub fn repeatable<T>(
        &self,
        key: &str,
        asked: &str,
        draw: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Repeatable<T> {
        let named = |hash: [u8; 32]| {
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&hash[..16]);
            uuid::Builder::from_custom_bytes(bytes).into_uuid()
        };
        let ids = self.keyring.lookups(KEY_LOOKUP, key);
        Repeatable {
            ids: ids.into_iter().map(named).collect(),
            fingerprints: self.keyring.lookups(FINGERPRINT_LOOKUP, asked),
            draw: Arc::new(draw),
            now: self.now(),
        }
    }

    /// Removes the answers that are given no more, a bounded number of them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(crate) async fn forget_answers(&self, limit: u32) -> Result<u64, StoreError> {
        let before = self.now() - KEPT;
        self.db
            .write(Uuid::nil(), move |tx: &mut Tx<'_>| {
                idempotent_answers::forget(tx, before, limit)
            })
            .await
    }
}

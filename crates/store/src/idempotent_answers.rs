//! What was answered to requests that their senders may repeat.

use std::collections::HashMap;

use foh_domain::privacy::{Personal, Sealed};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "idempotent_answers",
    &[
        ("id", Kind::Uuid),
        ("subject_id", Kind::Uuid),
        ("fingerprint", Kind::Bytes),
        ("answer", Kind::Bytes),
        ("created_at", Kind::Moment),
    ],
);

/// What names the primary key, which refuses a second answer to one key.
pub const KEY: &str = "idempotent_answers_id_key";

/// An answer that was given.
#[derive(Debug, Clone)]
pub struct StoredAnswer<T: Personal> {
    /// Made of the sender's key.
    pub id: Uuid,
    /// What was made.
    pub subject_id: Uuid,
    /// The keyed hash of what was asked.
    pub fingerprint: [u8; 32],
    /// What was answered.
    pub answer: Sealed<T>,
    /// When, to the microsecond in which its subject was made.
    pub created_at: Timestamp,
}

/// Adds answers; [`KEY`] refuses a second one.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a, T: Personal + 'a>(
    tx: &mut Tx<'_>,
    answers: impl IntoIterator<Item = &'a StoredAnswer<T>>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 5]> = answers
        .into_iter()
        .map(|new| {
            [
                new.id.into(),
                new.subject_id.into(),
                (&new.fingerprint).into(),
                new.answer.as_bytes().into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// The answers with these ids, by id, however old.
///
/// # Errors
/// See [`StoreError`].
pub fn load<T: Personal>(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, StoredAnswer<T>>, StoreError> {
    let rows = tx.query_in(
        "SELECT a.id, a.subject_id, a.fingerprint, a.answer, a.created_at FROM idempotent_answers a WHERE a.id {in}",
        ids,
        |row| {
            let answer = StoredAnswer {
                id: row.get("id")?,
                subject_id: row.get("subject_id")?,
                fingerprint: row.parse("fingerprint", |bytes: Vec<u8>| bytes.try_into().ok())?,
                answer: Sealed::from_bytes(row.get("answer")?),
                created_at: row.get("created_at")?,
            };
            Ok((answer.id, answer))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Removes these answers, so that their keys can be used again.
///
/// # Errors
/// See [`StoreError`].
pub fn remove(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    tx.query_in(
        "DELETE FROM idempotent_answers WHERE id {in} RETURNING id",
        ids,
        |row| row.get::<Uuid>("id"),
    )
    .map(|_| ())
}

/// Removes at most `limit` answers given at or before `before`; answers how many.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM idempotent_answers WHERE id IN
             (SELECT a.id FROM idempotent_answers a WHERE a.created_at <= $1 ORDER BY a.created_at, a.id LIMIT $2)",
        params![before, limit],
    )
}

//! Tokens: the selector is the key, only the hash of the verifier is stored.

use std::collections::HashMap;

use foh_domain::token::{Purpose, Token, VerifierHash};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "tokens",
    &[
        ("id", Kind::Uuid),
        ("purpose", Kind::Text),
        ("hash", Kind::Bytes),
        ("subject_id", Kind::Uuid),
        ("created_at", Kind::Moment),
        ("expires_at", Kind::Moment),
    ],
);
static USED: Bulk = Bulk::update("tokens", &[("id", Kind::Uuid), ("used_at", Kind::Moment)]);

/// A token as stored.
#[derive(Debug, Clone)]
pub struct StoredToken {
    /// Its selector.
    pub id: Uuid,
    /// What it is good for.
    pub purpose: Purpose,
    /// The hash of its verifier.
    pub hash: VerifierHash,
    /// Whose it is: a reservation, or an account.
    pub subject_id: Uuid,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used, or last used.
    pub used_at: Option<Timestamp>,
}

impl StoredToken {
    /// The row of a fresh token.
    #[must_use]
    pub fn new(
        token: &Token,
        purpose: Purpose,
        subject_id: Uuid,
        (created_at, expires_at): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            id: token.selector(),
            purpose,
            hash: token.hash(),
            subject_id,
            created_at,
            expires_at,
            used_at: None,
        }
    }

    /// Whether `token` is this one, is meant for `purpose`, and works at `now`.
    #[must_use]
    pub fn admits(&self, token: &Token, purpose: Purpose, now: Timestamp) -> bool {
        self.purpose == purpose && token.matches(&self.hash) && now < self.expires_at
    }
}

/// Reads a token's columns.
pub(crate) fn stored(row: &Row<'_>) -> Result<StoredToken, StoreError> {
    Ok(StoredToken {
        id: row.get("id")?,
        purpose: row.parse("purpose", |word: String| Purpose::parse(&word))?,
        hash: row.parse("hash", |bytes: Vec<u8>| VerifierHash::from_bytes(&bytes))?,
        subject_id: row.get("subject_id")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Adds tokens.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    tokens: impl IntoIterator<Item = &'a StoredToken>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 6]> = tokens
        .into_iter()
        .map(|token| {
            [
                token.id.into(),
                token.purpose.as_str().into(),
                token.hash.as_bytes().into(),
                token.subject_id.into(),
                token.created_at.into(),
                token.expires_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// The tokens with these selectors, by selector.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, StoredToken>, StoreError> {
    let rows = tx.query_in(
        "SELECT id, purpose, hash, subject_id, created_at, expires_at, used_at FROM tokens WHERE id {in}",
        ids,
        stored,
    )?;
    Ok(rows.into_iter().map(|token| (token.id, token)).collect())
}

/// Notes when tokens were used, or last used.
///
/// # Errors
/// See [`StoreError`].
pub fn mark_used(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = ids.into_iter().map(|id| [id.into(), now.into()]).collect();
    tx.bulk(&USED, &rows)
}

/// Uses a one-time token: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn use_once(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE tokens SET used_at = $1 WHERE id = $2 AND used_at IS NULL",
        params![now, id],
    )
    .map(|changed| changed == 1)
}

/// Takes a token back.
///
/// # Errors
/// See [`StoreError`].
pub fn delete(tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tokens WHERE id = $1", params![id])
        .map(|_| ())
}

//! The keys access tokens are signed with.

use foh_domain::privacy::Sealed;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A signing key as stored; `T` is what its private half is sealed as.
#[derive(Debug, Clone)]
pub struct SigningKey<T> {
    /// Its id: the `kid` of tokens.
    pub id: Uuid,
    /// Its private half.
    pub secret: Sealed<T>,
    /// Its public half.
    pub public: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it signed no more.
    pub retired_at: Option<Timestamp>,
}

fn signing_key<T>(row: &Row<'_>) -> Result<SigningKey<T>, StoreError> {
    Ok(SigningKey {
        id: row.get("id")?,
        secret: Sealed::from_bytes(row.get("secret")?),
        public: row.get("public")?,
        created_at: row.get("created_at")?,
        retired_at: row.get("retired_at")?,
    })
}

/// Adds a key.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<T>(tx: &mut Tx<'_>, key: &SigningKey<T>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO signing_keys (id, secret, public, created_at) VALUES ($1, $2, $3, $4)",
        params![
            key.id,
            key.secret.as_bytes(),
            key.public.as_slice(),
            key.created_at
        ],
    )
    .map(|_| ())
}

/// Every key, the newest first.
///
/// # Errors
/// See [`StoreError`].
pub fn all<T>(tx: &mut Tx<'_>) -> Result<Vec<SigningKey<T>>, StoreError> {
    tx.query(
        "SELECT id, secret, public, created_at, retired_at FROM signing_keys ORDER BY id DESC",
        &[],
        signing_key,
    )
}

/// Lets every key but `kept` sign no more.
///
/// # Errors
/// See [`StoreError`].
pub fn retire_others(tx: &mut Tx<'_>, kept: Uuid, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE signing_keys SET retired_at = $1 WHERE id <> $2 AND retired_at IS NULL",
        params![now, kept],
    )
}

/// Forgets keys that signed no more before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM signing_keys WHERE retired_at < $1",
        params![before],
    )
}

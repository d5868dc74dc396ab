//! Who accounts are at identity providers.

use foh_domain::privacy::Sealed;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// An identity to be added; `T` is what it is sealed as.
#[derive(Debug, Clone)]
pub struct NewIdentity<T> {
    /// Its id.
    pub id: Uuid,
    /// The keyed hash of issuer and subject.
    pub subject_lookup: [u8; 32],
    /// The provider's name here.
    pub provider: String,
    /// Issuer and subject.
    pub identity: Sealed<T>,
}

/// The account an identity belongs to, by its keyed hash.
///
/// # Errors
/// See [`StoreError`].
pub fn owner(tx: &mut Tx<'_>, subject_lookup: &[u8; 32]) -> Result<Option<Uuid>, StoreError> {
    tx.query_one(
        "SELECT user_id FROM external_identities WHERE subject_lookup = $1",
        params![subject_lookup],
        |row| row.get("user_id"),
    )
}

/// Gives an identity to an account unless it belongs to one: `true` when it was added.
///
/// # Errors
/// See [`StoreError`].
pub fn insert_if_free<T>(
    tx: &mut Tx<'_>,
    new: &NewIdentity<T>,
    user_id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO external_identities (id, subject_lookup, user_id, provider, identity, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (subject_lookup) DO NOTHING",
        params![
            new.id,
            &new.subject_lookup,
            user_id,
            new.provider.as_str(),
            new.identity.as_bytes(),
            now
        ],
    )
    .map(|added| added == 1)
}

/// Notes that a credential has been used: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn use_credential(
    tx: &mut Tx<'_>,
    id: Uuid,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO used_credentials (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
        params![id, expires_at],
    )
    .map(|added| added == 1)
}

/// Forgets used credentials that have expired.
///
/// # Errors
/// See [`StoreError`].
pub fn forget_credentials(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM used_credentials WHERE expires_at < $1",
        params![now],
    )
}

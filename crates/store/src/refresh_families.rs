//! Families of refresh tokens: each sign-in begins one, and its tokens follow one another.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A family as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshFamily {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub revoked_at: Option<Timestamp>,
}

fn family(row: &Row<'_>) -> Result<RefreshFamily, StoreError> {
    Ok(RefreshFamily {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        created_at: row.get("created_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

/// Begins a family.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, id: Uuid, user_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO refresh_families (id, user_id, created_at) VALUES ($1, $2, $3)",
        params![id, user_id, now],
    )
    .map(|_| ())
}

/// These families, without locking anything.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<RefreshFamily>, StoreError> {
    tx.query_in(
        "SELECT id, user_id, created_at, revoked_at FROM refresh_families WHERE id {in}",
        ids,
        family,
    )
}

/// One family, locked until the end of the transaction: its tokens follow one another.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<RefreshFamily>, StoreError> {
    let found = tx.query_in(
        "SELECT f.id, f.user_id, f.created_at, f.revoked_at FROM refresh_families f WHERE f.id {in} {lock f}",
        &[id],
        family,
    )?;
    Ok(found.into_iter().next())
}

/// Ends a family: none of its tokens works any more. Says whether it had not ended before.
///
/// # Errors
/// See [`StoreError`].
pub fn revoke(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE refresh_families SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
        params![now, id],
    )
    .map(|changed| changed == 1)
}

/// Forgets families that began before `before`, with their tokens; tells how many families there were.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM tokens WHERE purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation'
           AND purpose = 'refresh' AND subject_id IN (SELECT id FROM refresh_families WHERE created_at < $1)",
        params![before],
    )?;
    tx.execute(
        "DELETE FROM refresh_families WHERE created_at < $1",
        params![before],
    )
}

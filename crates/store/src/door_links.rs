//! Door links. A link's id is that of its hidden account.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A link as stored.
#[derive(Debug, Clone)]
pub struct DoorLink {
    /// Its id, and that of its hidden account.
    pub id: Uuid,
    /// The performance at whose door it lets scan.
    pub performance_id: Uuid,
    /// The account that made it.
    pub created_by: Uuid,
    /// When.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

fn link(row: &Row<'_>) -> Result<DoorLink, StoreError> {
    Ok(DoorLink {
        id: row.get("id")?,
        performance_id: row.get("performance_id")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

/// Adds a link whose account is there.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, link: &DoorLink) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO door_links (id, user_id, performance_id, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            link.id,
            link.id,
            link.performance_id,
            link.created_by,
            link.created_at,
            link.expires_at
        ],
    )
    .map(|_| ())
}

/// The link with this id, locked.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<DoorLink>, StoreError> {
    let rows = tx.query_in(
        "SELECT d.id, d.performance_id, d.created_by, d.created_at, d.expires_at, d.revoked_at FROM door_links d WHERE d.id {in} {lock d}",
        &[id],
        link,
    )?;
    Ok(rows.into_iter().next())
}

/// The link with this id.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<DoorLink>, StoreError> {
    tx.query_one(
        "SELECT id, performance_id, created_by, created_at, expires_at, revoked_at FROM door_links WHERE id = $1",
        params![id],
        link,
    )
}

/// The links of a performance, the newest first and at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub fn of(tx: &mut Tx<'_>, performance_id: Uuid, limit: u32) -> Result<Vec<DoorLink>, StoreError> {
    tx.query(
        "SELECT id, performance_id, created_by, created_at, expires_at, revoked_at FROM door_links
         WHERE performance_id = $1 ORDER BY id DESC LIMIT $2",
        params![performance_id, limit],
        link,
    )
}

/// How many links of a performance work at `now`.
///
/// # Errors
/// See [`StoreError`].
pub fn working(tx: &mut Tx<'_>, performance_id: Uuid, now: Timestamp) -> Result<usize, StoreError> {
    let rows = tx.query(
        "SELECT id FROM door_links WHERE performance_id = $1 AND revoked_at IS NULL AND expires_at > $2",
        params![performance_id, now],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(rows.len())
}

/// Takes a link back: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn revoke(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE door_links SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
        params![now, id],
    )
    .map(|changed| changed == 1)
}

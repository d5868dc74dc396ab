//! What other systems told goes: with the person it is about, with the facilitator, and when its time is over.

use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// Erases what another system told; `true` when there was something. That it was told stays, so that a repetition is one.
///
/// # Errors
/// See [`StoreError`].
pub fn erase(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE notifications SET content = NULL WHERE id = $1 AND content IS NOT NULL",
        params![id],
    )
    .map(|changed| changed == 1)
}

/// Erases whatever other systems told a facilitator.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_of(tx: &mut Tx<'_>, facilitator_id: Uuid) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE notifications SET content = NULL WHERE facilitator_id = $1 AND content IS NOT NULL",
        params![facilitator_id],
    )
}

/// Of at most `limit` notifications after `after` and written before `before`, erases what other systems told; answers how
/// many there were and the last looked at, or `None` at the end.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_before(
    tx: &mut Tx<'_>,
    after: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Option<(u64, Uuid)>, StoreError> {
    let seen: Vec<Uuid> = tx.query(
        "SELECT id FROM notifications WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
        params![after, before, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    let erased = tx.execute(
        "UPDATE notifications SET content = NULL WHERE id > $1 AND id <= $2 AND content IS NOT NULL",
        params![after, last],
    )?;
    Ok(Some((erased, last)))
}

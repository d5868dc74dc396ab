//! The addresses of hosted pages go when their time is over.

use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// Of at most `limit` payments after `after` and made before `before`, erases the address of the hosted page; answers how many had
/// one and the last looked at, or `None` at the end.
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
        "SELECT id FROM payments WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
        params![after, before, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    let erased = tx.execute(
        "UPDATE payments SET visit = NULL WHERE id > $1 AND id <= $2 AND visit IS NOT NULL",
        params![after, last],
    )?;
    Ok(Some((erased, last)))
}

/// Erases the addresses of the hosted pages of a reservation.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_visits_of(tx: &mut Tx<'_>, reservation_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE payments SET visit = NULL WHERE reservation_id = $1 AND visit IS NOT NULL",
        params![reservation_id],
    )
    .map(|_| ())
}

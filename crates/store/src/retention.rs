//! What goes when its time is over. Each call does a bounded amount of work, and going on where the last one ended costs
//! nothing for what is gone already.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// The occurrence of this kind that began first, before `before`, and whose guests are not erased yet. What has an end, as a
/// retreat of many days has, ended before that, too.
///
/// # Errors
/// See [`StoreError`].
pub fn due(tx: &mut Tx<'_>, kind: &str, before: Timestamp) -> Result<Option<Uuid>, StoreError> {
    tx.query_one(
        "SELECT o.id FROM occurrences o WHERE o.kind = $1 AND o.erased_at IS NULL AND o.starts_at < $2
           AND NOT EXISTS (SELECT 1 FROM studio_sessions s WHERE s.id = o.id AND s.ends_at >= $2)
         ORDER BY o.starts_at, o.id LIMIT 1",
        params![kind, before],
        |row| row.get("id"),
    )
}

/// Erases at most `limit` guests of an occurrence that was over before `before`, and notes when none is left. Answers how many.
/// The occurrence is locked, so that it is not moved meanwhile.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_guests(
    tx: &mut Tx<'_>,
    occurrence_id: Uuid,
    before: Timestamp,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let is_due = tx.query_one(
        "SELECT o.id FROM occurrences o WHERE o.id = $1 AND o.starts_at < $2 AND o.erased_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM studio_sessions s WHERE s.id = o.id AND s.ends_at >= $2) {lock o}",
        params![occurrence_id, before],
        |row| row.get::<Uuid>("id"),
    )?;
    if is_due.is_none() {
        return Ok(0);
    }
    let erased = tx.execute(
        "UPDATE reservations SET guest = NULL, email_lookup = NULL WHERE id IN (
             SELECT r.id FROM reservations r WHERE r.occurrence_id = $1 AND (r.guest IS NOT NULL OR r.email_lookup IS NOT NULL)
             ORDER BY r.id LIMIT $2)",
        params![occurrence_id, limit],
    )?;
    // Whoever erased one of them meanwhile did this, too; so it is asked who is erased, not who was just now.
    tx.execute(
        "UPDATE travel_bookings SET phone_lookup = NULL WHERE departure_id = $1 AND phone_lookup IS NOT NULL
           AND EXISTS (SELECT 1 FROM reservations r WHERE r.id = travel_bookings.id AND r.guest IS NULL)",
        params![occurrence_id],
    )?;
    if erased < u64::from(limit) {
        tx.execute(
            "UPDATE occurrences SET erased_at = $1 WHERE id = $2",
            params![now, occurrence_id],
        )?;
    }
    Ok(erased)
}

/// Removes at most `limit` entries of the outbox older than the id `before`, delivered or not.
///
/// # Errors
/// See [`StoreError`].
pub fn forget_mails(tx: &mut Tx<'_>, before: Uuid, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM outbox WHERE id IN (SELECT e.id FROM outbox e WHERE e.id < $1 ORDER BY e.id LIMIT $2)",
        params![before, limit],
    )
}

/// Of at most `limit` tokens after `after`, removes those that expired before `before`; answers the last looked at, or `None`
/// at the end. Sessions and API tokens have rows beside them and end with those.
///
/// # Errors
/// See [`StoreError`].
pub fn forget_tokens(
    tx: &mut Tx<'_>,
    after: Uuid,
    before: Timestamp,
    limit: u32,
) -> Result<Option<Uuid>, StoreError> {
    let seen: Vec<Uuid> = tx.query(
        "SELECT id FROM tokens WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    tx.execute(
        "DELETE FROM tokens WHERE id > $1 AND id <= $2 AND expires_at < $3 AND purpose NOT IN ('session', 'api')",
        params![after, last, before],
    )?;
    Ok(Some(last))
}

/// Erases the details of about `limit` entries of the audit log made after `after` and before `before`, except of those that
/// only count what was erased. Answers how many were erased and the moment it came to, or `None` at the end.
///
/// # Errors
/// See [`StoreError`].
pub fn forget_details(
    tx: &mut Tx<'_>,
    (after, before): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Option<(u64, Timestamp)>, StoreError> {
    let seen: Vec<Timestamp> = tx.query(
        "SELECT at FROM audit_entries WHERE at > $1 AND at < $2 ORDER BY at, chain, number LIMIT $3",
        params![after, before, limit],
        |row| row.get("at"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    let erased = tx.execute(
        "UPDATE audit_entries SET details = NULL WHERE at > $1 AND at <= $2 AND details IS NOT NULL
           AND action NOT IN ('audit.details_erased', 'data.expired')",
        params![after, last],
    )?;
    Ok(Some((erased, last)))
}

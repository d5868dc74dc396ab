//! Payments that staff look at.

use jiff::Timestamp;
use uuid::Uuid;

use super::{PaymentRow, payment, payment_sql};
use crate::{StoreError, Tx, param::params};

/// Payments made before `until` that are not decided, after `after`, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn pending(
    tx: &mut Tx<'_>,
    until: Timestamp,
    after: Uuid,
    limit: u32,
) -> Result<Vec<PaymentRow>, StoreError> {
    tx.query(
        payment_sql!(
            "WHERE p.status = 'pending' AND p.id > $1 AND p.created_at <= $2 ORDER BY p.id LIMIT $3"
        ),
        params![after, until, limit],
        payment,
    )
}

/// Payments that somebody is to look at, after `after`, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn attention(tx: &mut Tx<'_>, after: Uuid, limit: u32) -> Result<Vec<PaymentRow>, StoreError> {
    tx.query(
        payment_sql!("WHERE p.alert IS NOT NULL AND p.id > $1 ORDER BY p.id LIMIT $2"),
        params![after, limit],
        payment,
    )
}

/// How many payments somebody is to look at, counted up to `most`.
///
/// # Errors
/// See [`StoreError`].
pub fn count_attention(tx: &mut Tx<'_>, most: u32) -> Result<u32, StoreError> {
    let counted = tx.query_one(
        "SELECT COUNT(*) AS n FROM (SELECT p.id FROM payments p WHERE p.alert IS NOT NULL LIMIT $1) alerts",
        params![most],
        |row| row.get::<i64>("n"),
    )?;
    Ok(counted.and_then(|n| n.try_into().ok()).unwrap_or(0))
}

/// At most `limit` payments that went into a drawer, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_shift(
    tx: &mut Tx<'_>,
    shift_id: Uuid,
    limit: u32,
) -> Result<Vec<PaymentRow>, StoreError> {
    tx.query(
        payment_sql!("WHERE p.shift_id = $1 ORDER BY p.id LIMIT $2"),
        params![shift_id, limit],
        payment,
    )
}

//! The numbers of a facilitator's dashboard.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// How many, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Sessions ever made.
    pub sessions: u64,
    /// Those that take place.
    pub active_sessions: u64,
    /// Those of them that have not begun.
    pub upcoming_sessions: u64,
    /// Bookings that stand.
    pub bookings: u64,
}

fn count(number: i64) -> Option<u64> {
    number.try_into().ok()
}

/// The totals of a facilitator.
///
/// # Errors
/// See [`StoreError`].
pub fn totals(tx: &mut Tx<'_>, owner_id: Uuid, now: Timestamp) -> Result<Totals, StoreError> {
    let found = tx.query_one(
        "SELECT COUNT(*) AS sessions,
                CAST(COALESCE(SUM(CASE WHEN s.status = 'active' THEN 1 ELSE 0 END), 0) AS BIGINT) AS active_sessions,
                CAST(COALESCE(SUM(CASE WHEN s.status = 'active' AND o.starts_at > $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS upcoming,
                CAST(COALESCE(SUM(o.confirmed), 0) AS BIGINT) AS bookings
         FROM studio_sessions s JOIN occurrences o ON o.id = s.id WHERE s.owner_id = $2",
        params![now, owner_id],
        |row| {
            Ok(Totals {
                sessions: row.parse("sessions", count)?,
                active_sessions: row.parse("active_sessions", count)?,
                upcoming_sessions: row.parse("upcoming", count)?,
                bookings: row.parse("bookings", count)?,
            })
        },
    )?;
    found.ok_or_else(|| StoreError::Statement("a count gave no row".into()))
}

/// What is due for bookings that stand, in minor units, by the code of its currency.
///
/// # Errors
/// See [`StoreError`].
pub fn due(tx: &mut Tx<'_>, owner_id: Uuid) -> Result<Vec<(String, u64)>, StoreError> {
    tx.query(
        "SELECT b.currency, CAST(SUM(b.price) AS BIGINT) AS due
         FROM studio_sessions s JOIN studio_bookings b ON b.session_id = s.id
         WHERE s.owner_id = $1 AND b.cancelled_at IS NULL AND b.price > 0 GROUP BY b.currency ORDER BY b.currency",
        params![owner_id],
        |row| Ok((row.get("currency")?, row.parse("due", count)?)),
    )
}

/// What was paid for bookings that stand and is not given back, in minor units, by the code of its currency.
///
/// # Errors
/// See [`StoreError`].
pub fn paid(tx: &mut Tx<'_>, owner_id: Uuid) -> Result<Vec<(String, u64)>, StoreError> {
    tx.query(
        "SELECT k.currency, CAST(SUM(k.amount) AS BIGINT) AS paid
         FROM (SELECT p.currency, p.amount - COALESCE((SELECT SUM(f.amount) FROM refunds f
                                                       WHERE f.payment_id = p.id AND f.status <> 'failed'), 0) AS amount
               FROM studio_sessions s JOIN studio_bookings b ON b.session_id = s.id JOIN payments p ON p.reservation_id = b.id
               WHERE s.owner_id = $1 AND b.cancelled_at IS NULL AND p.status = 'completed') k
         GROUP BY k.currency ORDER BY k.currency",
        params![owner_id],
        |row| Ok((row.get("currency")?, row.parse("paid", count)?)),
    )
}

/// Bookings of a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter {
    /// When it begins.
    pub at: Timestamp,
    /// How many were made in it and stand.
    pub bookings: u64,
    /// What is due for them, in minor units.
    pub due: u64,
    /// Of which currency.
    pub currency: String,
}

/// The microseconds of a quarter of an hour: every zone's days and months begin with one.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// When the bookings that stand were made since `since`, by quarters of an hour, in order; empty ones are left out.
///
/// # Errors
/// See [`StoreError`].
pub fn by_quarter(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    since: Timestamp,
) -> Result<Vec<Quarter>, StoreError> {
    tx.query(
        "SELECT q.quarter, q.currency, COUNT(*) AS bookings, CAST(SUM(q.price) AS BIGINT) AS due
         FROM (SELECT b.created_at / 900000000 AS quarter, b.currency, b.price
               FROM studio_sessions s JOIN studio_bookings b ON b.session_id = s.id
               WHERE s.owner_id = $1 AND b.created_at >= $2 AND b.cancelled_at IS NULL) q
         GROUP BY q.quarter, q.currency ORDER BY q.quarter, q.currency",
        params![owner_id, since],
        |row| {
            let at = |quarter: i64| Timestamp::from_microsecond(quarter.checked_mul(QUARTER)?).ok();
            Ok(Quarter {
                at: row.parse("quarter", at)?,
                bookings: row.parse("bookings", count)?,
                due: row.parse("due", count)?,
                currency: row.get("currency")?,
            })
        },
    )
}

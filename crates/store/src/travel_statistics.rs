//! The numbers of the travel desk: how full the buses were, and what they brought in.

use foh_domain::payments::{Currency, PaymentMethod};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, departures::around, param::params};

/// The seats of the departures of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteSeats {
    /// The route.
    pub route_id: Uuid,
    /// Its name.
    pub route: String,
    /// How many departures; those that were called off do not count.
    pub departures: u64,
    /// The seats of all of them.
    pub seats: u64,
    /// How many of those are sold.
    pub sold: u64,
    /// How many are held for bookings that are not paid yet.
    pub held: u64,
    /// How many were taken out by hand.
    pub blocked: u64,
}

fn count(number: i64) -> Option<u64> {
    number.try_into().ok()
}

/// The seats of the departures that leave on these days, by the clocks where they leave, by route.
///
/// # Errors
/// See [`StoreError`].
pub fn seats_by_route(
    tx: &mut Tx<'_>,
    from: Date,
    to: Date,
) -> Result<Vec<RouteSeats>, StoreError> {
    let (begin, end) = around(from, to);
    let (from, to) = (from.to_string(), to.to_string());
    tx.query(
        "SELECT r.id AS route_id, r.name AS route, COUNT(*) AS departures,
                CAST(SUM(o.capacity + o.additional) AS BIGINT) AS seats, CAST(SUM(o.confirmed) AS BIGINT) AS sold,
                CAST(SUM(o.held) AS BIGINT) AS held, CAST(SUM(o.manually_occupied) AS BIGINT) AS blocked
         FROM departures d JOIN occurrences o ON o.id = d.id JOIN routes r ON r.id = d.route_id
         WHERE d.starts_at >= $1 AND d.starts_at < $2 AND d.day >= $3 AND d.day <= $4 AND d.status <> 'cancelled'
         GROUP BY r.id, r.name ORDER BY r.name, r.id",
        params![begin, end, &from, &to],
        |row| {
            Ok(RouteSeats {
                route_id: row.get("route_id")?,
                route: row.get("route")?,
                departures: row.parse("departures", count)?,
                seats: row.parse("seats", count)?,
                sold: row.parse("sold", count)?,
                held: row.parse("held", count)?,
                blocked: row.parse("blocked", count)?,
            })
        },
    )
}

/// Money that came, or went back, in a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterMoney {
    /// When that quarter begins.
    pub at: Timestamp,
    /// For which route.
    pub route_id: Uuid,
    /// Its name.
    pub route: String,
    /// How it was paid.
    pub method: PaymentMethod,
    /// Of which currency.
    pub currency: Currency,
    /// How much, in minor units.
    pub amount: u64,
    /// How many payments, or refunds.
    pub count: u64,
}

/// The microseconds of a quarter of an hour: every zone's days begin with one.
const QUARTER: i64 = 15 * 60 * 1_000_000;

fn quarter(row: &Row<'_>) -> Result<QuarterMoney, StoreError> {
    let at = |quarter: i64| Timestamp::from_microsecond(quarter.checked_mul(QUARTER)?).ok();
    Ok(QuarterMoney {
        at: row.parse("quarter", at)?,
        route_id: row.get("route_id")?,
        route: row.get("route")?,
        method: row.parse("method", |word: String| PaymentMethod::parse(&word))?,
        currency: row.parse("currency", |code: String| Currency::parse(&code).ok())?,
        amount: row.parse("amount", count)?,
        count: row.parse("many", count)?,
    })
}

/// The payments for departures that were completed from `from` on and before `to`, by quarters of an hour, in order; what was
/// given back since is among them.
///
/// # Errors
/// See [`StoreError`].
pub fn taken(
    tx: &mut Tx<'_>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<QuarterMoney>, StoreError> {
    tx.query(
        "SELECT q.quarter, q.route_id, q.route, q.method, q.currency, CAST(SUM(q.amount) AS BIGINT) AS amount, COUNT(*) AS many
         FROM (SELECT p.decided_at / 900000000 AS quarter, r.id AS route_id, r.name AS route, p.method, p.currency, p.amount
               FROM payments p JOIN travel_bookings b ON b.id = p.reservation_id JOIN departures d ON d.id = b.departure_id
               JOIN routes r ON r.id = d.route_id
               WHERE p.decided_at >= $1 AND p.decided_at < $2 AND p.status IN ('completed', 'refunded')) q
         GROUP BY q.quarter, q.route_id, q.route, q.method, q.currency ORDER BY q.quarter, q.route_id, q.method, q.currency",
        params![from, to],
        quarter,
    )
}

/// The refunds for departures that were completed from `from` on and before `to`, by quarters of an hour, in order; each under
/// the method it had been paid by.
///
/// # Errors
/// See [`StoreError`].
pub fn given_back(
    tx: &mut Tx<'_>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<QuarterMoney>, StoreError> {
    tx.query(
        "SELECT q.quarter, q.route_id, q.route, q.method, q.currency, CAST(SUM(q.amount) AS BIGINT) AS amount, COUNT(*) AS many
         FROM (SELECT f.decided_at / 900000000 AS quarter, r.id AS route_id, r.name AS route, p.method, f.currency, f.amount
               FROM refunds f JOIN payments p ON p.id = f.payment_id JOIN travel_bookings b ON b.id = p.reservation_id
               JOIN departures d ON d.id = b.departure_id JOIN routes r ON r.id = d.route_id
               WHERE f.decided_at >= $1 AND f.decided_at < $2 AND f.status = 'completed') q
         GROUP BY q.quarter, q.route_id, q.route, q.method, q.currency ORDER BY q.quarter, q.route_id, q.method, q.currency",
        params![from, to],
        quarter,
    )
}

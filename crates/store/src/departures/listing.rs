//! Departures by route and by day.

use foh_domain::{payments::Money, travel::DepartureStatus};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use super::{DepartureView, view};
use crate::{Param, StoreError, Tx, param::params};

/// No clock differs from UTC by more.
const FARTHEST: SignedDuration = SignedDuration::from_hours(26);

/// Between which moments these days of any timetable lie.
pub(crate) fn around(from: Date, to: Date) -> (Timestamp, Timestamp) {
    let at = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    let first = at(from).and_then(|at| at.checked_sub(FARTHEST).ok());
    let end = to.tomorrow().ok().and_then(at);
    let end = end.and_then(|at| at.checked_add(FARTHEST).ok());
    (
        first.unwrap_or(Timestamp::MIN),
        end.unwrap_or(Timestamp::MAX),
    )
}

/// The departures of a route that may be booked and leave on this day, by the clocks where they leave, in their order; none of a
/// route that is not sold.
///
/// # Errors
/// See [`StoreError`].
pub fn for_sale(
    tx: &mut Tx<'_>,
    route_id: Uuid,
    day: Date,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DepartureView>, StoreError> {
    let (from, to) = around(day, day);
    let day = day.to_string();
    tx.query(
        departure_sql!(
            "WHERE d.route_id = $1 AND d.starts_at > $2 AND d.starts_at < $3 AND d.day = $4 AND d.status = 'scheduled' AND r.active
             ORDER BY d.starts_at, d.id LIMIT $5"
        ),
        params![route_id, from.max(now), to, &day, limit],
        view,
    )
}

/// The next days on which departures of a route may be booked, in order.
///
/// # Errors
/// See [`StoreError`].
pub fn days_for_sale(
    tx: &mut Tx<'_>,
    route_id: Uuid,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Date>, StoreError> {
    tx.query(
        "SELECT d.day FROM departures d JOIN routes r ON r.id = d.route_id
         WHERE d.route_id = $1 AND d.starts_at > $2 AND d.status = 'scheduled' AND r.active GROUP BY d.day ORDER BY d.day LIMIT $3",
        params![route_id, now, limit],
        |row| row.parse("day", |day: String| day.parse().ok()),
    )
}

/// The departures of a route that are still to come and have another fare than this, in the order of their leaving.
///
/// # Errors
/// See [`StoreError`].
pub fn at_other_fare(
    tx: &mut Tx<'_>,
    route_id: Uuid,
    fare: Money,
    now: Timestamp,
) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT d.id FROM departures d
         WHERE d.route_id = $1 AND d.starts_at > $2 AND d.status = 'scheduled' AND (d.fare <> $3 OR d.currency <> $4)
         ORDER BY d.starts_at, d.id",
        params![route_id, now, fare.amount.cast_signed(), fare.currency.code()],
        |row| row.get("id"),
    )
}

/// Which departures a page lists.
#[derive(Debug, Clone)]
pub struct DepartureFilter {
    /// Leaving on this day or later, by the clocks where they leave.
    pub from: Date,
    /// Leaving on this day or earlier.
    pub to: Date,
    /// Only of these routes, each named once.
    pub routes: Option<Vec<Uuid>>,
    /// Only those that stand so.
    pub status: Option<DepartureStatus>,
    /// After this one, in the order of the page.
    pub after: (Timestamp, Uuid),
    /// At most so many.
    pub limit: u32,
}

/// Departures in the order of their leaving.
///
/// # Errors
/// See [`StoreError`].
pub fn page(tx: &mut Tx<'_>, filter: &DepartureFilter) -> Result<Vec<DepartureView>, StoreError> {
    let (from, to) = around(filter.from, filter.to);
    let (after_at, after_id) = filter.after;
    let days = (filter.from.to_string(), filter.to.to_string());
    let status = filter.status.map(DepartureStatus::as_str);
    let shared: [Param<'_>; 8] = [
        from.max(after_at).into(),
        to.into(),
        after_at.into(),
        after_id.into(),
        (&days.0).into(),
        (&days.1).into(),
        status.into(),
        filter.limit.into(),
    ];
    let Some(routes) = &filter.routes else {
        return tx.query(
            departure_sql!(
                "WHERE d.starts_at >= $1 AND d.starts_at < $2 AND (d.starts_at > $3 OR (d.starts_at = $3 AND d.id > $4))
                   AND d.day >= $5 AND d.day <= $6 AND (d.status = $7 OR $7 IS NULL) ORDER BY d.starts_at, d.id LIMIT $8"
            ),
            &shared,
            view,
        );
    };
    // One engine asks for each route by itself: the first of all are among the first of each.
    let mut found = tx.query_in_with(
        departure_sql!(
            "WHERE d.route_id {in} AND d.starts_at >= $2 AND d.starts_at < $3 AND (d.starts_at > $4 OR (d.starts_at = $4 AND d.id > $5))
               AND d.day >= $6 AND d.day <= $7 AND (d.status = $8 OR $8 IS NULL) ORDER BY d.starts_at, d.id LIMIT $9"
        ),
        routes,
        &shared,
        view,
    )?;
    found.sort_by_key(|departure| (departure.departs_at, departure.id));
    found.truncate(filter.limit as usize);
    Ok(found)
}

/// The departures that leave between two moments and were not called off, in the order of their leaving: of these routes, each named once, or of all.
///
/// # Errors
/// See [`StoreError`].
pub fn boarding(
    tx: &mut Tx<'_>,
    (from, to): (Timestamp, Timestamp),
    routes: Option<&[Uuid]>,
    limit: u32,
) -> Result<Vec<DepartureView>, StoreError> {
    let Some(routes) = routes else {
        return tx.query(
            departure_sql!(
                "WHERE d.starts_at >= $1 AND d.starts_at < $2 AND d.status <> 'cancelled' ORDER BY d.starts_at, d.id LIMIT $3"
            ),
            params![from, to, limit],
            view,
        );
    };
    let mut found = tx.query_in_with(
        departure_sql!(
            "WHERE d.route_id {in} AND d.starts_at >= $2 AND d.starts_at < $3 AND d.status <> 'cancelled'
             ORDER BY d.starts_at, d.id LIMIT $4"
        ),
        routes,
        params![from, to, limit],
        view,
    )?;
    found.sort_by_key(|departure| (departure.departs_at, departure.id));
    found.truncate(limit as usize);
    Ok(found)
}

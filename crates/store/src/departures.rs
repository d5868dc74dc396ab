//! Departures: what an occurrence is at the travel desk.

use std::collections::HashMap;

use foh_domain::{
    booking::Places,
    payments::{Currency, Money},
    theatre::Zone,
    travel::{DepartureFacts, DepartureStatus},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, occurrences, param::params};

/// A departure as people see it.
#[derive(Debug, Clone)]
pub struct DepartureView {
    /// Its id, which is its occurrence's.
    pub id: Uuid,
    /// What it was made of.
    pub schedule_id: Uuid,
    /// The day of the timetable.
    pub day: Date,
    /// Where the clocks stand by which it leaves.
    pub time_zone: Zone,
    /// When it leaves.
    pub departs_at: Timestamp,
    /// When it arrives.
    pub arrives_at: Timestamp,
    /// Where it stands.
    pub status: DepartureStatus,
    /// When staff said that it has left.
    pub departed_at: Option<Timestamp>,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
    /// Its seats.
    pub places: Places,
    /// What a seat costs.
    pub fare: Money,
    /// Where it goes.
    pub route: DepartureRoute,
    /// The plate of its bus.
    pub plate: String,
    /// Whose bus it is; may be empty.
    pub company: String,
}

/// Where a departure goes.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field is the column of that name, or the name of that district"
)]
pub struct DepartureRoute {
    pub id: Uuid,
    pub name: String,
    pub origin_id: Uuid,
    pub origin: String,
    pub destination_id: Uuid,
    pub destination: String,
    pub active: bool,
}

/// The columns of a view and where they come from; `o` is the occurrence, `d` the departure.
macro_rules! departure_sql {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.schedule_id, d.day, d.time_zone, d.starts_at, d.arrives_at, d.status, d.departed_at, d.cancelled_at,
                    d.fare, d.currency, o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held,
                    r.id AS route_id, r.name AS route_name, r.active AS route_active, r.origin_id, r.destination_id,
                    f.name AS origin, t.name AS destination, b.plate, b.company
             FROM departures d JOIN occurrences o ON o.id = d.id JOIN routes r ON r.id = d.route_id
             JOIN districts f ON f.id = r.origin_id JOIN districts t ON t.id = r.destination_id JOIN buses b ON b.id = d.bus_id ",
            $rest
        )
    };
}

mod listing;
mod making;

pub(crate) use listing::around;
pub use listing::{DepartureFilter, at_other_fare, boarding, days_for_sale, for_sale, page};
pub use making::{
    Coming, NewDeparture, Of, days_from, insert, list_coming, lock_coming, mark_departed, remove,
    set_fares, set_seats,
};

pub(crate) fn view(row: &Row<'_>) -> Result<DepartureView, StoreError> {
    Ok(DepartureView {
        id: row.get("id")?,
        schedule_id: row.get("schedule_id")?,
        day: row.parse("day", |day: String| day.parse().ok())?,
        time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
        departs_at: row.get("starts_at")?,
        arrives_at: row.get("arrives_at")?,
        status: status(row)?,
        departed_at: row.get("departed_at")?,
        cancelled_at: row.get("cancelled_at")?,
        places: occurrences::places(row)?,
        fare: money(row, "fare")?,
        route: DepartureRoute {
            id: row.get("route_id")?,
            name: row.get("route_name")?,
            origin_id: row.get("origin_id")?,
            origin: row.get("origin")?,
            destination_id: row.get("destination_id")?,
            destination: row.get("destination")?,
            active: row.get("route_active")?,
        },
        plate: row.get("plate")?,
        company: row.get("company")?,
    })
}

fn status(row: &Row<'_>) -> Result<DepartureStatus, StoreError> {
    row.parse("status", |word: String| DepartureStatus::parse(&word))
}

/// Reads an amount with the column `currency` beside it.
pub(crate) fn money(row: &Row<'_>, column: &str) -> Result<Money, StoreError> {
    let currency = row.parse("currency", |code: String| Currency::parse(&code).ok())?;
    row.parse(column, |amount: i64| Money::of(amount, currency).ok())
}

/// One departure.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<DepartureView>, StoreError> {
    tx.query_one(departure_sql!("WHERE d.id = $1"), params![id], view)
}

/// These departures, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<DepartureView>, StoreError> {
    tx.query_in(departure_sql!("WHERE d.id {in}"), ids, view)
}

/// What bookings of these departures are decided by, with the route and the fare of each. Their occurrences are locked in the order of their ids until the end
/// of the transaction; the departures are read after that, so that what was changed meanwhile is seen.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, LockedDeparture>, StoreError> {
    let mut occurrences = occurrences::lock(tx, ids)?;
    let rows = tx.query_in(
        "SELECT d.id, d.route_id, d.status, d.fare, d.currency FROM departures d WHERE d.id {in}",
        ids,
        |row| {
            Ok((
                row.get("id")?,
                row.get("route_id")?,
                status(row)?,
                money(row, "fare")?,
            ))
        },
    )?;
    let locked = rows.into_iter().filter_map(|(id, route_id, status, fare)| {
        let occurrence = occurrences.remove(&id)?;
        let facts = DepartureFacts {
            status,
            departs_at: occurrence.starts_at,
            places: occurrence.places,
        };
        Some((
            id,
            LockedDeparture {
                route_id,
                fare,
                facts,
            },
        ))
    });
    Ok(locked.collect())
}

/// Calls a locked departure off.
///
/// # Errors
/// See [`StoreError`].
pub fn cancel(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE departures SET status = 'cancelled', cancelled_at = $1 WHERE id = $2",
        params![now, id],
    )
    .map(|_| ())
}

/// A departure whose occurrence is locked.
#[derive(Debug, Clone, Copy)]
pub struct LockedDeparture {
    /// Its route.
    pub route_id: Uuid,
    /// What a seat costs.
    pub fare: Money,
    /// What bookings are decided by.
    pub facts: DepartureFacts,
}

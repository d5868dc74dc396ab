//! Departures are made of schedules, and made anew while nobody has ever reserved them.

use std::collections::BTreeSet;

use foh_domain::{
    booking::Places,
    payments::Money,
    theatre::Zone,
    travel::{DepartureStatus, Run},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::money;
use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    occurrences,
    param::params,
};

/// The kind of its occurrences.
const KIND: &str = "departure";

static OCCURRENCES: Bulk = Bulk::insert(
    "occurrences",
    &[
        ("id", Kind::Uuid),
        ("kind", Kind::Text),
        ("starts_at", Kind::Moment),
        ("capacity", Kind::Count),
        ("additional", Kind::Count),
        ("manually_occupied", Kind::Count),
        ("confirmed", Kind::Count),
        ("held", Kind::Count),
    ],
);
static DEPARTURES: Bulk = Bulk::insert(
    "departures",
    &[
        ("id", Kind::Uuid),
        ("schedule_id", Kind::Uuid),
        ("day", Kind::Text),
        ("route_id", Kind::Uuid),
        ("bus_id", Kind::Uuid),
        ("starts_at", Kind::Moment),
        ("arrives_at", Kind::Moment),
        ("time_zone", Kind::Text),
        ("fare", Kind::Moment),
        ("currency", Kind::Text),
        ("status", Kind::Text),
    ],
);
static FARES: Bulk = Bulk::update(
    "departures",
    &[
        ("id", Kind::Uuid),
        ("fare", Kind::Moment),
        ("currency", Kind::Text),
    ],
);
static SEATS: Bulk = Bulk::update(
    "occurrences",
    &[("id", Kind::Uuid), ("capacity", Kind::Count)],
);

/// A departure to be added.
#[derive(Debug, Clone)]
pub struct NewDeparture {
    /// Its id, which is its occurrence's.
    pub id: Uuid,
    /// What it is made of.
    pub schedule_id: Uuid,
    /// Its route.
    pub route_id: Uuid,
    /// Its bus.
    pub bus_id: Uuid,
    /// Its day and times.
    pub run: Run,
    /// Where the clocks stand by which it leaves.
    pub time_zone: Zone,
    /// What a seat costs.
    pub fare: Money,
    /// The seats of its bus.
    pub seats: u32,
}

/// Adds departures, scheduled and empty.
///
/// # Errors
/// See [`StoreError`]; `departures_schedule_id_day_key` when a schedule has one on that day.
pub fn insert(tx: &mut Tx<'_>, departures: &[NewDeparture]) -> Result<(), StoreError> {
    let empty = || Param::from(0_u32);
    let occurrences: Vec<[Param<'_>; 8]> = departures
        .iter()
        .map(|new| {
            let starts_at = new.run.departs_at.into();
            let (id, seats) = (new.id.into(), new.seats.into());
            [
                id,
                KIND.into(),
                starts_at,
                seats,
                empty(),
                empty(),
                empty(),
                empty(),
            ]
        })
        .collect();
    tx.bulk(&OCCURRENCES, &occurrences)?;
    let days: Vec<String> = departures
        .iter()
        .map(|new| new.run.day.to_string())
        .collect();
    let rows: Vec<[Param<'_>; 11]> = departures
        .iter()
        .zip(&days)
        .map(|(new, day)| {
            [
                new.id.into(),
                new.schedule_id.into(),
                day.into(),
                new.route_id.into(),
                new.bus_id.into(),
                new.run.departs_at.into(),
                new.run.arrives_at.into(),
                new.time_zone.as_str().into(),
                new.fare.amount.cast_signed().into(),
                new.fare.currency.code().into(),
                DepartureStatus::Scheduled.as_str().into(),
            ]
        })
        .collect();
    tx.bulk(&DEPARTURES, &rows)
}

/// The days, this one or later, on which a schedule has a departure, however it stands.
///
/// # Errors
/// See [`StoreError`].
pub fn days_from(
    tx: &mut Tx<'_>,
    schedule_id: Uuid,
    from: Date,
) -> Result<BTreeSet<Date>, StoreError> {
    let from = from.to_string();
    let days = tx.query(
        "SELECT day FROM departures WHERE schedule_id = $1 AND day >= $2",
        params![schedule_id, &from],
        |row| row.parse("day", |day: String| day.parse().ok()),
    )?;
    Ok(days.into_iter().collect())
}

/// A departure that is scheduled and has not left.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Its id.
    pub id: Uuid,
    /// Its route.
    pub route_id: Uuid,
    /// Its bus.
    pub bus_id: Uuid,
    /// Its day and times.
    pub run: Run,
    /// Where the clocks stand by which it leaves.
    pub time_zone: Zone,
    /// What a seat costs.
    pub fare: Money,
    /// Its seats.
    pub places: Places,
    /// Whether somebody has ever reserved it, whatever became of that.
    pub reserved: bool,
}

fn coming(row: &Row<'_>) -> Result<Coming, StoreError> {
    Ok(Coming {
        id: row.get("id")?,
        route_id: row.get("route_id")?,
        bus_id: row.get("bus_id")?,
        run: Run {
            day: row.parse("day", |day: String| day.parse().ok())?,
            departs_at: row.get("starts_at")?,
            arrives_at: row.get("arrives_at")?,
        },
        time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
        fare: money(row, "fare")?,
        places: occurrences::places(row)?,
        reserved: row.get::<i64>("reserved")? == 1,
    })
}

/// Whose departures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Those made of a schedule.
    Schedule(Uuid),
    /// Those on a route.
    Route(Uuid),
    /// Those by a bus.
    Bus(Uuid),
}

macro_rules! lock_sql {
    ($of:literal) => {
        concat!(
            "SELECT o.id FROM occurrences o JOIN departures d ON d.id = o.id
             WHERE d.",
            $of,
            " = $1 AND d.starts_at > $2 AND d.status = 'scheduled' {lock o}"
        )
    };
}

macro_rules! coming_sql {
    ($of:literal) => {
        concat!(
            "SELECT d.id, d.route_id, d.bus_id, d.day, d.starts_at, d.arrives_at, d.time_zone, d.fare, d.currency,
                    o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held,
                    CASE WHEN EXISTS (SELECT 1 FROM reservations r WHERE r.occurrence_id = d.id) THEN 1 ELSE 0 END AS reserved
             FROM departures d JOIN occurrences o ON o.id = d.id
             WHERE d.",
            $of,
            " = $1 AND d.starts_at > $2 AND d.status = 'scheduled' ORDER BY d.starts_at, d.id"
        )
    };
}

/// The departures that are scheduled and leave after `now`, in that order, their occurrences locked until the end of the
/// transaction: nobody books them meanwhile. Lock what they are of before, so that none is made meanwhile.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_coming(tx: &mut Tx<'_>, of: Of, now: Timestamp) -> Result<Vec<Coming>, StoreError> {
    let (id, locked) = match of {
        Of::Schedule(id) => (id, lock_sql!("schedule_id")),
        Of::Route(id) => (id, lock_sql!("route_id")),
        Of::Bus(id) => (id, lock_sql!("bus_id")),
    };
    tx.query(locked, params![id, now], |row| row.get::<Uuid>("id"))?;
    // Read after the locks are held: a statement that waits for them would not see who has booked before.
    list_coming(tx, of, now)
}

/// The same departures in the same order, to be looked at.
///
/// # Errors
/// See [`StoreError`].
pub fn list_coming(tx: &mut Tx<'_>, of: Of, now: Timestamp) -> Result<Vec<Coming>, StoreError> {
    let (id, read) = match of {
        Of::Schedule(id) => (id, coming_sql!("schedule_id")),
        Of::Route(id) => (id, coming_sql!("route_id")),
        Of::Bus(id) => (id, coming_sql!("bus_id")),
    };
    tx.query(read, params![id, now], coming)
}

/// Removes departures that nobody has ever reserved; their occurrences are locked.
///
/// # Errors
/// See [`StoreError`]; `foreign_key` when somebody has.
pub fn remove(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    let gone = |row: &Row<'_>| row.get::<Uuid>("id");
    tx.query_in(
        "DELETE FROM departures WHERE id {in} RETURNING id",
        ids,
        gone,
    )?;
    tx.query_in(
        "DELETE FROM occurrences WHERE id {in} RETURNING id",
        ids,
        gone,
    )?;
    Ok(())
}

/// Gives locked departures this fare.
///
/// # Errors
/// See [`StoreError`].
pub fn set_fares(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    fare: Money,
) -> Result<(), StoreError> {
    let (amount, currency) = (fare.amount.cast_signed(), fare.currency.code());
    let rows: Vec<[Param<'_>; 3]> = ids
        .into_iter()
        .map(|id| [id.into(), amount.into(), currency.into()])
        .collect();
    tx.bulk(&FARES, &rows)
}

/// Gives locked departures so many seats.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when more are taken of one.
pub fn set_seats(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    seats: u32,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = ids
        .into_iter()
        .map(|id| [id.into(), seats.into()])
        .collect();
    tx.bulk(&SEATS, &rows)
}

/// Notes that a departure has left.
///
/// # Errors
/// See [`StoreError`].
pub fn mark_departed(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE departures SET status = $1, departed_at = $2 WHERE id = $3",
        params![DepartureStatus::Departed.as_str(), now, id],
    )
    .map(|_| ())
}

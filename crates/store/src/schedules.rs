//! Schedules: which bus leaves on which route, again and again.

use std::collections::BTreeSet;

use foh_domain::{
    theatre::Zone,
    travel::{Days, Schedule},
};
use jiff::civil::{Date, Time};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A schedule with its route and its bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteSchedule {
    /// On which route.
    pub route_id: Uuid,
    /// By which bus.
    pub bus_id: Uuid,
    /// When.
    pub schedule: Schedule,
}

/// A schedule as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleView {
    /// Its id.
    pub id: Uuid,
    /// The schedule.
    pub of: RouteSchedule,
    /// The route's name.
    pub route: String,
    /// Whether departures of the route are sold.
    pub route_active: bool,
    /// The plate of the bus.
    pub plate: String,
    /// The seats of the bus.
    pub capacity: u32,
    /// Up to this day there are departures of it.
    pub generated_to: Option<Date>,
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn time(minutes: u32) -> Option<Time> {
    let (hour, minute) = (minutes / 60, minutes % 60);
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()
}

fn minutes(time: Time) -> u32 {
    u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs())
}

fn exceptions(text: &str) -> Option<BTreeSet<Date>> {
    text.lines().map(date).collect()
}

fn route_schedule(row: &Row<'_>) -> Result<(Uuid, RouteSchedule), StoreError> {
    let schedule = Schedule {
        days: row.parse("days", Days::of_bits)?,
        departs: row.parse("departs", time)?,
        arrives: row.parse("arrives", time)?,
        time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
        valid_from: row.parse("valid_from", |text: String| date(&text))?,
        valid_to: optional_date(row, "valid_to")?,
        exceptions: row.parse("exceptions", |text: String| exceptions(&text))?,
        active: row.get("active")?,
    };
    let of = RouteSchedule {
        route_id: row.get("route_id")?,
        bus_id: row.get("bus_id")?,
        schedule,
    };
    Ok((row.get("id")?, of))
}

fn optional_date(row: &Row<'_>, column: &str) -> Result<Option<Date>, StoreError> {
    row.parse(column, |text: Option<String>| {
        text.map_or(Some(None), |text| date(&text).map(Some))
    })
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.route_id, s.bus_id, s.days, s.departs, s.arrives, s.time_zone, s.valid_from, s.valid_to, s.exceptions,
                    s.active, s.generated_to, r.name AS route, r.active AS route_active, b.plate, b.capacity
             FROM schedules s JOIN routes r ON r.id = s.route_id JOIN buses b ON b.id = s.bus_id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<ScheduleView, StoreError> {
    let (id, of) = route_schedule(row)?;
    Ok(ScheduleView {
        id,
        of,
        route: row.get("route")?,
        route_active: row.get("route_active")?,
        plate: row.get("plate")?,
        capacity: row.get("capacity")?,
        generated_to: optional_date(row, "generated_to")?,
    })
}

/// The texts of a schedule's dates, as they are stored.
fn texts(schedule: &Schedule) -> (String, Option<String>, String) {
    let exceptions: Vec<String> = schedule.exceptions.iter().map(Date::to_string).collect();
    (
        schedule.valid_from.to_string(),
        schedule.valid_to.map(|day| day.to_string()),
        exceptions.join("\n"),
    )
}

/// Adds a schedule, of which there are no departures yet.
///
/// # Errors
/// See [`StoreError`]; `foreign_key` refuses an unknown route or bus.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, of: &RouteSchedule) -> Result<(), StoreError> {
    let schedule = &of.schedule;
    let (valid_from, valid_to, exceptions) = texts(schedule);
    tx.execute(
        "INSERT INTO schedules (id, route_id, bus_id, days, departs, arrives, time_zone, valid_from, valid_to, exceptions, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            id,
            of.route_id,
            of.bus_id,
            schedule.days.bits(),
            minutes(schedule.departs),
            minutes(schedule.arrives),
            schedule.time_zone.as_str(),
            &valid_from,
            valid_to.as_deref(),
            &exceptions,
            schedule.active
        ],
    )
    .map(|_| ())
}

/// Replaces a schedule; its departures stay as they are, and are to be looked through.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, of: &RouteSchedule) -> Result<(), StoreError> {
    let schedule = &of.schedule;
    let (valid_from, valid_to, exceptions) = texts(schedule);
    tx.execute(
        "UPDATE schedules SET route_id = $1, bus_id = $2, days = $3, departs = $4, arrives = $5, time_zone = $6, valid_from = $7,
                valid_to = $8, exceptions = $9, active = $10, generated_to = NULL WHERE id = $11",
        params![
            of.route_id,
            of.bus_id,
            schedule.days.bits(),
            minutes(schedule.departs),
            minutes(schedule.arrives),
            schedule.time_zone.as_str(),
            &valid_from,
            valid_to.as_deref(),
            &exceptions,
            schedule.active,
            id
        ],
    )
    .map(|_| ())
}

/// One schedule, locked for changing: until the commit no departure of it is made elsewhere.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<RouteSchedule>, StoreError> {
    let rows = tx.query_in(
        "SELECT s.id, s.route_id, s.bus_id, s.days, s.departs, s.arrives, s.time_zone, s.valid_from, s.valid_to, s.exceptions, s.active
         FROM schedules s WHERE s.id {in} {lock s}",
        &[id],
        route_schedule,
    )?;
    Ok(rows.into_iter().next().map(|(_, of)| of))
}

/// One schedule.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<ScheduleView>, StoreError> {
    tx.query_one(view_sql!("WHERE s.id = $1"), params![id], view)
}

/// Which schedules a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScheduleFilter {
    /// Only those of which departures are made.
    pub active_only: bool,
    /// Only on this route.
    pub route_id: Option<Uuid>,
    /// Only by this bus.
    pub bus_id: Option<Uuid>,
}

/// Schedules in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    filter: &ScheduleFilter,
    after: Uuid,
    limit: u32,
) -> Result<Vec<ScheduleView>, StoreError> {
    tx.query(
        view_sql!(
            "WHERE s.id > $1 AND (s.active OR NOT $2) AND (s.route_id = $3 OR $3 IS NULL) AND (s.bus_id = $4 OR $4 IS NULL)
             ORDER BY s.id LIMIT $5"
        ),
        params![
            after,
            filter.active_only,
            filter.route_id,
            filter.bus_id,
            limit
        ],
        view,
    )
}

/// A schedule of which departures may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Its id.
    pub id: Uuid,
    /// The name of its zone, whether it is known or not.
    pub time_zone: String,
    /// Up to this day there are departures of it.
    pub generated_to: Option<Date>,
}

/// Schedules after `after`, in the order of their ids, of which departures may be missing up to this day.
///
/// # Errors
/// See [`StoreError`].
pub fn behind(
    tx: &mut Tx<'_>,
    day: Date,
    after: Uuid,
    limit: u32,
) -> Result<Vec<Behind>, StoreError> {
    let day = day.to_string();
    tx.query(
        "SELECT s.id, s.time_zone, s.generated_to FROM schedules s JOIN routes r ON r.id = s.route_id
         WHERE s.id > $1 AND s.active AND r.active AND (s.generated_to IS NULL OR s.generated_to < $2) ORDER BY s.id LIMIT $3",
        params![after, &day, limit],
        |row| {
            Ok(Behind {
                id: row.get("id")?,
                time_zone: row.get("time_zone")?,
                generated_to: optional_date(row, "generated_to")?,
            })
        },
    )
}

/// Notes up to which day there are departures of a schedule.
///
/// # Errors
/// See [`StoreError`].
pub fn set_generated_to(tx: &mut Tx<'_>, id: Uuid, day: Date) -> Result<(), StoreError> {
    let day = day.to_string();
    tx.execute(
        "UPDATE schedules SET generated_to = $1 WHERE id = $2",
        params![&day, id],
    )
    .map(|_| ())
}

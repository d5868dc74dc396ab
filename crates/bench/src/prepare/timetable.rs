//! The travel desk: one route and its buses.

use std::collections::BTreeSet;

use foh_app::travel::DAYS_AHEAD;
use foh_domain::payments::{Currency, Money};
use foh_domain::theatre::Zone;
use foh_domain::travel::{Bus, Days, District, Route, RouteFields, Schedule, ScheduleFields};
use foh_store::schedules::RouteSchedule;
use jiff::civil::time;
use jiff::{ToSpan, tz::TimeZone};
use uuid::Uuid;

use super::house::with_house;
use super::programme::{faults, programme};
use crate::Result;
use crate::database::Database;

/// Seats of a bus.
pub const SEATS: u32 = 40;

/// What a seat costs.
pub const FARE: Money = Money {
    amount: 2_500,
    currency: Currency::EUR,
};

/// Migrates `database` and gives the ids of `count` departures, as they stand in paths: the first leaves tomorrow.
pub fn timetable(database: &Database, count: usize) -> Result<Vec<String>> {
    // A server that finds no venue would fill the house with the demonstration, and its bookings would be counted.
    programme(database, 0, 1)?;
    with_house(database, |house| async move {
        let district = |name, code| District::parse(name, code).map_err(faults);
        let origin_id = house.create(district("Kigali", "KGL")?).await?;
        let destination_id = house.create(district("Huye", "HUY")?).await?;
        let route = Route::parse(RouteFields {
            origin_id,
            destination_id,
            name: "Kigali to Huye",
            distance_km: 130,
            minutes: 150,
            fare: FARE,
            active: true,
        });
        let route_id = house.create(route.map_err(faults)?).await?;
        let bus = Bus::parse("RAB 001 A", SEATS.into(), "The Measured Coach", true);
        let bus_id = house.create(bus.map_err(faults)?).await?;
        let tomorrow = house.now().to_zoned(TimeZone::UTC).date() + 1.day();
        let schedule = Schedule::parse(ScheduleFields {
            days: Days::DAILY,
            departs: time(23, 30, 0, 0),
            arrives: time(2, 0, 0, 0),
            time_zone: Zone::parse("UTC")?,
            valid_from: tomorrow,
            valid_to: None,
            exceptions: BTreeSet::new(),
            active: true,
        });
        let of = RouteSchedule {
            route_id,
            bus_id,
            schedule: schedule.map_err(faults)?,
        };
        // Each has one on each of the days ahead.
        for _ in 0..count.div_ceil(usize::from(DAYS_AHEAD)) {
            house.create_schedule(of.clone()).await?;
        }
        let all = house.database().read(|tx| {
            let sql = "SELECT id FROM departures ORDER BY starts_at, id";
            tx.query(sql, &[], |row| row.get::<Uuid>("id"))
        });
        let ids = all.await.map_err(crate::Failure::from)?;
        Ok(ids.iter().take(count).map(Uuid::to_string).collect())
    })
}

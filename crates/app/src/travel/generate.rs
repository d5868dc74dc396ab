//! Departures are made of schedules, days ahead.
//!
//! Whoever makes departures of a schedule holds its lock, then that of its route and of its bus, and only then those of
//! departures: of several nodes one makes them, the others see them and make nothing. What a schedule makes is stored at once
//! with how far it has come, so that a node that stops in between leaves whole schedules, and the next goes on with the others.

use foh_domain::travel::{Bus, Route, Run};
use foh_store::{
    StoreError, Tx, buses,
    departures::{self, NewDeparture},
    routes,
    schedules::{self, RouteSchedule},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::{House, entropy};

/// So many days after today have departures.
pub const DAYS_AHEAD: u16 = 60;
/// Today, too.
const DAYS: u16 = DAYS_AHEAD + 1;
/// Schedules looked at in one reading.
const STRIDE: u32 = 200;
/// Nowhere is it later than this after UTC.
const EASTERNMOST: SignedDuration = SignedDuration::from_hours(26);

/// Ids for as many departures as one schedule may need, made before its transaction.
pub(super) struct Ids(Vec<Uuid>);

impl Ids {
    pub(super) fn new(now: Timestamp) -> Self {
        Self((0..DAYS).map(|_| entropy::new_id(now)).collect())
    }
}

/// A locked schedule with its locked route and bus.
pub(super) struct Line {
    pub id: Uuid,
    pub of: RouteSchedule,
    pub route: Route,
    pub bus: Bus,
}

/// The route and the bus of a locked schedule, locked in this order; `None` where one is not there.
pub(super) fn lock_ground(
    tx: &mut Tx<'_>,
    of: &RouteSchedule,
) -> Result<(Option<Route>, Option<Bus>), StoreError> {
    Ok((routes::lock(tx, of.route_id)?, buses::lock(tx, of.bus_id)?))
}

/// The day it is where the buses of a schedule leave.
pub(super) fn today(of: &RouteSchedule, now: Timestamp) -> Date {
    now.to_zoned(of.schedule.time_zone.rules()).date()
}

/// The runs of a schedule that are still to come, as far as departures are made.
pub(super) fn runs(of: &RouteSchedule, now: Timestamp) -> impl Iterator<Item = Run> {
    of.schedule
        .runs(today(of, now), DAYS)
        .filter(move |run| run.departs_at > now)
}

/// Makes the departures that a schedule is to have and has not; answers how many.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    line: &Line,
    ids: &Ids,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let of = &line.of;
    if !of.schedule.active || !line.route.active {
        return Ok(0);
    }
    let today = today(of, now);
    let there = departures::days_from(tx, line.id, today)?;
    let new: Vec<NewDeparture> = runs(of, now)
        .filter(|run| !there.contains(&run.day))
        .zip(&ids.0)
        .map(|(run, id)| NewDeparture {
            id: *id,
            schedule_id: line.id,
            route_id: of.route_id,
            bus_id: of.bus_id,
            run,
            time_zone: of.schedule.time_zone.clone(),
            fare: line.route.fare,
            seats: line.bus.capacity,
        })
        .collect();
    departures::insert(tx, &new)?;
    schedules::set_generated_to(tx, line.id, last(today))?;
    Ok(new.len())
}

/// The last day that has departures when it is `today`.
fn last(today: Date) -> Date {
    today.saturating_add(i64::from(DAYS_AHEAD).days())
}

impl House {
    /// Makes the departures of the next [`DAYS_AHEAD`] days, of all active schedules on active routes, that are not there
    /// yet; answers how many. Any number of nodes may do so at once, and again and again.
    ///
    /// # Errors
    /// See [`StoreError`]; what was made before stays. A schedule that cannot be read is passed over and told at the end.
    pub async fn extend_timetable(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let easternmost = now.checked_add(EASTERNMOST).unwrap_or(now);
        let end = last(easternmost.to_zoned(TimeZone::UTC).date());
        let (mut made, mut after, mut unread) = (0, Uuid::nil(), None);
        loop {
            let behind = self
                .db
                .read(move |tx| schedules::behind(tx, end, after, STRIDE))
                .await?;
            let Some(next) = behind.last() else { break };
            after = next.id;
            for schedule in behind {
                let zone = TimeZone::get(&schedule.time_zone).unwrap_or(TimeZone::UTC);
                let until = last(now.to_zoned(zone).date());
                if schedule.generated_to.is_some_and(|day| day >= until) {
                    continue;
                }
                match self.extend_schedule(schedule.id).await {
                    Ok(departures) => made += departures,
                    Err(error @ StoreError::Decode { .. }) => {
                        unread.get_or_insert(error);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        if made > 0 {
            self.programme_changed();
        }
        unread.map_or(Ok(made), Err)
    }

    async fn extend_schedule(&self, id: Uuid) -> Result<usize, StoreError> {
        let now = self.now();
        let ids = Ids::new(now);
        self.db
            .write(id, move |tx| {
                let Some(of) = schedules::lock(tx, id)? else {
                    return Ok(0);
                };
                let (Some(route), Some(bus)) = lock_ground(tx, &of)? else {
                    return Ok(0);
                };
                let line = Line { id, of, route, bus };
                fill(tx, &line, &ids, now)
            })
            .await
    }
}

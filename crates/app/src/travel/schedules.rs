//! Administrators make and change schedules.
//!
//! A change is a change of the departures to come, in the same transaction: those that nobody has ever reserved are as the
//! schedule says afterwards, removed or made anew where they were otherwise; those that somebody has reserved, whatever became
//! of that, stay exactly as they are, and so do those that have left or were called off. A day has one departure of a schedule:
//! where one stays there is no other.

use std::collections::HashMap;

use foh_domain::audit::{Action, Value};
use foh_store::{
    StoreError, Tx,
    departures::{self, Coming, DepartureView, Of},
    schedules::{self, RouteSchedule, ScheduleFilter, ScheduleView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::generate::{Ids, Line, fill, lock_ground, runs};
use crate::{
    House, entropy,
    theatre::{Change, ManageError, fault, unknown},
};

/// A schedule after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSchedule {
    /// What it is now.
    pub schedule: RouteSchedule,
    /// The departures to come that somebody has reserved and that stay otherwise than it says now, in their order.
    pub kept: Vec<Uuid>,
    /// How many departures were removed; some of their days may have one again.
    pub removed: usize,
    /// How many were made.
    pub made: usize,
}

impl House {
    /// Makes a schedule with its departures.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was stored.
    pub async fn create_schedule(&self, of: RouteSchedule) -> Result<Uuid, ManageError> {
        let id = entropy::new_id(self.now());
        self.create_schedule_as(id, of).await?;
        Ok(id)
    }

    pub(crate) async fn create_schedule_as(
        &self,
        id: Uuid,
        of: RouteSchedule,
    ) -> Result<(), ManageError> {
        let now = self.now();
        let (ids, witness) = (Ids::new(now), self.witness().await?);
        self.db
            .write(id, move |tx| {
                let line = on_ground(tx, id, &of)?;
                schedules::insert(tx, id, &of)?;
                fill(tx, &line, &ids, now)?;
                witness.note(tx, Action::ContentMade, Some(id), &about(&line))?;
                Ok::<_, ManageError>(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Changes a schedule, or switches it off or on, and what departures of it nobody has ever reserved.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was changed.
    pub async fn change_schedule(
        &self,
        id: Uuid,
        mut change: Change<RouteSchedule>,
    ) -> Result<ChangedSchedule, ManageError> {
        let now = self.now();
        let (ids, witness) = (Ids::new(now), self.witness().await?);
        let changed = self
            .db
            .write(id, move |tx| {
                let stored = schedules::lock(tx, id)?.ok_or(ManageError::Unknown)?;
                let of = change(stored.clone())?;
                if of == stored {
                    return Ok(ChangedSchedule {
                        schedule: of,
                        kept: Vec::new(),
                        removed: 0,
                        made: 0,
                    });
                }
                let line = on_ground(tx, id, &of)?;
                schedules::update(tx, id, &of)?;
                let coming = departures::lock_coming(tx, Of::Schedule(id), now)?;
                let (kept, gone) = others(&coming, &line.of, now);
                departures::remove(tx, &gone)?;
                let made = fill(tx, &line, &ids, now)?;
                witness.note(tx, Action::ContentChanged, Some(id), &about(&line))?;
                Ok::<_, ManageError>(ChangedSchedule {
                    schedule: of,
                    kept,
                    removed: gone.len(),
                    made,
                })
            })
            .await?;
        self.programme_changed();
        Ok(changed)
    }

    /// The departures to come that stay otherwise than their schedule says now, because somebody has reserved them, in the
    /// order of their leaving.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departures_kept(&self, id: Uuid) -> Result<Vec<DepartureView>, StoreError> {
        let now = self.now();
        self.db
            .read(move |tx| {
                let Some(found) = schedules::get(tx, id)? else {
                    return Ok(Vec::new());
                };
                let coming = departures::list_coming(tx, Of::Schedule(id), now)?;
                let (kept, _) = others(&coming, &found.of, now);
                in_order(tx, &kept)
            })
            .await
    }

    /// One schedule.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn schedule(&self, id: Uuid) -> Result<Option<ScheduleView>, StoreError> {
        self.db.read(move |tx| schedules::get(tx, id)).await
    }

    /// Schedules in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn schedules(
        &self,
        filter: ScheduleFilter,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<ScheduleView>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| schedules::page(tx, &filter, after, limit))
            .await
    }
}

/// The schedule with its route and bus, locked, after checking that they exist and that an active one has a bus that runs.
fn on_ground(tx: &mut Tx<'_>, id: Uuid, of: &RouteSchedule) -> Result<Line, ManageError> {
    let (route, bus) = lock_ground(tx, of)?;
    let route = route.ok_or_else(|| unknown("route_id", "route"))?;
    let bus = bus.ok_or_else(|| unknown("bus_id", "bus"))?;
    if of.schedule.active && !bus.active {
        return Err(fault("bus_id", "This bus is switched off."));
    }
    let of = of.clone();
    Ok(Line { id, of, route, bus })
}

/// Of the departures to come those that are otherwise than the schedule says: which stay because somebody has reserved them,
/// and which do not.
fn others(coming: &[Coming], of: &RouteSchedule, now: Timestamp) -> (Vec<Uuid>, Vec<Uuid>) {
    let wanted: HashMap<_, _> = runs(of, now).map(|run| (run.day, run)).collect();
    let is_as_said = |departure: &&Coming| {
        wanted.get(&departure.run.day) == Some(&departure.run)
            && departure.route_id == of.route_id
            && departure.bus_id == of.bus_id
            && departure.time_zone == of.schedule.time_zone
    };
    let others = coming.iter().filter(|departure| !is_as_said(departure));
    let (kept, gone): (Vec<_>, Vec<_>) = others.partition(|departure| departure.reserved);
    let ids = |of: Vec<&Coming>| of.into_iter().map(|departure| departure.id).collect();
    (ids(kept), ids(gone))
}

/// These departures in the order of their leaving.
pub(super) fn in_order(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<DepartureView>, StoreError> {
    let mut found = departures::load(tx, ids)?;
    found.sort_by_key(|departure| (departure.departs_at, departure.id));
    Ok(found)
}

/// What the audit log says of a schedule: `Kigali to Huye, mon, fri 06:30`.
fn about(line: &Line) -> [(&'static str, Value); 2] {
    let schedule = &line.of.schedule;
    let departs = schedule.departs.strftime("%H:%M");
    let name = format!("{}, {} {departs}", line.route.name, schedule.days);
    [("what", "schedule".into()), ("name", name.as_str().into())]
}

//! Administrators make and change what the timetable is made of: districts, routes and buses.
//!
//! They are made, changed and found like venues and shows, by [`House::create`], [`House::create_once`], [`House::change`] and
//! [`House::find`]. What follows for departures that have been made already happens in the same transaction:
//!
//! - A route's new *fare* is that of its departures to come that nobody has ever reserved. All others keep the fare they had,
//!   also for the seats that are still to be sold: whoever sits in one bus has paid one fare.
//! - A route that is *switched off* is not sold and gets no more departures. Those it has stay: nobody finds them, those who
//!   have booked keep their seats, and they are sold again when it is switched on.
//! - The *districts* of a route stay once somebody has reserved on it: they are on tickets.
//! - A bus's new *capacity* is that of all its departures to come, and refused when more seats of one are taken.
//! - A bus is *switched off* when no active schedule goes by it.

use foh_domain::{
    audit::{Action, Value},
    booking::Places,
    travel::{Bus, District, Route},
};
use foh_store::{
    StoreError, Tx, buses,
    departures::{self, DepartureView, Of},
    districts, routes,
    schedules::{self, ScheduleFilter},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::schedules::in_order;
use crate::{
    House,
    theatre::{Change, Content, ManageError, Told, fault, unknown},
};

impl Told for District {
    const WHAT: &'static str = "district";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Told for Route {
    const WHAT: &'static str = "route";

    fn name(&self) -> &str {
        &self.name
    }

    fn notable(&self, before: &Self) -> (Vec<(Action, Vec<(&'static str, Value)>)>, Option<Self>) {
        if self.fare == before.fare {
            return (Vec::new(), None);
        }
        let words = vec![
            ("before", before.fare.to_string().as_str().into()),
            ("after", self.fare.to_string().as_str().into()),
        ];
        let rest = Self {
            fare: self.fare,
            ..before.clone()
        };
        (vec![(Action::FareChanged, words)], Some(rest))
    }
}

impl Told for Bus {
    const WHAT: &'static str = "bus";

    fn name(&self) -> &str {
        &self.plate
    }

    fn notable(&self, before: &Self) -> (Vec<(Action, Vec<(&'static str, Value)>)>, Option<Self>) {
        if self.capacity == before.capacity {
            return (Vec::new(), None);
        }
        let words = vec![
            ("before", before.capacity.into()),
            ("after", self.capacity.into()),
        ];
        let rest = Self {
            capacity: self.capacity,
            ..before.clone()
        };
        (vec![(Action::CapacityChanged, words)], Some(rest))
    }
}

impl Content for District {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        districts::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        districts::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        districts::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, _now: Timestamp) -> Result<(), StoreError> {
        districts::update(tx, id, self)
    }
}

impl Content for Route {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        routes::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        routes::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        Ok(routes::get(tx, id)?.map(|view| view.route))
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        routes::update(tx, id, self)?;
        let coming = departures::lock_coming(tx, Of::Route(id), now)?;
        let other = coming
            .iter()
            .filter(|departure| !departure.reserved && departure.fare != self.fare)
            .map(|departure| departure.id);
        departures::set_fares(tx, other, self.fare)
    }
    fn check(&self, tx: &mut Tx<'_>) -> Result<(), ManageError> {
        districts::get(tx, self.origin_id)?.ok_or_else(|| unknown("origin_id", "district"))?;
        districts::get(tx, self.destination_id)?
            .ok_or_else(|| unknown("destination_id", "district"))?;
        Ok(())
    }
    fn check_change(
        &self,
        tx: &mut Tx<'_>,
        (id, _): (Uuid, Timestamp),
        before: &Self,
    ) -> Result<(), ManageError> {
        let ends = |of: &Self| (of.origin_id, of.destination_id);
        if ends(self) != ends(before) && routes::is_reserved(tx, id)? {
            let message = "There are bookings on this route: please make another one.";
            return Err(fault("destination_id", message));
        }
        Ok(())
    }
}

impl Content for Bus {
    fn insert(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        buses::insert(tx, id, self)
    }
    fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        buses::lock(tx, id)
    }
    fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        buses::get(tx, id)
    }
    fn update(&self, tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        buses::update(tx, id, self)?;
        let coming = departures::lock_coming(tx, Of::Bus(id), now)?;
        let other = coming
            .iter()
            .filter(|departure| departure.places.capacity != self.capacity)
            .map(|departure| departure.id);
        departures::set_seats(tx, other, self.capacity)
    }
    fn check_change(
        &self,
        tx: &mut Tx<'_>,
        (id, now): (Uuid, Timestamp),
        before: &Self,
    ) -> Result<(), ManageError> {
        if before.active && !self.active {
            let goes = ScheduleFilter {
                active_only: true,
                bus_id: Some(id),
                ..ScheduleFilter::default()
            };
            if !schedules::page(tx, &goes, Uuid::nil(), 1)?.is_empty() {
                let message = "Schedules go by this bus: please give them another one first.";
                return Err(fault("active", message));
            }
        }
        if self.capacity < before.capacity {
            let coming = departures::lock_coming(tx, Of::Bus(id), now)?;
            let fits = |places: Places| {
                let places = Places {
                    capacity: self.capacity,
                    ..places
                };
                places.taken() <= places.total()
            };
            if !coming.iter().all(|departure| fits(departure.places)) {
                let message = "More seats of a departure to come are taken.";
                return Err(fault("capacity", message));
            }
        }
        Ok(())
    }
}

/// A route after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRoute {
    /// What it is now.
    pub route: Route,
    /// Its departures to come that somebody has reserved and that keep another fare, in their order.
    pub other_fare: Vec<Uuid>,
}

/// Why a district is still there.
#[derive(Debug, thiserror::Error)]
pub enum RemoveDistrictError {
    /// There is no such district.
    #[error("there is no such district")]
    Unknown,
    /// A route begins or ends there.
    #[error("a route begins or ends there")]
    InUse,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RemoveDistrictError {
    fn from(error: StoreError) -> Self {
        if error.is_constraint("foreign_key") {
            Self::InUse
        } else {
            Self::Store(error)
        }
    }
}

impl House {
    /// Changes a route. One that is switched on has its departures when this answers.
    ///
    /// # Errors
    /// See [`ManageError`]; nothing was changed.
    pub async fn change_route(
        &self,
        id: Uuid,
        change: Change<Route>,
    ) -> Result<ChangedRoute, ManageError> {
        let route = self.change(id, change).await?;
        if route.active
            && let Err(error) = self.extend_timetable().await
        {
            // The change is stored; the next round makes what is missing.
            tracing::warn!(%error, "the timetable could not be extended");
        }
        let (now, fare) = (self.now(), route.fare);
        let other_fare = self
            .db
            .read(move |tx| departures::at_other_fare(tx, id, fare, now))
            .await?;
        Ok(ChangedRoute { route, other_fare })
    }

    /// The departures of a route to come that keep another fare than it has now, because somebody has reserved them, in the
    /// order of their leaving.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departures_at_other_fare(
        &self,
        id: Uuid,
    ) -> Result<Vec<DepartureView>, StoreError> {
        let now = self.now();
        self.db
            .read(move |tx| {
                let Some(found) = routes::get(tx, id)? else {
                    return Ok(Vec::new());
                };
                let others = departures::at_other_fare(tx, id, found.route.fare, now)?;
                in_order(tx, &others)
            })
            .await
    }

    /// Removes a district that no route begins or ends in.
    ///
    /// # Errors
    /// See [`RemoveDistrictError`]; it is still there.
    pub async fn remove_district(&self, id: Uuid) -> Result<(), RemoveDistrictError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let district = districts::lock(tx, id)?.ok_or(RemoveDistrictError::Unknown)?;
                districts::remove(tx, id)?;
                let words = [
                    ("what", District::WHAT.into()),
                    ("name", district.name.as_str().into()),
                ];
                witness.note(tx, Action::ContentRemoved, Some(id), &words)?;
                Ok::<_, RemoveDistrictError>(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }
}

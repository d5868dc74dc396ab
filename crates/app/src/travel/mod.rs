//! The travel desk: the timetable and what is sold of it.

mod dashboard;
mod departures;
mod generate;
mod masters;
mod schedules;
mod search;

pub use dashboard::{DepartureOccupancy, Occupancy, RevenueRow, RouteOccupancy, TravelPeriod};
pub use departures::{DepartureError, DepartureQuery};
pub use foh_store::{
    departures::{DepartureRoute, DepartureView},
    routes::{RouteFilter, RouteView},
    schedules::{RouteSchedule, ScheduleFilter, ScheduleView},
};
pub use generate::DAYS_AHEAD;
pub use masters::{ChangedRoute, RemoveDistrictError};
pub use schedules::ChangedSchedule;
pub use search::DepartureItem;

use uuid::Uuid;

/// Whether whoever is held to these routes reaches this one; `None` holds nobody. See
/// [`Staff::held_to`](crate::identity::Staff::held_to).
fn reaches(held_to: Option<&Vec<Uuid>>, route_id: Uuid) -> bool {
    held_to.is_none_or(|held_to| held_to.contains(&route_id))
}

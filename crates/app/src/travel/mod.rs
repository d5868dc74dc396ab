//! The travel desk: the timetable, bookings of its departures, their tickets, and the drawers of operators.

mod book;
mod booking;
mod cancel;
mod cancel_departure;
mod dashboard;
mod departures;
mod expire;
mod generate;
mod masters;
mod schedules;
mod search;
mod sell;
mod shifts;
mod ticket;

pub use book::{BookTravelError, TravelBooked, TravelBookingRequest};
pub use booking::{TravelBookingError, TravelBookingItem};
pub use cancel::{CancelTravelError, CancelledTravel, Canceller};
pub use cancel_departure::CancelledDeparture;
pub use dashboard::{DepartureOccupancy, Occupancy, RevenueRow, RouteOccupancy, TravelPeriod};
pub use departures::{DepartureError, DepartureQuery};
pub use foh_store::{
    departures::{DepartureRoute, DepartureView},
    routes::{RouteFilter, RouteView},
    schedules::{RouteSchedule, ScheduleFilter, ScheduleView},
    shifts::Shift,
    travel_bookings::TravelBookingView,
};
pub use generate::DAYS_AHEAD;
pub use masters::{ChangedRoute, RemoveDistrictError};
pub use schedules::ChangedSchedule;
pub use search::DepartureItem;
pub use sell::Sale;
pub use shifts::ShiftError;
pub(crate) use ticket::PreparedTicket;

use foh_store::wakes::{Topic, Wake};
use uuid::Uuid;

use crate::{House, identity::Staff};

/// Whether staff may have to do with a route: an operator with those of their scope.
fn reaches(staff: &Staff, route_id: Uuid) -> bool {
    !staff.role.is_scoped() || staff.scopes.contains(&route_id)
}

impl House {
    /// Tells whoever looks at a departure that its seats have changed.
    pub(crate) fn seats_changed(&self, departure_id: Uuid) {
        self.db.wake(Wake {
            topic: Topic::Seats,
            subject: departure_id,
            id: departure_id,
        });
    }
}

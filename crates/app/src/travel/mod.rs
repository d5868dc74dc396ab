//! The travel desk: the timetable, what is sold of it, and the drawers of operators.

mod book;
mod booking;
mod cancel;
mod cancel_departure;
mod dashboard;
mod departures;
mod desk;
mod expire;
mod generate;
mod lists;
mod masters;
mod operators;
mod schedules;
mod search;
mod sell;
mod shifts;
mod ticket;
mod ticket_code;

pub use book::{BookTravelError, TravelBooked, TravelBookingRequest};
pub(crate) use booking::{Parts as TravelParts, read as read_travel};
pub use booking::{TravelBookingError, TravelBookingItem};
pub use cancel::{CancelTravelError, CancelledTravel, Canceller};
pub use cancel_departure::CancelledDeparture;
pub use dashboard::{DepartureOccupancy, Occupancy, RevenueRow, RouteOccupancy, TravelPeriod};
pub use departures::{DepartureError, DepartureQuery};
pub use desk::DeskPlace;
pub use expire::ExpireError;
pub use foh_store::{
    departures::{DepartureRoute, DepartureView},
    routes::{RouteFilter, RouteView},
    schedules::{RouteSchedule, ScheduleFilter, ScheduleView},
    shifts::Shift,
    travel_bookings::TravelBookingView,
};
pub use generate::DAYS_AHEAD;
pub use masters::{ChangedRoute, RemoveDistrictError};
pub use operators::{Operator, OperatorPage};
pub use schedules::ChangedSchedule;
pub use search::DepartureItem;
pub use shifts::{ShiftBook, ShiftError};
pub(crate) use ticket::PreparedTicket;
pub use ticket::{ResendTicketError, TicketedDeparture};

use foh_store::wakes::{Topic, Wake};
use uuid::Uuid;

use crate::House;

/// Whether whoever is held to these routes reaches this one; `None` holds nobody. See
/// [`Staff::held_to`](crate::identity::Staff::held_to).
fn reaches(held_to: Option<&Vec<Uuid>>, route_id: Uuid) -> bool {
    held_to.is_none_or(|held_to| held_to.contains(&route_id))
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

//! The rules of the travel desk: the timetable, what a booking costs and may give back, and the drawer of an operator.

mod booking;
mod cancel;
mod departure;
mod leave;
mod schedule;
mod shift;
mod timetable;

pub use booking::{BookDeparture, DepartureFacts, DepartureRefusal, decide_hold, hold_until};
pub use cancel::{CancelQuote, Refundable, TravelCancelRefusal, quote_cancellation};
pub use departure::DepartureStatus;
pub use leave::{EARLIEST_LEAVE, LeaveRefusal, decide_leave};
pub use schedule::{Days, Run, Schedule, ScheduleFields};
pub use shift::{Drawer, ShiftRefusal, decide_close, decide_sale};
pub use timetable::{Bus, District, Route, RouteFields};

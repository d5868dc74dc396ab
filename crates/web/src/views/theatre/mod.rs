//! The public pages of the theatre.

mod performance;
mod programme;
mod reserve;
mod show;
mod ticket;
mod token;

pub use performance::{Booking, PerformanceRow, PerformanceSummary};
pub use programme::{Day, Filter, Programme, ShowCard};
pub use reserve::{ReservationForm, Reserve, Reserved};
pub use show::{Poster, Show};
pub use ticket::{GuestCode, Ticket, TicketPage};
pub use token::{Cancel, Cancelled, Confirm, TokenProblem, TokenProblemPage};

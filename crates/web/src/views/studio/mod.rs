//! The pages of the studio.

mod apply;
mod bookings;
pub mod facilitator;
mod facilitator_public;
mod pay;
mod session;
mod sessions;

pub use apply::{Application, ApplyPage};
pub use bookings::{BookingCancelPage, BookingRow, BookingsPage};
pub use facilitator_public::FacilitatorPublicPage;
pub use pay::{PayAction, PayPage, PayState, Payment};
pub use session::{Facilitator, SessionDetails, SessionPage, Standing};
pub use sessions::{SessionDay, SessionFilter, SessionRow, SessionsPage};

/// From when to when, on the clocks of one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "10:00".
    pub time: String,
    /// RFC 3339 with offset, for `<time datetime>`.
    pub datetime: String,
    /// "11:30", or "Sunday 29 November, 14:00" when it ends on another day.
    pub until: String,
    /// RFC 3339 with offset.
    pub until_datetime: String,
    /// "Berlin time".
    pub zone: String,
}

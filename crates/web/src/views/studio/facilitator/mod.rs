//! What facilitators look after: their sessions, who comes, and what has happened.

mod attendees;
mod bookings;
mod dashboard;
mod notifications;
mod profile;
mod session;
mod sessions;

pub use attendees::{AttendeeLine, AttendeesPage};
pub use bookings::{BookingLine, bookings};
pub use dashboard::{DashboardPage, Metric};
pub use notifications::{NotificationLine, NotificationsPage};
pub use profile::ProfilePage;
pub use session::{SessionCancelPage, SessionEditor, SessionFacts};
pub use sessions::{SessionLine, SessionsPage};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/facilitator`.
    Overview,
    /// `/facilitator/sessions`.
    Sessions,
    /// `/facilitator/bookings`.
    Bookings,
    /// `/facilitator/notifications`.
    Notifications,
    /// `/facilitator/profile`.
    Profile,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/facilitator",
            Self::Sessions => "/facilitator/sessions",
            Self::Bookings => "/facilitator/bookings",
            Self::Notifications => "/facilitator/notifications",
            Self::Profile => "/facilitator/profile",
        }
    }
}

/// A time for people and for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "Sat 28 Nov 2026, 20:00".
    pub words: String,
}

/// "1 guest", "2 guests".
#[must_use]
pub fn guests_in_words(count: u32) -> String {
    if count == 1 {
        "1 guest".to_owned()
    } else {
        format!("{count} guests")
    }
}

//! Who comes to a session.

use askama::Template;

use super::Moment;
use crate::views::frame::Frame;

/// A guest on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendeeLine {
    /// The id of the booking.
    pub id: String,
    /// The name; of a guest who was erased, what stands for it.
    pub name: String,
    /// The address, unless the guest was erased.
    pub email: Option<String>,
    /// What the guest wrote; may be empty.
    pub notes: String,
    /// When it was booked.
    pub booked: Moment,
    /// "€25.00 paid"; empty when nothing is due.
    pub payment: String,
    /// Since when the guest is here.
    pub here_since: Option<String>,
}

/// `/facilitator/sessions/{id}/bookings`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/attendees.html")]
pub struct AttendeesPage {
    /// The frame.
    pub frame: Frame,
    /// The id of the session.
    pub id: String,
    /// Its title.
    pub title: String,
    /// "Saturday 28 November 2026, 18:00 to 20:00".
    pub when: String,
    /// Where it is; may be empty.
    pub location: String,
    /// Whether it was called off: nobody comes then.
    pub cancelled: bool,
    /// The guests, in the order they booked.
    pub lines: Vec<AttendeeLine>,
}

impl AttendeesPage {
    fn session_href(&self) -> String {
        format!("/facilitator/sessions/{}", self.id)
    }

    /// "3 of 8 here".
    fn count(&self) -> String {
        let here = self.lines.iter().filter(|line| line.here_since.is_some());
        format!("{} of {} here", here.count(), self.lines.len())
    }

    fn has_notes(&self) -> bool {
        self.lines.iter().any(|line| !line.notes.is_empty())
    }

    fn has_payment(&self) -> bool {
        self.lines.iter().any(|line| !line.payment.is_empty())
    }
}

//! One's own bookings, and giving one back.

use askama::Template;

use super::{Payment, When};
use crate::views::admin::{Pager, State};
use crate::views::frame::Frame;
use crate::views::parts::Notice;

/// `/bookings`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/bookings.html")]
pub struct BookingsPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// What is to come, the next first; on the first page only.
    pub coming: Vec<BookingRow>,
    /// What is over or was cancelled, the newest first.
    pub before: Vec<BookingRow>,
    /// The neighbouring pages of what is over.
    pub pager: Pager,
}

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRow {
    /// The session.
    pub title: String,
    /// Its page.
    pub href: String,
    /// When it is.
    pub when: When,
    /// Where it is; may be empty.
    pub location: String,
    /// How it stands with its money, where any is due or was paid.
    pub payment: Option<Payment>,
    /// How it ended; `None` for what is to come.
    pub state: Option<State>,
    /// Where it is cancelled; `None` where that is too late.
    pub cancel_href: Option<String>,
}

impl BookingsPage {
    /// Whether this is where the list begins.
    fn is_first(&self) -> bool {
        self.pager.first_href.is_none()
    }
}

/// `/bookings/{id}/cancel`; opening it changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/booking_cancel.html")]
pub struct BookingCancelPage {
    /// The frame.
    pub frame: Frame,
    /// The session.
    pub title: String,
    /// When it is.
    pub when: When,
    /// Where it is; may be empty.
    pub location: String,
    /// What goes back, if anything was paid.
    pub given_back: Option<String>,
    /// Where the form is sent.
    pub action: String,
}

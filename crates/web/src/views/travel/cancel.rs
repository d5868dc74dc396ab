//! A passenger is told what they get back, and cancels.

use askama::Template;

use super::Journey;
use crate::views::frame::Frame;
use crate::views::parts::Notice;

/// `/travel/booking/cancel`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/cancel.html")]
pub struct CancelBookingPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// That the refund is another by now.
    pub notice: Option<Notice>,
    /// What was booked.
    pub journey: Journey,
    /// "2 seats".
    pub seats: String,
    /// "RWF 10,000 goes back to you the way it came."
    pub quote: String,
    /// The amount that is told, sent back as `told`.
    pub told: String,
    /// Sent back as `token`.
    pub token: String,
    /// The booking.
    pub keep_href: String,
}

//! The ticket of a booking, to print and to show.

use askama::Template;

use super::seats_in_words;
use crate::views::{frame::Frame, parts::Notice, travel::Ticket};

/// A ticket that staff print.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/ticket.html")]
pub struct BoardingTicketPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What has just been sold.
    pub notice: Option<Notice>,
    /// The ticket.
    pub ticket: Ticket,
    /// What was paid: "Cash, RWF 10,000".
    pub paid: String,
    /// The booking.
    pub booking_id: String,
    /// Where another is sold; `None` when nothing is sold any more.
    pub sell_href: Option<String>,
    /// Its departure.
    pub departure_href: String,
}

impl BoardingTicketPage {
    /// "2 seats".
    #[must_use]
    pub fn seats(&self) -> String {
        seats_in_words(self.ticket.seats)
    }
}

/// A passenger opened the address in the code: it admits nobody by itself.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/code.html")]
pub struct BoardingCodePage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// The ticket.
    pub ticket: Ticket,
    /// Where staff sign in, and come back to check it.
    pub sign_in_href: String,
}

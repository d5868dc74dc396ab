//! The ticket of a booking, to print and to show.

use askama::Template;

use super::seats_in_words;
use crate::views::{frame::Frame, parts::Notice};

/// What is on a ticket. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardingTicket {
    /// "Kigali to Musanze".
    pub route: String,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "08:30".
    pub time: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "10:45".
    pub arrives: String,
    /// "Kigali time".
    pub zone: String,
    /// The plate of its bus.
    pub plate: String,
    /// Whose bus it is; may be empty.
    pub company: String,
    /// How many seats.
    pub seats: u32,
    /// What it is called at the desk.
    pub reference: String,
    /// The code, made by [`crate::views::qr::qr_svg`]. Set without escaping: it must come from that function.
    pub qr_svg: String,
}

/// A ticket that staff print.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/ticket.html")]
pub struct BoardingTicketPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What has just been sold.
    pub notice: Option<Notice>,
    /// The ticket.
    pub ticket: BoardingTicket,
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
    pub ticket: BoardingTicket,
    /// Where staff sign in, and come back to check it.
    pub sign_in_href: String,
}

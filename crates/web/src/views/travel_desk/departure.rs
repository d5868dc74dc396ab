//! One departure and who travels with it.

use askama::Template;

use super::{DepartureHead, bookings_in_words, seats_in_words};
use crate::views::{admin::State, frame::Frame, parts::Notice};

/// A departure and its passengers.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/departure.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct DeparturePage {
    /// The frame.
    pub frame: Frame,
    /// The departure.
    pub departure: DepartureHead,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// What was searched for.
    pub query: String,
    /// Whether bookings that stand no more are listed too.
    pub all: bool,
    /// The bookings.
    pub lines: Vec<PassengerLine>,
    /// How many bookings stand.
    pub bookings: u32,
    /// How many seats they take.
    pub seats: u32,
    /// How many are on board.
    pub on_board: u32,
    /// Whether seats can be sold.
    pub may_sell: bool,
    /// Whether tickets are checked now.
    pub may_check_in: bool,
    /// Whether the bus may be said to have left.
    pub may_depart: bool,
    /// Whether it can be called off.
    pub may_cancel: bool,
}

impl DeparturePage {
    /// "12 bookings, 31 seats, 8 on board".
    #[must_use]
    pub fn count(&self) -> String {
        format!(
            "{}, {}, {} on board",
            bookings_in_words(self.bookings),
            seats_in_words(self.seats),
            self.on_board
        )
    }
}

/// A booking in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassengerLine {
    /// Its id.
    pub id: String,
    /// Who travels; `None` once erased.
    pub name: Option<String>,
    /// Their number.
    pub phone: Option<String>,
    /// What it is called at the desk.
    pub reference: String,
    /// How many seats.
    pub seats: u32,
    /// Where it stands.
    pub state: State,
    /// "Cash, RWF 10,000"; "not yet".
    pub paid: String,
    /// How many of them are on board.
    pub on_board: u32,
}

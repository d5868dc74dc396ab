//! One booking for staff.

use askama::Template;

use super::{DepartureHead, seats_in_words};
use crate::views::{
    admin::{Event, State},
    frame::Frame,
    parts::{Field, Notice},
};

/// A booking with everything about it.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/booking.html")]
pub struct BookingPage {
    /// The frame.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// What it is called at the desk.
    pub reference: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Where it stands.
    pub state: State,
    /// Who travels; `None` once erased.
    pub passenger: Option<Passenger>,
    /// The departure.
    pub departure: DepartureHead,
    /// How many seats.
    pub seats: u32,
    /// "RWF 10,000".
    pub amount: String,
    /// How many of them are on board.
    pub on_board: u32,
    /// The attempts to pay for it, the oldest first.
    pub payments: Vec<MoneyLine>,
    /// What was given back, or is to be.
    pub refunds: Vec<MoneyLine>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Cash that waits to be handed over.
    pub hand_over: Option<HandOver>,
    /// Whether it has a ticket.
    pub has_ticket: bool,
    /// Whether it can be cancelled.
    pub may_cancel: bool,
}

impl BookingPage {
    /// "2 seats".
    #[must_use]
    pub fn seats_in_words(&self) -> String {
        seats_in_words(self.seats)
    }
}

/// Who travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passenger {
    /// The name.
    pub name: String,
    /// The number.
    pub phone: Option<String>,
    /// The address.
    pub email: Option<String>,
}

/// A payment or a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyLine {
    /// "MTN `MoMo`", "Cancelled by staff".
    pub what: String,
    /// "RWF 10,000".
    pub amount: String,
    /// Where it stands.
    pub state: State,
    /// More of it; may be empty.
    pub more: String,
    /// "28 November 2026, 08:12", and the same for machines.
    pub at: (String, String),
}

/// Cash that waits to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The refund.
    pub refund_id: String,
    /// "RWF 10,000".
    pub amount: String,
    /// Whether whoever looks has a drawer to take it out of.
    pub has_drawer: bool,
}

/// Asks before a booking is cancelled.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/booking_cancel.html")]
pub struct BookingCancelPage {
    /// The frame.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub passenger: Option<String>,
    /// The departure.
    pub departure: DepartureHead,
    /// How many seats.
    pub seats: u32,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What becomes of the money.
    pub money: Choices,
    /// `true`, `false`, or nothing chosen yet.
    pub refund: Field,
}

impl BookingCancelPage {
    /// "2 seats".
    #[must_use]
    pub fn seats_in_words(&self) -> String {
        seats_in_words(self.seats)
    }
}

/// What can become of the money of a booking that is cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// Nothing was paid.
    NothingPaid,
    /// It is given back, or not.
    Paid {
        /// "RWF 10,000".
        amount: String,
        /// What the form sends back as `told`, in minor units.
        told: u64,
        /// The way it goes back: "out of your drawer", "to MTN `MoMo`".
        how: String,
        /// What the passenger would get by the rules: "The passenger would get it back…".
        rule: &'static str,
        /// Whether it comes out of a drawer, and none is open.
        needs_drawer: bool,
    },
}

//! The manifest: who travels with a departure, for print.

use askama::Template;

use super::{DepartureHead, bookings_in_words, seats_in_words};
use crate::views::frame::Frame;

/// Who travels with a departure.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/manifest.html")]
pub struct ManifestPage {
    /// The frame.
    pub frame: Frame,
    /// The departure.
    pub departure: DepartureHead,
    /// Those whose bookings are paid, by name.
    pub lines: Vec<ManifestLine>,
    /// How many seats are paid.
    pub seats: u32,
    /// How many are on board.
    pub on_board: u32,
    /// How many seats are held for bookings that are not paid yet.
    pub held: u32,
    /// "RWF 150,000".
    pub total: String,
    /// When it was made: "Saturday 28 November, 08:12".
    pub made_at: String,
}

impl ManifestPage {
    /// "12 bookings".
    #[must_use]
    pub fn bookings(&self) -> String {
        bookings_in_words(u32::try_from(self.lines.len()).unwrap_or(u32::MAX))
    }

    /// "3 seats".
    #[must_use]
    pub fn held_seats(&self) -> String {
        seats_in_words(self.held)
    }
}

/// A booking on the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestLine {
    /// Who travels.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// What it is called at the desk.
    pub reference: String,
    /// How many seats.
    pub seats: u32,
    /// How many of them are on board.
    pub on_board: u32,
    /// "Cash", "MTN `MoMo`".
    pub method: &'static str,
    /// "RWF 10,000".
    pub amount: String,
}

//! The operators' desk: departures and who travels with them, sales, bookings, drawers.

mod ask;
mod booking;
mod departure;
mod departures;
mod manifest;
mod sale;
mod shift;
mod ticket;

pub use ask::AskPage;
pub use booking::{BookingCancelPage, BookingPage, Choices, HandOver, MoneyLine, Passenger};
pub use departure::{DeparturePage, PassengerLine};
pub use departures::{DepartureLine, DeparturesPage, Drawer};
pub use manifest::{ManifestLine, ManifestPage};
pub use sale::SalePage;
pub use shift::{
    Figures, ShiftClosePage, ShiftDifference, ShiftLine, ShiftOpenPage, ShiftPage, ShiftRow,
    ShiftsPage,
};
pub use ticket::{BoardingCodePage, BoardingTicketPage};

pub use super::travel::seats_in_words;
use super::{admin::State, parts::Places};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/travel/desk`.
    Departures,
    /// `/travel/desk/shift`.
    Drawer,
    /// `/travel/desk/shifts`.
    Shifts,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Departures => "/travel/desk",
            Self::Drawer => "/travel/desk/shift",
            Self::Shifts => "/travel/desk/shifts",
        }
    }
}

/// A departure at the head of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureHead {
    /// Its id.
    pub id: String,
    /// "Kigali to Musanze".
    pub route: String,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "08:30".
    pub time: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "10:45", with the day when that is another one.
    pub arrives: String,
    /// "Kigali time".
    pub zone: String,
    /// The plate of its bus.
    pub plate: String,
    /// Whose bus it is; may be empty.
    pub company: String,
    /// Where it stands.
    pub state: State,
    /// Its seats.
    pub places: Places,
}

impl DepartureHead {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/travel/desk/departures/{}", self.id)
    }

    /// The departures of its day.
    #[must_use]
    pub fn day_href(&self) -> String {
        let day = self.datetime.get(..10).unwrap_or_default();
        format!("/travel/desk?day={day}")
    }

    /// "12 of 30 left", in the words of a bus.
    #[must_use]
    pub fn seats_left(&self) -> String {
        if self.places.is_full() {
            "No seat left".to_owned()
        } else {
            self.places.words()
        }
    }
}

/// "1 booking", "2 bookings".
#[must_use]
pub fn bookings_in_words(count: u32) -> String {
    if count == 1 {
        "1 booking".to_owned()
    } else {
        format!("{count} bookings")
    }
}

#[cfg(test)]
mod tests {
    use super::bookings_in_words;

    #[test]
    fn one_booking_is_not_bookings() {
        for (count, words) in [(0, "0 bookings"), (1, "1 booking"), (2, "2 bookings")] {
            assert_eq!(bookings_in_words(count), words);
        }
    }
}

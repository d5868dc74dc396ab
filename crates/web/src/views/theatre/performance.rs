//! A performance, as a row of a list and as the head of a page.

use crate::views::parts::Places;

/// Whether places can be reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// They can, while there are any.
    Open,
    /// The house has not opened booking, or has closed it.
    Closed,
    /// The performance has begun or is over.
    Begun,
    /// The performance does not take place.
    Cancelled,
}

impl Booking {
    /// What stands where the button would be.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Closed => "Booking closed",
            Self::Begun => "Has begun",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// A performance in the programme or on the page of its show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformanceRow {
    /// The page with the form, `/performances/{id}`.
    pub href: String,
    /// The show.
    pub show_title: String,
    /// The page of the show, `/shows/{slug}`.
    pub show_href: String,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "20:00", in the venue's zone.
    pub time: String,
    /// RFC 3339 with offset, for `<time datetime>`.
    pub datetime: String,
    /// "Main stage".
    pub room: String,
    /// More to know, joined by dots: "2 h 10 min", "in English". May be empty.
    pub facts: Vec<String>,
    /// How full it is.
    pub places: Places,
    /// Whether it can be booked.
    pub booking: Booking,
}

impl PerformanceRow {
    /// Whether the row offers a button.
    #[must_use]
    pub fn reservable(&self) -> bool {
        self.booking == Booking::Open && !self.places.is_full()
    }

    /// Whether the meter says anything useful.
    #[must_use]
    pub fn shows_places(&self) -> bool {
        self.booking == Booking::Open
    }
}

/// Show, time and place of one performance, at the head of a form or a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformanceSummary {
    /// The show.
    pub show_title: String,
    /// The page of the show; `None` sets the title without a link.
    pub show_href: Option<String>,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "20:00", in the venue's zone.
    pub time: String,
    /// RFC 3339 with offset, for `<time datetime>`.
    pub datetime: String,
    /// When the doors open, "19:30".
    pub doors: Option<String>,
    /// "Main stage".
    pub room: String,
    /// The venue and its address on one line, "Kammerspiele, Markt 4, Berlin".
    pub venue: Option<String>,
}

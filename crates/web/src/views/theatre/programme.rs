//! What is on.

use askama::Template;

use super::PerformanceRow;
use crate::views::frame::Frame;
use crate::views::parts::Notice;

/// The programme, at `/`.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/programme.html")]
pub struct Programme {
    /// The frame.
    pub frame: Frame,
    /// A sentence under the headline; `None` leaves it out.
    pub intro: Option<String>,
    /// Something every visitor should know, or that the dates asked for make no sense.
    pub notice: Option<Notice>,
    /// The dates asked for.
    pub filter: Filter,
    /// The days with performances, in order.
    pub days: Vec<Day>,
    /// Where later performances are, when the list was cut.
    pub later_href: Option<String>,
    /// The published shows.
    pub shows: Vec<ShowCard>,
}

/// The dates of the search form, as ISO 8601 dates or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// First day, query parameter `from`.
    pub from: String,
    /// Last day, query parameter `to`.
    pub to: String,
    /// The same in words when a date is set: "28 November to 6 December".
    pub in_words: Option<String>,
}

/// One day of the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// ISO 8601 date.
    pub datetime: String,
    /// "Saturday".
    pub weekday: String,
    /// "28".
    pub day: String,
    /// "November 2026".
    pub month: String,
    /// "Today" or "Tomorrow", where it is so.
    pub nearness: Option<String>,
    /// What is played.
    pub performances: Vec<PerformanceRow>,
}

/// A show in the list of shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowCard {
    /// The title.
    pub title: String,
    /// `/shows/{slug}`.
    pub href: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The next performance, "Saturday 28 November, 20:00"; `None` when none is planned.
    pub next: Option<String>,
}

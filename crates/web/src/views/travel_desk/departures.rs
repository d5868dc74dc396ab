//! The departures of a day.

use askama::Template;

use super::DepartureHead;
use crate::views::{admin::Link, frame::Frame, parts::Notice};

/// The departures of a day, at `/travel/desk`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/departures.html")]
pub struct DeparturesPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done.
    pub notice: Option<Notice>,
    /// "Today, Saturday 28 November 2026".
    pub heading: String,
    /// The day as the form has it: `2026-11-28`.
    pub day: String,
    /// The day before; `None` at the beginning of the calendar.
    pub previous: Option<Link>,
    /// The day after.
    pub next: Option<Link>,
    /// Today, unless that is shown.
    pub today: Option<Link>,
    /// The drawer of whoever looks.
    pub drawer: Drawer,
    /// The departures by their time.
    pub lines: Vec<DepartureLine>,
    /// Whether whoever looks has no route at all.
    pub no_routes: bool,
}

/// How the drawer of whoever looks stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// There is none.
    Closed,
    /// It is open.
    Open {
        /// Where it is.
        href: String,
        /// What must lie in it.
        expected: String,
    },
}

/// A departure in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureLine {
    /// The departure.
    pub departure: DepartureHead,
    /// Whether seats can be sold.
    pub may_sell: bool,
    /// Whether tickets are checked now.
    pub may_check_in: bool,
    /// Whether nothing is to be done any more.
    pub quiet: bool,
}

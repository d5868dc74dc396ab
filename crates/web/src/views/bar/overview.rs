//! The locations, all of them together, and what is low.

use askama::Template;

use super::{Place, beverages_in_words};
use crate::views::{frame::Frame, parts::Notice};

/// A location and what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationLine {
    /// Which.
    pub place: Place,
    /// What it is.
    pub description: String,
    /// How many beverages it has.
    pub beverages: usize,
    /// How many of them are low.
    pub low: usize,
    /// All of it together.
    pub litres: String,
}

impl LocationLine {
    /// "12 beverages".
    #[must_use]
    pub fn has(&self) -> String {
        beverages_in_words(self.beverages)
    }
}

/// The locations.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/overview.html")]
pub struct OverviewPage {
    /// The frame.
    pub frame: Frame,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// The locations, by name.
    pub lines: Vec<LocationLine>,
    /// All of it together.
    pub litres: String,
    /// How many stocks are low.
    pub low: usize,
    /// Whether whoever looks manages the bar.
    pub manages: bool,
}

/// A beverage at all locations together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllLine {
    /// Its name.
    pub name: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// What each location has, in the order of the columns: its stock and "12.5"; `None` where it is not kept.
    pub at: Vec<Option<(String, String)>>,
    /// All of it.
    pub units: String,
    /// All of it.
    pub litres: String,
}

/// All locations together.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/all.html")]
pub struct AllPage {
    /// The frame.
    pub frame: Frame,
    /// The locations, in the order of the columns.
    pub places: Vec<Place>,
    /// The beverages, by name.
    pub lines: Vec<AllLine>,
    /// All of it together.
    pub litres: String,
}

/// A stock that is low.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowLine {
    /// The id of the stock.
    pub id: String,
    /// What it is.
    pub beverage: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// Where it is.
    pub place: Place,
    /// "2.5".
    pub units: String,
    /// "4".
    pub minimum: String,
}

/// What is low.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/low.html")]
pub struct LowPage {
    /// The frame.
    pub frame: Frame,
    /// What is low, by location.
    pub lines: Vec<LowLine>,
}

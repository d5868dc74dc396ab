//! What a location has, to be changed with a thumb.

use askama::Template;

use super::Place;
use crate::views::{frame::Frame, parts::Notice};

/// A beverage of a location with its buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    /// The id of the stock.
    pub id: String,
    /// What the beverage is called.
    pub name: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// "12.5".
    pub units: String,
    /// The same in hundredths, for the script.
    pub hundredths: i64,
    /// "148.5".
    pub litres: String,
    /// What a hundredth of a unit holds, in hundred-thousandths of a litre, for the script.
    pub hundredth_holds: u64,
    /// At or under so many hundredths it is low.
    pub minimum: Option<i64>,
    /// Whether it is low.
    pub low: bool,
    /// How many movements there were.
    pub number: i64,
    /// What makes a press one press, however often it is sent.
    pub form_key: String,
    /// What the list was searched for; a press leads back to it.
    pub query: String,
    /// Whether the list showed only what is low.
    pub only_low: bool,
}

/// One row by itself, for a page that swaps it.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% import "bar/parts.html" as bar %}{% call bar::row(row) %}{% endcall %}"#
)]
pub struct StockFragment {
    /// The row.
    pub row: StockRow,
}

/// The stock of a location.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/location.html")]
pub struct LocationPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// What the location is.
    pub description: String,
    /// Whose taps they are: what waits on a phone is sent only for the same person.
    pub staff_id: String,
    /// What was searched for.
    pub query: String,
    /// Whether only what is low is shown.
    pub only_low: bool,
    /// The rows that are shown.
    pub rows: Vec<StockRow>,
    /// How many beverages the location has.
    pub all: usize,
    /// How many of them are low.
    pub low: usize,
    /// All of it together.
    pub litres: String,
    /// What makes saving a count one count.
    pub form_key: String,
    /// Whether whoever looks manages the bar.
    pub manages: bool,
}

impl LocationPage {
    /// "12 beverages, 148.5 l".
    #[must_use]
    pub fn sum(&self) -> String {
        format!("{}, {} l", super::beverages_in_words(self.all), self.litres)
    }
}

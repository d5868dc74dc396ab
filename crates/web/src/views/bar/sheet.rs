//! A sheet of paper to count with.

use askama::Template;

use super::Place;
use crate::views::frame::Frame;

/// A beverage on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// What it is called.
    pub name: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// What is written down.
    pub units: String,
}

/// The sheet of a location.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/sheet.html")]
pub struct SheetPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// When what is written down was so.
    pub made_at: String,
    /// The beverages, by name.
    pub lines: Vec<SheetLine>,
}

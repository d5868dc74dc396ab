//! Asks before something that cannot be taken back; without scripts it is the only question there is.

use askama::Template;

use super::DepartureHead;
use crate::views::frame::Frame;

/// A question about a departure.
#[derive(Clone, Debug, Template)]
#[template(path = "travel_desk/ask.html")]
pub struct AskPage {
    /// The frame.
    pub frame: Frame,
    /// The departure.
    pub departure: DepartureHead,
    /// "Has the bus left?"
    pub heading: String,
    /// What follows from a yes.
    pub consequences: Vec<String>,
    /// Where the yes is posted.
    pub action: String,
    /// The words of the yes.
    pub yes: &'static str,
    /// The same while it is being done.
    pub busy: &'static str,
    /// The words of the no.
    pub no: &'static str,
}

//! The first page of the administration: today, what comes next, and what needs a hand.

use askama::Template;

use super::State;
use crate::views::frame::Frame;
use crate::views::parts::{Notice, Places};

/// A performance of today or of the next days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformanceToday {
    /// The id.
    pub id: String,
    /// The show.
    pub show_title: String,
    /// "Saturday 28 November"; set for the next days only.
    pub date: String,
    /// "20:00", in the venue's zone.
    pub time: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "Main stage".
    pub room: String,
    /// How full it is.
    pub places: Places,
    /// Whether places can be reserved.
    pub booking_open: bool,
    /// How many are confirmed.
    pub confirmed: u32,
    /// How many are inside.
    pub inside: u32,
}

impl PerformanceToday {
    fn booking(&self) -> State {
        State::booking(self.booking_open)
    }
}

/// Something to do before the first guest can reserve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// "Add a venue".
    pub label: String,
    /// Where.
    pub href: String,
    /// Whether it is done.
    pub done: bool,
}

/// `/admin`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/overview.html")]
pub struct Overview {
    /// The frame.
    pub frame: Frame,
    /// "Thursday 26 November 2026".
    pub date: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// How many messages could not be delivered; 0 leaves it out, as for those who may not see them.
    pub parked: u32,
    /// Today's performances.
    pub today: Vec<PerformanceToday>,
    /// The next ones.
    pub next: Vec<PerformanceToday>,
    /// The first steps in an empty house; an empty list leaves them out.
    pub steps: Vec<Step>,
    /// Whether the reader may open the door.
    pub may_open_door: bool,
}

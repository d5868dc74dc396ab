//! One's sessions.

use askama::Template;

use super::Moment;
use crate::views::{
    admin::{Link, Pager, State},
    frame::{Frame, NavItem},
    parts::{Notice, Places},
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// "Retreat".
    pub kind: &'static str,
    /// When it begins.
    pub begins: Moment,
    /// Where it is; may be empty.
    pub location: String,
    /// How full it is.
    pub places: Places,
    /// "€25.00" or "Free".
    pub price: String,
    /// Where it stands.
    pub state: State,
}

/// `/facilitator/sessions`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/sessions.html")]
pub struct SessionsPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done.
    pub notice: Option<Notice>,
    /// Coming, over, cancelled; one of them is current.
    pub sorts: Vec<NavItem>,
    /// The sessions.
    pub lines: Vec<SessionLine>,
    /// What an empty list says.
    pub empty_title: &'static str,
    /// What to do then.
    pub empty_text: &'static str,
    /// The button for it.
    pub empty_next: Option<Link>,
    /// The neighbouring pages.
    pub pager: Pager,
}

//! Who holds sessions, and who wants to.

use askama::Template;

use super::{Empty, Pager};
use crate::views::frame::{Frame, NavItem};
use crate::views::parts::Notice;

/// `/admin/facilitators`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/facilitators.html")]
pub struct FacilitatorsPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Applications, those who hold sessions, those who were refused.
    pub lists: Vec<NavItem>,
    /// Those of the list that is shown.
    pub people: Vec<FacilitatorLine>,
    /// What to say when there are none.
    pub empty: Empty,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// Somebody who holds sessions or wants to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilitatorLine {
    /// The id of the account.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they do; may be empty.
    pub specialization: String,
    /// What they say of themselves, a paragraph each.
    pub bio: Vec<String>,
    /// "Applied on Saturday 28 November 2026".
    pub since: String,
    /// RFC 3339 with offset.
    pub since_datetime: String,
    /// Whether somebody is to decide.
    pub waits: bool,
    /// Their page for everybody, where they have one.
    pub public_href: Option<String>,
}

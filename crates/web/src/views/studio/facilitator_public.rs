//! Who holds sessions, for everybody.

use askama::Template;

use super::SessionRow;
use crate::views::frame::Frame;

/// `/facilitators/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator.html")]
pub struct FacilitatorPublicPage {
    /// The frame.
    pub frame: Frame,
    /// The name.
    pub name: String,
    /// What they do; may be empty.
    pub specialization: String,
    /// What they say of themselves, a paragraph each.
    pub bio: Vec<String>,
    /// Their sessions to come, in order.
    pub sessions: Vec<SessionRow>,
    /// Where later ones are, when the list was cut.
    pub later_href: Option<String>,
}

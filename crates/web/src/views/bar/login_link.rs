//! Login links of locations.

use askama::Template;

use super::Place;
use crate::views::{frame::Frame, parts::Notice};

/// Whoever works at a location may be given a link.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/login_link.html")]
pub struct LoginLinkPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// Something to say first.
    pub notice: Option<Notice>,
    /// Who works there.
    pub user: Option<String>,
    /// Whether a link can be made for them.
    pub may_make: bool,
    /// "1 h".
    pub life: String,
}

/// The link, shown this once.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/login_link_made.html")]
pub struct LoginLinkMade {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// Whose it is.
    pub user: String,
    /// Its address.
    pub url: String,
    /// The same as a code.
    pub qr_svg: String,
    /// When it stops working.
    pub until: String,
}

//! One show.

use askama::Template;

use super::PerformanceRow;
use crate::views::frame::Frame;

/// A picture of the show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// Where it is; the content security policy allows this site only.
    pub src: String,
    /// What it shows; empty when it adds nothing to the title.
    pub alt: String,
    /// Width in pixels, so that nothing moves while it loads.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The page of a show, at `/shows/{slug}`.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/show.html")]
pub struct Show {
    /// The frame.
    pub frame: Frame,
    /// The title.
    pub title: String,
    /// Duration, language and the like: "2 h 10 min", "in English".
    pub facts: Vec<String>,
    /// The description, a paragraph each.
    pub description: Vec<String>,
    /// The poster; without one the title is set as a playbill.
    pub poster: Option<Poster>,
    /// The coming performances, in order.
    pub performances: Vec<PerformanceRow>,
}

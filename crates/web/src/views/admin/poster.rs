//! The poster of a show.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::parts::Field;
use crate::views::theatre::Poster;

/// What the page of a show says of its poster, and the form that sets it.
#[derive(Clone, Debug, Default)]
pub struct PosterPanel {
    /// The poster it has.
    pub poster: Option<Poster>,
    /// The file; a browser never shows one again.
    pub image: Field,
    /// What it shows.
    pub alt: Field,
}

/// Asks before a poster is removed, at `/admin/shows/{id}/poster/remove`; without scripts the only way there.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/poster_remove.html")]
pub struct PosterRemove {
    /// The frame.
    pub frame: Frame,
    /// The id of the show.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What would be removed.
    pub poster: Poster,
}

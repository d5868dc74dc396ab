//! Door links: made, listed, taken back.

use askama::Template;

use super::{State, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice};

/// `/admin/performances/{id}/door-links`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/door_links.html")]
pub struct DoorLinksPage {
    /// The frame.
    pub frame: Frame,
    /// The id of the performance.
    pub performance_id: String,
    /// "The Cherry Orchard, Saturday 28 November, 20:00".
    pub in_words: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// Why none can be made now; `None` shows the form.
    pub obstacle: Option<String>,
    /// What makes the form one form.
    pub form_key: String,
    /// Whom it is for.
    pub name: Field,
    /// Until when, as `datetime-local` has it.
    pub valid_until: Field,
    /// "Berlin time".
    pub clock: String,
    /// The links, the newest first.
    pub links: Vec<DoorLinkLine>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorLinkLine {
    /// The id.
    pub id: String,
    /// Whom it is for.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Whether it works: then it can be renewed and revoked.
    pub works: bool,
    /// "Saturday 28 November, 23:30".
    pub until: String,
    /// RFC 3339 with offset.
    pub until_datetime: String,
}

impl DoorLinksPage {
    fn back(&self) -> String {
        format!("/admin/performances/{}", self.performance_id)
    }

    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("name", "Helper", &self.name),
            ("valid_until", "Works until", &self.valid_until),
        ])
    }
}

/// A link that was made or renewed, with its address: shown this once.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/door_link.html")]
pub struct DoorLinkPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// The id of the performance.
    pub performance_id: String,
    /// "The Cherry Orchard, Saturday 28 November, 20:00".
    pub in_words: String,
    /// Whom it is for.
    pub name: String,
    /// The address.
    pub url: String,
    /// The same as an SVG.
    pub qr_svg: String,
    /// "Saturday 28 November, 23:30".
    pub until: String,
}

impl DoorLinkPage {
    fn back(&self) -> String {
        format!("/admin/performances/{}/door-links", self.performance_id)
    }
}

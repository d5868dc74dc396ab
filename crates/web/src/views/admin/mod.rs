//! Administration: what content managers and the box office work with.
//!
//! Lists are one page, [`ListPage`], filled by one function per kind of thing; forms have a
//! view each, whose fields are named as in the API.

mod list;
mod outbox;
mod overview;
mod performance;
mod reservation;
mod show;
mod venue;

pub use list::{Cell, Column, Empty, Filter, ListBasics, ListPage, Pager, Row, Search};
pub use outbox::{ParkedLine, outbox};
pub use overview::{Overview, PerformanceToday, Step};
pub use performance::{
    PerformanceFilter, PerformanceLine, PerformancePage, Tally, Zone, performances,
};
pub use reservation::{
    Event, Guest, Resend, ReservationCancel, ReservationFilter, ReservationLine, ReservationNew,
    ReservationPage, ReservationStatus, reservations,
};
pub use show::{ShowLine, ShowPage, shows};
pub use venue::{RoomLine, RoomPage, VenueLine, VenuePage, rooms, venues};

use super::frame::NavItem;
use super::parts::{Field, FieldError};

/// The pages in the masthead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/admin`.
    Overview,
    /// `/admin/performances`.
    Performances,
    /// `/admin/reservations`.
    Reservations,
    /// `/admin/shows`.
    Shows,
    /// `/admin/venues`, with their rooms.
    Venues,
    /// `/admin/outbox`.
    Outbox,
}

/// What the person signed in may do; an administrator may do everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each permission, as they are granted"
)]
pub struct Access {
    /// Everything.
    pub administrator: bool,
    /// Venues, rooms, shows, performances.
    pub content: bool,
    /// Reservations and their e-mails.
    pub box_office: bool,
    /// The door.
    pub door: bool,
}

impl Access {
    /// May create and change what is played.
    #[must_use]
    pub const fn to_content(self) -> bool {
        self.administrator || self.content
    }

    /// May see reservations.
    #[must_use]
    pub const fn to_box_office(self) -> bool {
        self.administrator || self.box_office
    }

    /// May admit.
    #[must_use]
    pub const fn to_door(self) -> bool {
        self.administrator || self.door
    }
}

/// The navigation: only what may be opened.
#[must_use]
pub fn nav(access: Access, current: Option<Section>) -> Vec<NavItem> {
    let either = access.to_content() || access.to_box_office();
    [
        (true, Some(Section::Overview), "Overview", "/admin"),
        (
            either,
            Some(Section::Performances),
            "Performances",
            "/admin/performances",
        ),
        (
            access.to_box_office(),
            Some(Section::Reservations),
            "Reservations",
            "/admin/reservations",
        ),
        (
            access.to_content(),
            Some(Section::Shows),
            "Shows",
            "/admin/shows",
        ),
        (
            access.to_content(),
            Some(Section::Venues),
            "Venues",
            "/admin/venues",
        ),
        (
            access.to_box_office(),
            Some(Section::Outbox),
            "Undelivered",
            "/admin/outbox",
        ),
        (access.to_door(), None, "Door", "/door"),
    ]
    .into_iter()
    .filter(|(allowed, ..)| *allowed)
    .map(|(_, section, label, href)| {
        let item = NavItem::new(label, href);
        if section.is_some() && section == current {
            item.current()
        } else {
            item
        }
    })
    .collect()
}

/// Words with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: String,
    /// Where they lead.
    pub href: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// How a state is marked; the mark and the word say it, the colour only helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Done,
    /// Somebody has to do something yet.
    Open,
    /// Switched off, over, or withdrawn.
    Off,
    /// Gone wrong.
    Refused,
}

impl Tone {
    /// The class that sets the colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "state-done",
            Self::Open => "state-open",
            Self::Off => "state-off",
            Self::Refused => "state-refused",
        }
    }

    /// The mark before the word.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Done => "●",
            Self::Open => "◐",
            Self::Off => "○",
            Self::Refused => "✕",
        }
    }
}

/// A state in one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// How it is marked.
    pub tone: Tone,
    /// "Confirmed".
    pub word: String,
}

impl State {
    /// A state.
    #[must_use]
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self {
            tone,
            word: word.into(),
        }
    }

    /// Whether a show can be seen by the public.
    #[must_use]
    pub fn published(published: bool) -> Self {
        if published {
            Self::new(Tone::Done, "Published")
        } else {
            Self::new(Tone::Off, "Not published")
        }
    }

    /// Whether places can be reserved.
    #[must_use]
    pub fn booking(open: bool) -> Self {
        if open {
            Self::new(Tone::Done, "Booking open")
        } else {
            Self::new(Tone::Off, "Booking closed")
        }
    }
}

/// The errors of a form in the order of its fields, for the summary.
fn errors_of(fields: &[(&str, &str, &Field)]) -> Vec<FieldError> {
    fields
        .iter()
        .filter_map(|(name, label, field)| {
            field.error.as_ref().map(|message| FieldError {
                field: (*name).to_owned(),
                message: format!("{label}: {message}"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Access, Section, nav};

    #[test]
    fn the_navigation_shows_only_what_may_be_opened() {
        let labels = |access| -> Vec<String> {
            nav(access, Some(Section::Shows))
                .into_iter()
                .map(|item| item.label + if item.current { "*" } else { "" })
                .collect()
        };
        let nobody = Access::default();
        assert_eq!(labels(nobody), ["Overview"]);
        let content = Access {
            content: true,
            ..nobody
        };
        assert_eq!(
            labels(content),
            ["Overview", "Performances", "Shows*", "Venues"]
        );
        let box_office = Access {
            box_office: true,
            ..nobody
        };
        assert_eq!(
            labels(box_office),
            ["Overview", "Performances", "Reservations", "Undelivered"]
        );
        let administrator = Access {
            administrator: true,
            ..nobody
        };
        assert_eq!(labels(administrator).len(), 7);
    }
}

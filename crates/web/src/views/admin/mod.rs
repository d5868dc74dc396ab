//! Administration: what content managers and the box office work with.
//!
//! Lists are one page, [`ListPage`], filled by one function per kind of thing; forms have a
//! view each, whose fields are named as in the API.

mod access;
mod account;
mod audit;
pub mod bar;
mod door_link;
mod facilitator;
mod list;
mod outbox;
mod overview;
pub mod payment;
mod performance;
mod poster;
mod reservation;
mod show;
pub mod travel;
mod venue;

pub use access::{AccessPage, DeskRoutes, RoleLine, RouteLine};
pub use account::{
    AccountLine, AccountListFilter, AccountPage, AccountStanding, InvitationPage, accounts,
};
pub use audit::{AuditLine, AuditListFilter, audit};
pub use door_link::{DoorLinkLine, DoorLinkPage, DoorLinksPage};
pub use facilitator::{FacilitatorLine, FacilitatorsPage};
pub use list::{Cell, Column, Empty, Filter, ListBasics, ListPage, Pager, Row, Search};
pub use outbox::{NextAttempt, OutboxRetry, UndeliveredLine, outbox};
pub use overview::{Overview, PerformanceToday, Step};
pub use performance::{
    PerformanceFilter, PerformanceLine, PerformancePage, Tally, Zone, performances,
};
pub use poster::{PosterPanel, PosterRemove};
pub use reservation::{
    CheckIn, Event, Guest, Resend, ReservationCancel, ReservationFilter, ReservationLine,
    ReservationNew, ReservationPage, ReservationStatus, reservations,
};
pub use show::{ShowLine, ShowPage, shows};
pub use venue::{RoomLine, RoomPage, VenueLine, VenuePage, rooms, venues};

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
    /// `/admin/payments`.
    Payments,
    /// `/admin/outbox`.
    Outbox,
    /// `/admin/privacy`.
    Privacy,
    /// `/admin/accounts`.
    Accounts,
    /// `/admin/facilitators`.
    Facilitators,
    /// `/admin/access`.
    Access,
    /// `/admin/audit`.
    Audit,
}

impl Section {
    /// Its address, by which the menu knows it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/admin",
            Self::Performances => "/admin/performances",
            Self::Reservations => "/admin/reservations",
            Self::Shows => "/admin/shows",
            Self::Venues => "/admin/venues",
            Self::Payments => "/admin/payments",
            Self::Outbox => "/admin/outbox",
            Self::Privacy => "/admin/privacy",
            Self::Accounts => "/admin/accounts",
            Self::Facilitators => "/admin/facilitators",
            Self::Access => "/admin/access",
            Self::Audit => "/admin/audit",
        }
    }
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

    /// Whether something is in use.
    #[must_use]
    pub fn active(active: bool) -> Self {
        if active {
            Self::new(Tone::Done, "Active")
        } else {
            Self::new(Tone::Off, "Switched off")
        }
    }
}

/// The errors of a form in the order of its fields, for the summary.
pub(crate) fn errors_of(fields: &[(&str, &str, &Field)]) -> Vec<FieldError> {
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

//! The door: which performance or departure, the camera, hand entry, and the verdict.
//!
//! Nothing here can hold personal data: a door page knows counts, times and what is played, or where the bus goes.

use askama::Template;

use super::frame::Frame;
use super::parts::{Field, Notice};

/// What a door is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorKind {
    /// A performance.
    Performance,
    /// A departure.
    Departure,
}

impl DoorKind {
    /// Its name in the script.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Departure => "departure",
        }
    }

    /// Where those are who were admitted.
    #[must_use]
    pub const fn admitted(self) -> &'static str {
        match self {
            Self::Performance => "inside",
            Self::Departure => "on board",
        }
    }

    /// Where the doors of this kind are chosen.
    #[must_use]
    pub const fn doors(self) -> &'static str {
        match self {
            Self::Performance => "/door",
            Self::Departure => "/door/departures",
        }
    }

    /// What a ticket for another one is.
    #[must_use]
    pub const fn wrong(self) -> VerdictKind {
        match self {
            Self::Performance => VerdictKind::WrongPerformance,
            Self::Departure => VerdictKind::WrongDeparture,
        }
    }
}

/// The performance or the departure at whose door somebody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorOccurrence {
    /// Its id.
    pub id: String,
    /// Which of the two it is.
    pub kind: DoorKind,
    /// "The Cherry Orchard", "Kigali to Musanze".
    pub title: String,
    /// "Today", "Tomorrow" or "Friday 27 November".
    pub day: String,
    /// "20:00", on the clocks of the place.
    pub time: String,
    /// RFC 3339 with offset, for `<time datetime>`.
    pub datetime: String,
    /// "Main stage", or the plate of the bus.
    pub place: String,
    /// How many have been admitted.
    pub inside: u32,
    /// How many are expected: the confirmed places.
    pub expected: u32,
}

impl DoorOccurrence {
    /// Where its door is.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.kind.doors(), self.id)
    }
}

/// Whether a performance or a departure is the one to open the door for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// The doors are open, or open within the hour.
    Now,
    /// Later.
    Later,
    /// It has begun, or should have left; latecomers only.
    Begun,
}

/// A line of [`DoorChoose`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorChoice {
    /// What is played, or leaves.
    pub at: DoorOccurrence,
    /// How near it is.
    pub nearness: Nearness,
}

/// Which door? At `/door` performances, at `/door/departures` departures, from six hours ago to a day ahead.
#[derive(Clone, Debug, Template)]
#[template(path = "door/choose.html")]
pub struct DoorChoose {
    /// The frame, of the door desk.
    pub frame: Frame,
    /// Something to say first, for example that a performance is over.
    pub notice: Option<Notice>,
    /// What is chosen from.
    pub kind: DoorKind,
    /// Whether the other kind can be chosen from too.
    pub other_kind: bool,
    /// What can be chosen.
    pub choices: Vec<DoorChoice>,
}

/// The camera, at `/door/{id}` and `/door/departures/{id}`. Without scripts, or when the camera is refused, the
/// same page is the form of the hand entry.
#[derive(Clone, Debug, Template)]
#[template(path = "door/scan.html")]
pub struct DoorScan {
    /// The frame, of the door desk.
    pub frame: Frame,
    /// Whose door it is.
    pub at: DoorOccurrence,
    /// IANA name of the place's zone; the script sets times in it.
    pub time_zone: String,
    /// The hand entry, with its error when it was refused.
    pub token: Field,
    /// Where the script asks every few seconds how many are inside by now, other phones
    /// included: a GET that answers `{"inside": 42, "expected": 80}`. `None` leaves it out.
    pub count_href: Option<String>,
    /// Whether other doors can be chosen: not by a helper with a door link.
    pub other_doors: bool,
}

/// A ticket that is good, before it is admitted by hand.
#[derive(Clone, Debug, Template)]
#[template(path = "door/preview.html")]
pub struct DoorPreview {
    /// The frame, of the door desk; `private` should be set, the page carries a ticket.
    pub frame: Frame,
    /// Whose door it is.
    pub at: DoorOccurrence,
    /// The ticket's token, sent on as the hidden field `token`.
    pub token: String,
    /// How many the ticket is for.
    pub party_size: u32,
    /// How many of them are outside still.
    pub remaining: u32,
    /// How many to admit, with its error when it was refused; begins with `remaining`.
    pub count: Field,
}

/// What is behind a door link, at `/door-link`; opening it changes nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "door/link.html")]
pub struct DoorLink {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// Its door; `None` shows that the link is of no use any more.
    pub door: Option<LinkedDoor>,
}

/// The door that a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedDoor {
    /// "The Cherry Orchard".
    pub show_title: String,
    /// "Saturday 28 November".
    pub day: String,
    /// "20:00", in the venue's zone.
    pub time: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "Main stage".
    pub room: String,
    /// Until when it works, in words.
    pub until: String,
    /// What the POST sends back as `token`.
    pub token: String,
}

/// What the door says to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictKind {
    /// Admitted.
    Welcome,
    /// The whole party is inside.
    AlreadyIn,
    /// A ticket for another performance.
    WrongPerformance,
    /// A ticket for another departure.
    WrongDeparture,
    /// No ticket of this house.
    NotValid,
    /// Cancelled, or never confirmed.
    NotConfirmed,
    /// The door does not take the ticket yet.
    TooEarly,
    /// The door no longer takes the ticket.
    TooLate,
    /// More than are outside.
    TooMany,
    /// The last check-in was taken back.
    Undone,
    /// Too many scans; wait.
    Slow,
    /// No answer.
    Failed,
}

impl VerdictKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Welcome,
        Self::AlreadyIn,
        Self::WrongPerformance,
        Self::WrongDeparture,
        Self::NotValid,
        Self::NotConfirmed,
        Self::TooEarly,
        Self::TooLate,
        Self::TooMany,
        Self::Undone,
        Self::Slow,
        Self::Failed,
    ];

    /// Its name in the script.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::AlreadyIn => "already-in",
            Self::WrongPerformance => "wrong-performance",
            Self::WrongDeparture => "wrong-departure",
            Self::NotValid => "not-valid",
            Self::NotConfirmed => "not-confirmed",
            Self::TooEarly => "too-early",
            Self::TooLate => "too-late",
            Self::TooMany => "too-many",
            Self::Undone => "undone",
            Self::Slow => "slow",
            Self::Failed => "failed",
        }
    }

    /// The colour and the shape: `yes` lets in, `ask` is a ticket to talk about, `no` is none,
    /// `wait` says nothing about the ticket.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Welcome => "yes",
            Self::AlreadyIn
            | Self::WrongPerformance
            | Self::WrongDeparture
            | Self::TooEarly
            | Self::TooLate
            | Self::TooMany => "ask",
            Self::NotValid | Self::NotConfirmed => "no",
            Self::Undone | Self::Slow | Self::Failed => "wait",
        }
    }

    /// The word that fills the screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Welcome => "Welcome",
            Self::AlreadyIn => "Already in",
            Self::WrongPerformance => "Not this performance",
            Self::WrongDeparture => "Not this departure",
            Self::NotValid => "Not valid",
            Self::NotConfirmed => "Not confirmed",
            Self::TooEarly => "Too early",
            Self::TooLate => "Too late",
            Self::TooMany => "Too many",
            Self::Undone => "Undone",
            Self::Slow => "One moment",
            Self::Failed => "No connection",
        }
    }

    /// What to do, when nothing more is known.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Welcome => "Let them in.",
            Self::AlreadyIn => "Everybody on this ticket has been let in.",
            Self::WrongPerformance => "The ticket is for another show, day or time.",
            Self::WrongDeparture => "The ticket is for another route, day or time.",
            Self::NotValid => "This is not a ticket of this house. Look for the code in the mail.",
            Self::NotConfirmed => "The reservation was cancelled, or never confirmed.",
            Self::TooEarly => "This door does not take the ticket yet.",
            Self::TooLate => "This door no longer takes the ticket.",
            Self::TooMany => "Fewer of this party are outside.",
            Self::Undone => "They count as outside again.",
            Self::Slow => "Too many scans in a short time. Wait a little, then try again.",
            Self::Failed => "Trying again is safe: nobody is counted twice.",
        }
    }

    /// Whether the same ticket may be tried again as it is.
    const fn can_retry(self) -> bool {
        matches!(self, Self::Slow | Self::Failed)
    }
}

/// The verdict of a hand entry.
#[derive(Clone, Debug, Template)]
#[template(path = "door/verdict.html")]
pub struct DoorVerdict {
    /// The frame, of the door desk; its title should be [`DoorVerdict::headline_of`].
    pub frame: Frame,
    /// Whose door it is, counted after the verdict.
    pub at: DoorOccurrence,
    /// Which verdict.
    pub kind: VerdictKind,
    /// What follows the word: "2" after Welcome, "20:41" after Already in.
    pub value: Option<String>,
    /// More than [`VerdictKind::advice`]: "2 of 3 are in now." `None` sets the advice.
    pub detail: Option<String>,
    /// The check-in that can be taken back.
    pub check_in_id: Option<String>,
    /// The token to try again with, where trying again can help.
    pub token: Option<String>,
    /// With how many to try again.
    pub count: Option<u32>,
}

impl DoorVerdict {
    /// "Welcome, 2"; "Already in, 20:41"; "Not valid".
    #[must_use]
    pub fn headline_of(kind: VerdictKind, value: Option<&str>) -> String {
        match value {
            Some(value) => format!("{}, {value}", kind.word()),
            None => kind.word().to_owned(),
        }
    }

    fn detail(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.kind.advice())
    }

    /// What the button for trying again sends.
    fn retry(&self) -> Option<&str> {
        self.token.as_deref().filter(|_| self.kind.can_retry())
    }
}

#[cfg(test)]
mod tests {
    use super::{DoorVerdict, VerdictKind};

    #[test]
    fn a_headline_is_a_word_and_what_matters() {
        for (kind, value, headline) in [
            (VerdictKind::Welcome, Some("2"), "Welcome, 2"),
            (VerdictKind::AlreadyIn, Some("20:41"), "Already in, 20:41"),
            (VerdictKind::NotValid, None, "Not valid"),
        ] {
            assert_eq!(DoorVerdict::headline_of(kind, value), headline);
        }
    }

    #[test]
    fn every_verdict_has_its_own_word_and_code() {
        let codes: std::collections::BTreeSet<_> =
            VerdictKind::ALL.iter().map(|kind| kind.code()).collect();
        let words: std::collections::BTreeSet<_> =
            VerdictKind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!((codes.len(), words.len()), (12, 12));
    }
}

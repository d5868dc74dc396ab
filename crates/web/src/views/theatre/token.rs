//! The pages behind the links in the mails. Opening one changes nothing.

use askama::Template;

use super::PerformanceSummary;
use crate::views::frame::Frame;

/// Asks before it confirms, at `GET /reservations/confirm?token=`.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/confirm.html")]
pub struct Confirm {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is being confirmed.
    pub performance: PerformanceSummary,
    /// "2 places".
    pub places: String,
    /// Sent back as the hidden field `token`.
    pub token: String,
    /// Until when the link works, in words.
    pub valid_until: String,
}

/// Asks before it cancels, at `GET /reservations/cancel?token=`.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/cancel.html")]
pub struct Cancel {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is being cancelled.
    pub performance: PerformanceSummary,
    /// "2 places".
    pub places: String,
    /// Sent back as the hidden field `token`.
    pub token: String,
    /// Where "Keep my places" leads: the ticket, or the programme.
    pub keep_href: String,
}

/// After cancelling.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/cancelled.html")]
pub struct Cancelled {
    /// The frame.
    pub frame: Frame,
    /// What was cancelled.
    pub performance: PerformanceSummary,
    /// "2 places".
    pub places: String,
}

/// Why a link does not lead on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenProblem {
    /// Unknown, damaged, or meant for something else.
    Invalid,
    /// Too old: not confirmed in time.
    Expired,
    /// Too old: made for a date that has passed.
    Passed,
    /// The reservation is confirmed already.
    AlreadyConfirmed,
    /// The reservation is cancelled already.
    AlreadyCancelled,
    /// There are fewer places left than the party needs.
    InsufficientSeats {
        /// How many there are.
        left: u32,
    },
    /// The performance has begun, so nothing can be changed.
    Begun,
    /// Some of the party have been let in, so nothing can be cancelled.
    AlreadyInside,
}

impl TokenProblem {
    /// The headline, and the title for the frame.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invalid => "This link does not open anything",
            Self::Expired | Self::Passed => "This link is too old",
            Self::AlreadyConfirmed => "Your places are confirmed already",
            Self::AlreadyCancelled => "This reservation is cancelled",
            Self::InsufficientSeats { .. } => "Too few places are left",
            Self::Begun => "The performance has begun",
            Self::AlreadyInside => "Your party has been let in",
        }
    }

    /// What happened.
    #[must_use]
    pub fn explanation(self) -> String {
        match self {
            Self::Invalid => "It may have lost a piece on its way from the mail.".to_owned(),
            Self::Expired => "The reservation was not confirmed in time, so its places were left to others.".to_owned(),
            Self::Passed => "It was made for a date that has passed.".to_owned(),
            Self::AlreadyConfirmed => "There is nothing left to do: the ticket is in your mail.".to_owned(),
            Self::AlreadyCancelled => "Its places are free for others.".to_owned(),
            Self::InsufficientSeats { left: 0 } => {
                "Since you reserved, the last places have been taken. Nothing has been confirmed.".to_owned()
            }
            Self::InsufficientSeats { left: 1 } => {
                "Since you reserved, others were faster: one place is left. Nothing has been confirmed.".to_owned()
            }
            Self::InsufficientSeats { left } => format!(
                "Since you reserved, others were faster: {left} places are left. Nothing has been confirmed."
            ),
            Self::Begun => "The reservation can no longer be changed.".to_owned(),
            Self::AlreadyInside => "The reservation can no longer be cancelled.".to_owned(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Invalid => {
                "Open the link in the mail once more, or copy the whole of it into the address bar."
            }
            Self::Expired => "If there are still places, reserve them again; it takes a minute.",
            Self::Passed => "If there is something left to do, answer the mail it came with.",
            Self::AlreadyConfirmed => {
                "Look for the mail with your ticket and show its code at the door."
            }
            Self::AlreadyCancelled => {
                "If you have changed your mind, reserve again while there are places."
            }
            Self::InsufficientSeats { left: 0 } => "Look for another date.",
            Self::InsufficientSeats { .. } => {
                "Reserve again with a smaller party, or look for another date."
            }
            Self::Begun => "If you are on your way, speak to the staff at the door.",
            Self::AlreadyInside => "If that cannot be, speak to the staff at the door.",
        }
    }
}

/// Says why a link does not lead on and what to do.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/token_problem.html")]
pub struct TokenProblemPage {
    /// The frame; `private` should be set.
    pub frame: Frame,
    /// What is the matter.
    pub problem: TokenProblem,
    /// The performance, where it is known.
    pub performance: Option<PerformanceSummary>,
    /// Where to reserve again, `/performances/{id}`; `None` offers the programme only.
    pub reserve_href: Option<String>,
}

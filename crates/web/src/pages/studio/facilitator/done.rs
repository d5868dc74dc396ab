//! What has just been done, told by a word of the query: never by text from it.

use axum::response::{IntoResponse, Redirect, Response};
use foh_domain::studio::Session;

use crate::{
    pages::clock,
    views::{
        parts::{Notice, NoticeKind},
        studio::facilitator::guests_in_words,
    },
};

/// What a POST did before it led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// A session is there.
    Made,
    /// Nothing new: the form had been sent before.
    MadeBefore,
    /// A change is kept.
    Saved,
    /// A change is kept, and the guests are told of it.
    Told,
    /// A session is called off.
    Cancelled,
    /// It had been called off before.
    CancelledBefore,
}

impl Done {
    const ALL: [Self; 6] = [
        Self::Made,
        Self::MadeBefore,
        Self::Saved,
        Self::Told,
        Self::Cancelled,
        Self::CancelledBefore,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::MadeBefore => "made_before",
            Self::Saved => "saved",
            Self::Told => "told",
            Self::Cancelled => "cancelled",
            Self::CancelledBefore => "cancelled_before",
        }
    }

    /// What the page says about a session for which so many have booked.
    fn words(self, booked: u32) -> (NoticeKind, &'static str, String) {
        use NoticeKind::{Done, Info};
        match self {
            Self::Made => (Done, "The session is there", "It can be booked now.".into()),
            Self::MadeBefore => (
                Info,
                "It was made once",
                "This form had been sent before, and this is what it made. To make another, begin with an empty form.".into(),
            ),
            Self::Saved => (Done, "Saved", String::new()),
            Self::Told if booked == 1 => {
                (Done, "Saved", "1 guest is told of it by e-mail.".into())
            }
            Self::Told => (
                Done,
                "Saved",
                format!("{} are told of it by e-mail.", guests_in_words(booked)),
            ),
            Self::Cancelled => (
                Done,
                "The session is called off",
                "Whoever had booked it is told by e-mail.".into(),
            ),
            Self::CancelledBefore => (Info, "It had been called off already", String::new()),
        }
    }

    /// The notice that a word of the query asks for; other words say nothing. `saved` is the session that was saved.
    pub(super) fn notice(word: &str, saved: Option<&Session>, booked: u32) -> Option<Notice> {
        let done = Self::ALL.into_iter().find(|done| done.word() == word)?;
        let (kind, title, text) = done.words(booked);
        let twice = saved.is_some_and(comes_twice);
        if !twice || !matches!(done, Self::Made | Self::Saved | Self::Told) {
            return Some(Notice::new(kind, title, text));
        }
        let clocks = "The clocks go back that night, and a time comes twice: the earlier one is meant. If it should be the later one, choose a time that comes once.";
        let text = format!("{text} {clocks}");
        Some(Notice::new(NoticeKind::Warning, title, text.trim()))
    }

    /// Leads on to where it can be seen.
    pub(super) fn seen_at(self, path: &str) -> Response {
        Redirect::to(&format!("{path}?done={}", self.word())).into_response()
    }
}

fn comes_twice(session: &Session) -> bool {
    [session.starts_at, session.ends_at]
        .into_iter()
        .any(|at| clock::comes_again(at, &session.time_zone))
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn every_word_has_a_notice_and_no_other_does() {
        for (at, done) in Done::ALL.iter().enumerate() {
            let notice = Done::notice(done.word(), None, 5).unwrap();
            assert_eq!(notice.title, done.words(5).1);
            let before = &Done::ALL[..at];
            assert!(before.iter().all(|other| other.word() != done.word()));
        }
        for word in ["", "SAVED", "saved ", "<b>"] {
            assert_eq!(Done::notice(word, None, 5), None);
        }
    }

    #[test]
    fn guests_are_counted() {
        for (booked, said) in [
            (1, "1 guest is told of it by e-mail."),
            (5, "5 guests are told of it by e-mail."),
        ] {
            assert_eq!(Done::notice("told", None, booked).unwrap().text, said);
        }
    }
}

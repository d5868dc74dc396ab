//! What has just been done, told by a word of the query: never by text from it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::idempotency::Once;

use crate::{
    http::Problem,
    views::parts::{Notice, NoticeKind},
};

/// What a POST did before it led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// A stock was set.
    Set,
    /// A delivery was added.
    Delivered,
    /// Something was thrown away.
    Wasted,
    /// Something was brought to another location.
    Brought,
    /// The last change was undone.
    Undone,
    /// The alarm minimum was saved.
    Minimum,
    /// A count was saved.
    Counted,
    /// The same form had been sent before.
    Before,
}

impl Done {
    const ALL: [Self; 8] = [
        Self::Set,
        Self::Delivered,
        Self::Wasted,
        Self::Brought,
        Self::Undone,
        Self::Minimum,
        Self::Counted,
        Self::Before,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Delivered => "delivered",
            Self::Wasted => "wasted",
            Self::Brought => "brought",
            Self::Undone => "undone",
            Self::Minimum => "minimum",
            Self::Counted => "counted",
            Self::Before => "before",
        }
    }

    /// What is said of it, in a sentence.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Set => ("It is set", ""),
            Self::Delivered => ("The delivery is added", ""),
            Self::Wasted => ("It is taken off", "It does not count as used."),
            Self::Brought => ("It is noted at both locations", ""),
            Self::Undone => (
                "The last change is undone",
                "Both of them stand among the movements.",
            ),
            Self::Minimum => ("The alarm minimum is saved", ""),
            Self::Counted => ("The count is saved", ""),
            Self::Before => (
                "It had been sent already",
                "It counts once. This is how things stand now.",
            ),
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    /// The notice that a word of the query asks for; other words say nothing.
    pub(super) fn notice(word: &str) -> Option<Notice> {
        let done = Self::of(word)?;
        let kind = if done == Self::Before {
            NoticeKind::Info
        } else {
            NoticeKind::Done
        };
        let (title, text) = done.words();
        Some(Notice::new(kind, title, text))
    }

    /// The same, to be said in passing.
    pub(super) fn toast(word: &str) -> Option<String> {
        Some(Self::of(word)?.words().0.to_owned())
    }

    /// This, unless it had been done before.
    pub(super) fn unless_before<T>(self, once: &Once<T>) -> Self {
        match once {
            Once::Now(_) => self,
            Once::Before(_) => Self::Before,
        }
    }

    /// Leads on to where it can be seen.
    pub(super) fn seen_at(self, path: &str) -> Response {
        Redirect::to(&format!("{path}?done={}", self.word())).into_response()
    }
}

/// Whether a form is shown once more with what is wrong: everything else is said by a page of its own.
pub(super) fn belongs_to_its_form(problem: &Problem) -> bool {
    matches!(
        problem.code(),
        StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY
    )
}

/// What is wrong, above a form.
pub(super) fn refused(problem: &Problem) -> Notice {
    Notice::new(
        NoticeKind::Refused,
        "Nothing was changed",
        problem.in_words(),
    )
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn every_word_has_a_notice_and_no_other_does() {
        for (at, done) in Done::ALL.iter().enumerate() {
            assert_eq!(Done::notice(done.word()).unwrap().title, done.words().0);
            let before = &Done::ALL[..at];
            assert!(before.iter().all(|other| other.word() != done.word()));
        }
        for word in ["", "SET", "set ", "<b>"] {
            assert_eq!(Done::notice(word), None);
            assert_eq!(Done::toast(word), None);
        }
    }
}

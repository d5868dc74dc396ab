//! What has just been done, told by a word of the query: never by text from it.

use axum::response::{IntoResponse, Redirect, Response};

use crate::views::parts::{Notice, NoticeKind};

/// What a POST did before it led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Seats were sold.
    Sold,
    /// A bus is said to have left.
    Left,
    /// A departure was called off.
    CalledOff,
    /// It had been called off before.
    CalledOffBefore,
    /// A booking was cancelled, and nothing is given back.
    Cancelled,
    /// A booking was cancelled, and the money goes back by the way it came.
    Refunded,
    /// A booking was cancelled, and the money lies on the desk.
    HandBack,
    /// A booking had been cancelled before.
    CancelledBefore,
    /// A ticket is on its way again.
    Sent,
    /// Cash was handed over.
    HandedOver,
    /// It had been handed over before.
    HandedOverBefore,
    /// A drawer is open.
    Opened,
    /// It was open already.
    OpenBefore,
    /// A drawer is closed.
    Closed,
}

impl Done {
    const ALL: [Self; 14] = [
        Self::Sold,
        Self::Left,
        Self::CalledOff,
        Self::CalledOffBefore,
        Self::Cancelled,
        Self::Refunded,
        Self::HandBack,
        Self::CancelledBefore,
        Self::Sent,
        Self::HandedOver,
        Self::HandedOverBefore,
        Self::Opened,
        Self::OpenBefore,
        Self::Closed,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Left => "left",
            Self::CalledOff => "called_off",
            Self::CalledOffBefore => "called_off_before",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::HandBack => "hand_back",
            Self::CancelledBefore => "cancelled_before",
            Self::Sent => "sent",
            Self::HandedOver => "handed_over",
            Self::HandedOverBefore => "handed_over_before",
            Self::Opened => "opened",
            Self::OpenBefore => "open_before",
            Self::Closed => "closed",
        }
    }

    const fn words(self) -> (NoticeKind, &'static str, &'static str) {
        use NoticeKind::{Done, Info};
        match self {
            Self::Sold => (
                Done,
                "Sold",
                "The money is in your drawer, and the ticket goes to the passenger's phone as well.",
            ),
            Self::Left => (
                Done,
                "The bus has left",
                "Nothing is sold or held any more.",
            ),
            Self::CalledOff => (
                Done,
                "The departure is called off",
                "Whoever had booked is told, and what was paid goes back. Cash waits at the desk: it is marked with its booking.",
            ),
            Self::CalledOffBefore => (Info, "It had been called off already", ""),
            Self::Cancelled => (
                Done,
                "The booking is cancelled",
                "Its seats are free, and the passenger is told. Nothing is given back.",
            ),
            Self::Refunded => (
                Done,
                "The booking is cancelled",
                "Its seats are free, and the passenger is told. The money goes back by the way it came.",
            ),
            Self::HandBack => (
                Done,
                "The booking is cancelled",
                "Its seats are free. Hand the money over now: it counts as taken out of your drawer.",
            ),
            Self::CancelledBefore => (Info, "It had been cancelled already", ""),
            Self::Sent => (Done, "The ticket is on its way again", ""),
            Self::HandedOver => (
                Done,
                "Handed over",
                "It counts as taken out of your drawer.",
            ),
            Self::HandedOverBefore => (Info, "It had been handed over already", ""),
            Self::Opened => (
                Done,
                "Your drawer is open",
                "What you sell for cash goes through it until you close it.",
            ),
            Self::OpenBefore => (Info, "Your drawer was open already", "This is it."),
            Self::Closed => (Done, "The drawer is closed", "It is never changed again."),
        }
    }

    /// The notice that a word of the query asks for; other words say nothing.
    pub(super) fn notice(word: &str) -> Option<Notice> {
        let done = Self::ALL.into_iter().find(|done| done.word() == word)?;
        let (kind, title, text) = done.words();
        Some(Notice::new(kind, title, text))
    }

    /// Leads on to where it can be seen.
    pub(super) fn seen_at(self, path: &str) -> Response {
        Redirect::to(&format!("{path}?done={}", self.word())).into_response()
    }
}

/// A notice that something was not done.
pub(super) fn refused(title: &str, text: &str) -> Notice {
    Notice::new(NoticeKind::Refused, title, text)
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn every_word_has_a_notice_and_no_other_does() {
        for (at, done) in Done::ALL.iter().enumerate() {
            assert_eq!(Done::notice(done.word()).unwrap().title, done.words().1);
            let before = &Done::ALL[..at];
            assert!(before.iter().all(|other| other.word() != done.word()));
        }
        for word in ["", "SOLD", "sold ", "<b>"] {
            assert_eq!(Done::notice(word), None);
        }
    }
}

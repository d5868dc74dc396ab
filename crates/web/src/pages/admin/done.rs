//! What has just been done, told by a word of the query: never by text from it.

use axum::response::{IntoResponse, Redirect, Response};

use crate::views::parts::{Notice, NoticeKind};

/// What a POST did before it led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Something new is there.
    Added,
    /// A change is kept.
    Saved,
    /// Kept, and of a time that comes twice the earlier.
    SavedEarlier,
    /// The public sees the show.
    Published,
    /// The public no longer sees the show.
    Withdrawn,
    /// Places can be reserved.
    Opened,
    /// Places can no longer be reserved.
    Closed,
    /// A reservation was made by hand.
    Reserved,
    /// A reservation was cancelled.
    Cancelled,
    /// It had been cancelled before.
    CancelledBefore,
    /// An e-mail is on its way again.
    Sent,
    /// The e-mail was no longer parked.
    NotParked,
    /// Nothing yet: there must be a venue first.
    VenueFirst,
}

impl Done {
    const ALL: [Self; 13] = [
        Self::Added,
        Self::Saved,
        Self::SavedEarlier,
        Self::Published,
        Self::Withdrawn,
        Self::Opened,
        Self::Closed,
        Self::Reserved,
        Self::Cancelled,
        Self::CancelledBefore,
        Self::Sent,
        Self::NotParked,
        Self::VenueFirst,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Saved => "saved",
            Self::SavedEarlier => "saved_earlier",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Reserved => "reserved",
            Self::Cancelled => "cancelled",
            Self::CancelledBefore => "cancelled_before",
            Self::Sent => "sent",
            Self::NotParked => "not_parked",
            Self::VenueFirst => "venue_first",
        }
    }

    /// What the page says.
    const fn words(self) -> (NoticeKind, &'static str, &'static str) {
        use NoticeKind::{Done, Info, Warning};
        match self {
            Self::Added => (Done, "Added", ""),
            Self::Saved => (Done, "Saved", ""),
            Self::SavedEarlier => (
                Warning,
                "Saved, with the earlier of two times",
                "The clocks go back that night, and this time comes twice. If the later one is meant, choose a time that comes once.",
            ),
            Self::Published => (Done, "Published", "Everybody sees the show now."),
            Self::Withdrawn => (
                Done,
                "Withdrawn from the programme",
                "Reservations that were made are kept.",
            ),
            Self::Opened => (Done, "Booking is open", ""),
            Self::Closed => (
                Done,
                "Booking is closed",
                "Reservations that were made are kept.",
            ),
            Self::Reserved => (
                Done,
                "Reserved",
                "The link to confirm with is on its way to the guest.",
            ),
            Self::Cancelled => (Done, "Cancelled", "The places are free for others."),
            Self::CancelledBefore => (Info, "It had been cancelled already", ""),
            Self::Sent => (Done, "The e-mail is on its way again", ""),
            Self::NotParked => (
                Info,
                "This e-mail does not wait here any more",
                "It has been sent again already.",
            ),
            Self::VenueFirst => (
                Info,
                "A room belongs to a venue",
                "Add the venue first, then its rooms.",
            ),
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

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn every_word_has_a_notice_and_no_other_does() {
        for (at, done) in Done::ALL.iter().enumerate() {
            let notice = Done::notice(done.word()).unwrap();
            assert_eq!(notice.title, done.words().1);
            let before = &Done::ALL[..at];
            assert!(before.iter().all(|other| other.word() != done.word()));
        }
        for word in ["", "SAVED", "saved ", "<b>"] {
            assert_eq!(Done::notice(word), None);
        }
    }
}

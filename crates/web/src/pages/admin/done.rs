//! What has just been done, told by a word of the query: never by text from it.

use axum::response::{IntoResponse, Redirect, Response};
use foh_app::Made;

use crate::views::parts::{Notice, NoticeKind};

/// What a POST did before it led on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Something new is there.
    Added,
    /// Nothing new: the form had been sent before.
    AddedBefore,
    /// A change is kept.
    Saved,
    /// Kept, and of a time that comes twice the earlier.
    SavedEarlier,
    /// The public sees the show.
    Published,
    /// The public no longer sees the show.
    Withdrawn,
    /// The show has the poster that was sent.
    PosterSet,
    /// The show has no poster.
    PosterRemoved,
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
    /// Something of the outbox is on its way again.
    Sent,
    /// It did not wait any more.
    NotParked,
    /// Everything of a channel is on its way again.
    SentAll,
    /// Nothing of it waited.
    NothingParked,
    /// A door link was taken back.
    DoorLinkRevoked,
    /// Somebody was invited to the staff.
    Invited,
    /// An invitation was sent again.
    InvitedAgain,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// A link for a new password was sent.
    ResetSent,
    /// An account was signed out everywhere.
    SessionsEnded,
    /// An account was switched off.
    Deactivated,
    /// An account was switched on again.
    Reactivated,
    /// Somebody may hold sessions.
    FacilitatorApproved,
    /// Somebody may not hold sessions.
    FacilitatorRefused,
    /// Personal data was erased.
    Erased,
    /// Nothing yet: there must be a venue first.
    VenueFirst,
    /// Something is in use again.
    SwitchedOn,
    /// Something is not in use any more.
    SwitchedOff,
    /// Something is gone.
    Removed,
    /// Money is on its way back.
    RefundOrdered,
    /// Nothing new: this form had ordered it before.
    RefundOrderedBefore,
    /// A refund is tried again.
    RefundRetried,
    /// A refund was made in another way.
    RefundSettled,
    /// Somebody has looked at a payment.
    PaymentLookedAt,
    /// There was nothing to look at.
    NothingToLookAt,
}

impl Done {
    const ALL: [Self; 38] = [
        Self::Added,
        Self::AddedBefore,
        Self::Saved,
        Self::SavedEarlier,
        Self::Published,
        Self::Withdrawn,
        Self::PosterSet,
        Self::PosterRemoved,
        Self::Opened,
        Self::Closed,
        Self::Reserved,
        Self::Cancelled,
        Self::CancelledBefore,
        Self::Sent,
        Self::NotParked,
        Self::SentAll,
        Self::NothingParked,
        Self::DoorLinkRevoked,
        Self::Invited,
        Self::InvitedAgain,
        Self::InvitationWithdrawn,
        Self::ResetSent,
        Self::SessionsEnded,
        Self::Deactivated,
        Self::Reactivated,
        Self::FacilitatorApproved,
        Self::FacilitatorRefused,
        Self::Erased,
        Self::VenueFirst,
        Self::SwitchedOn,
        Self::SwitchedOff,
        Self::Removed,
        Self::RefundOrdered,
        Self::RefundOrderedBefore,
        Self::RefundRetried,
        Self::RefundSettled,
        Self::PaymentLookedAt,
        Self::NothingToLookAt,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::AddedBefore => "added_before",
            Self::Saved => "saved",
            Self::SavedEarlier => "saved_earlier",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::PosterSet => "poster_set",
            Self::PosterRemoved => "poster_removed",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Reserved => "reserved",
            Self::Cancelled => "cancelled",
            Self::CancelledBefore => "cancelled_before",
            Self::Sent => "sent",
            Self::NotParked => "not_parked",
            Self::SentAll => "sent_all",
            Self::NothingParked => "nothing_parked",
            Self::DoorLinkRevoked => "door_link_revoked",
            Self::Invited => "invited",
            Self::InvitedAgain => "invited_again",
            Self::InvitationWithdrawn => "invitation_withdrawn",
            Self::ResetSent => "reset_sent",
            Self::SessionsEnded => "sessions_ended",
            Self::Deactivated => "deactivated",
            Self::Reactivated => "reactivated",
            Self::FacilitatorApproved => "facilitator_approved",
            Self::FacilitatorRefused => "facilitator_refused",
            Self::Erased => "erased",
            Self::VenueFirst => "venue_first",
            Self::SwitchedOn => "switched_on",
            Self::SwitchedOff => "switched_off",
            Self::Removed => "removed",
            Self::RefundOrdered => "refund_ordered",
            Self::RefundOrderedBefore => "refund_ordered_before",
            Self::RefundRetried => "refund_retried",
            Self::RefundSettled => "refund_settled",
            Self::PaymentLookedAt => "payment_looked_at",
            Self::NothingToLookAt => "nothing_to_look_at",
        }
    }

    /// What the page says.
    #[expect(clippy::too_many_lines, reason = "a table of words")]
    const fn words(self) -> (NoticeKind, &'static str, &'static str) {
        use NoticeKind::{Done, Info, Warning};
        match self {
            Self::Added => (Done, "Added", ""),
            Self::AddedBefore => (
                Info,
                "It was added once",
                "This form had been sent before, and this is what it made. To add another, begin with an empty form.",
            ),
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
            Self::PosterSet => (Done, "The poster is set", ""),
            Self::PosterRemoved => (Done, "The show has no poster now", ""),
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
            Self::Sent => (Done, "It is on its way again", ""),
            Self::NotParked => (
                Info,
                "This does not wait here any more",
                "It has been sent again already, or is being sent.",
            ),
            Self::SentAll => (Done, "Everything is on its way again", ""),
            Self::NothingParked => (Info, "Nothing of this waits here any more", ""),
            Self::DoorLinkRevoked => (
                Done,
                "The door link is revoked",
                "Whoever was signed in by it is signed out.",
            ),
            Self::Invited => (Done, "Invited", "The link to accept is on its way."),
            Self::InvitedAgain => (
                Done,
                "The invitation is on its way again",
                "The link that was sent before works no more.",
            ),
            Self::InvitationWithdrawn => (
                Done,
                "The invitation is withdrawn",
                "Its link works no more, and the account is gone.",
            ),
            Self::ResetSent => (Done, "The link for a new password is on its way", ""),
            Self::SessionsEnded => (Done, "Signed out everywhere", ""),
            Self::Deactivated => (
                Done,
                "Deactivated",
                "Whatever was signed in with it is signed out.",
            ),
            Self::Reactivated => (Done, "Reactivated", ""),
            Self::FacilitatorApproved => (
                Done,
                "Approved",
                "They can hold sessions from now on, and are told so by e-mail.",
            ),
            Self::FacilitatorRefused => (
                Done,
                "Refused",
                "They are told so by e-mail, and may apply again.",
            ),
            Self::Erased => (Done, "The personal data is erased", ""),
            Self::VenueFirst => (
                Info,
                "A room belongs to a venue",
                "Add the venue first, then its rooms.",
            ),
            Self::SwitchedOn => (Done, "Switched on", ""),
            Self::SwitchedOff => (Done, "Switched off", ""),
            Self::Removed => (Done, "Removed", ""),
            Self::RefundOrdered => (
                Done,
                "The refund is ordered",
                "What becomes of it is shown here. Cash waits at the desk.",
            ),
            Self::RefundOrderedBefore => (
                Info,
                "The refund was ordered once",
                "This form had been sent before. To give more back, begin with an empty form.",
            ),
            Self::RefundRetried => (Done, "The refund is on its way again", ""),
            Self::RefundSettled => (Done, "It is noted as given back", ""),
            Self::PaymentLookedAt => (
                Done,
                "It is noted that somebody has looked",
                "The payment calls for no more attention.",
            ),
            Self::NothingToLookAt => (
                Info,
                "There is nothing to be noted",
                "Nothing is wrong with it any more, or the money has to be given back first.",
            ),
        }
    }

    /// The notice that a word of the query asks for; other words say nothing.
    pub(super) fn notice(word: &str) -> Option<Notice> {
        let done = Self::ALL.into_iter().find(|done| done.word() == word)?;
        let (kind, title, text) = done.words();
        Some(Notice::new(kind, title, text))
    }

    /// Leads on to what a form has made under `list`; this is said when it made it now.
    pub(super) fn made(self, made: Made, list: &str) -> Response {
        let done = match made {
            Made::Now(_) => self,
            Made::Before(_) => Self::AddedBefore,
        };
        done.seen_at(&format!("{list}/{}", made.id()))
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

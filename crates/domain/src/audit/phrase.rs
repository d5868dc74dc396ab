//! Entries in words that people read: "admitted 2 of 3".

use std::collections::BTreeMap;

use super::{Action, Value};
use crate::bar::MovementKind;

/// What was done, to be read after who did it and before to what: "admitted 2 of 3". Words that are not there, because the
/// details were erased, are left out.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one line for each action, exhaustively"
)]
pub fn phrase(action: Action, words: &BTreeMap<String, Value>) -> String {
    let word = |name: &str| words.get(name).map(ToString::to_string);
    let with = |text: &str, name: &str, before: &str| match word(name) {
        Some(value) => format!("{text}{before}{value}"),
        None => text.to_owned(),
    };
    let named = |text: &str| match (word("what"), word("name")) {
        (Some(what), Some(name)) => format!("{text} the {what} {name}"),
        (Some(what), None) => format!("{text} the {what}"),
        (None, Some(name)) => format!("{text} {name}"),
        (None, None) => text.strip_suffix(" of").unwrap_or(text).to_owned(),
    };
    let places = |text: &str| match (word("admitted"), word("party")) {
        (Some(admitted), Some(party)) => format!("{text} {admitted} of {party}"),
        (Some(admitted), None) => format!("{text} {admitted}"),
        _ => format!("{text} a party"),
    };
    let change = |text: &str, before: &str, after: &str| match (word(before), word(after)) {
        (Some(before), Some(after)) => format!("{text} from {before} to {after}"),
        _ => text.to_owned(),
    };
    match action {
        Action::SignedIn => with("signed in", "by", " by "),
        Action::SignInFailed => with(
            &with("was refused to sign in", "by", " by "),
            "reason",
            ": ",
        ),
        Action::SignInLocked => with("was locked out", "until", " until "),
        Action::SignedOut => "signed out".to_owned(),
        Action::SessionsRevoked => with("ended sessions", "sessions", ": "),
        Action::SecondFactorAdded => "set up a second factor".to_owned(),
        Action::SecondFactorRemoved => "took away the second factor".to_owned(),
        Action::SecondFactorFailed => "gave a wrong second factor".to_owned(),
        Action::RecoveryCodesMade => "made recovery codes".to_owned(),
        Action::RecoveryCodeUsed => "used a recovery code".to_owned(),
        Action::ExternalIdentityLinked => with("linked an account", "provider", " of "),
        Action::ExternalIdentityUnlinked => with("unlinked an account", "provider", " of "),
        Action::AccountMade => with("made an account", "role", ", role "),
        Action::AccountInvited => with("invited somebody", "role", ", role "),
        Action::InvitationWithdrawn => "withdrew the invitation".to_owned(),
        Action::InvitationAccepted => "accepted the invitation".to_owned(),
        Action::AccountRegistered => "registered".to_owned(),
        Action::RegistrationRefused => {
            "wanted to register an address that has an account".to_owned()
        }
        Action::AddressVerified => "verified the address".to_owned(),
        Action::AccountChanged => with("changed the account", "fields", ": "),
        Action::RoleChanged => change("changed the role", "before", "role"),
        Action::ScopeChanged => "changed what the account reaches".to_owned(),
        Action::AccountDeactivated => "deactivated the account".to_owned(),
        Action::AccountActivated => "activated the account".to_owned(),
        Action::FacilitatorApplied => "applied to hold sessions".to_owned(),
        Action::FacilitatorApproved => "approved the facilitator".to_owned(),
        Action::FacilitatorRefused => "refused the facilitator".to_owned(),
        Action::PasswordChanged => "changed the password".to_owned(),
        Action::PasswordRefused => "gave a wrong present password".to_owned(),
        Action::PasswordResetAsked => "asked for a new password".to_owned(),
        Action::PasswordReset => "set a new password".to_owned(),
        Action::ApiTokenMade => with("made an API token", "name", ": "),
        Action::ApiTokenRevoked => with("revoked an API token", "name", ": "),
        Action::RefreshTokenReused => {
            "used a refresh token twice; its family was revoked".to_owned()
        }
        Action::RefreshTokensRevoked => "revoked refresh tokens".to_owned(),
        Action::SigningKeyMade => "made a signing key".to_owned(),
        Action::SigningKeyRetired => "retired a signing key".to_owned(),
        Action::SignInLinkMade => with("made a sign-in link", "location", " for "),
        Action::SignInLinkRevoked => "revoked a sign-in link".to_owned(),
        Action::DoorLinkMade => "made a door link".to_owned(),
        Action::DoorLinkRenewed => "gave a door link a new address".to_owned(),
        Action::DoorLinkRevoked => "took back a door link".to_owned(),
        Action::DoorLinkOpened => "began at the door by a link".to_owned(),
        Action::CheckInAdmitted => places("admitted"),
        Action::CheckInUndone => places("took back the admission of"),
        Action::ReservationMade => with("made a reservation", "party", " for "),
        Action::ReservationCancelled => with("cancelled the reservation", "party", " for "),
        Action::ReservationResent => "sent the reservation's mail again".to_owned(),
        Action::MailRetried => with("tried a mail again", "rows", ", mails: "),
        Action::TextRetried => with("tried a text message again", "rows", ", messages: "),
        Action::CrmRetried => with("told the CRM of a booking again", "rows", ", bookings: "),
        Action::ContentMade => named("made"),
        Action::ContentChanged => named("changed"),
        Action::ContentRemoved => named("removed"),
        Action::ContentImported => {
            let what = with("imported", "what", " ");
            with(&with(&what, "made", ", made: "), "changed", ", changed: ")
        }
        Action::Published => named("published"),
        Action::Unpublished => named("took from the programme"),
        Action::CapacityChanged => change(&named("changed the capacity of"), "before", "after"),
        Action::FareChanged => change(&named("changed the fare of"), "before", "after"),
        Action::PosterChanged => with("put up a poster", "name", " of "),
        Action::PosterRemoved => with("took down the poster", "name", " of "),
        Action::PerformanceMade => with("planned the performance", "starts_at", " at "),
        Action::PerformanceChanged => with("changed the performance", "starts_at", ", now at "),
        Action::BookingOpened => "opened booking".to_owned(),
        Action::BookingClosed => "closed booking".to_owned(),
        Action::PlacesChanged => {
            let additional = change("additional", "additional_before", "additional");
            let occupied = change("occupied by hand", "occupied_before", "occupied");
            format!("changed places: {additional}, {occupied}")
        }
        Action::SessionCancelled => with(&named("called off"), "bookings", ", bookings: "),
        Action::DepartureLeft => with("said that a bus has left", "name", ": "),
        Action::StockMoved => {
            let kind = word("kind");
            let done = match kind.as_deref().and_then(MovementKind::parse) {
                Some(MovementKind::Delivery) => "took a delivery to",
                Some(MovementKind::Waste) => "threw away from",
                Some(MovementKind::Transfer) => "transferred",
                Some(MovementKind::Undo) => "undid a movement of",
                _ => "moved",
            };
            with(&named(done), "by", ": ")
        }
        Action::StockCounted => with(
            &with("saved a count", "name", " of "),
            "rows",
            ", beverages: ",
        ),
        Action::AlarmMinimumChanged => {
            change(&named("changed the alarm minimum of"), "before", "after")
        }
        Action::LocationUserChanged => with("changed the location", "location", " to "),
        Action::StockCorrected => change(&named("set the level of"), "before", "after"),
        Action::DepartureCancelled => with(
            &with("called off the departure", "name", " "),
            "bookings",
            ", bookings: ",
        ),
        Action::ShiftOpened => with("opened a shift", "float", " with "),
        Action::ShiftClosed => with("closed a shift", "counted", " with "),
        Action::TicketPrinted => "made a ticket to print".to_owned(),
        Action::PaymentTaken => with("took a payment", "amount", " of "),
        Action::PaymentAlerted => with("called for a look at a payment", "alert", ": "),
        Action::PaymentLookedAt => with("looked at a payment", "alert", ": "),
        Action::PaymentRetried => with("asked a payment provider again", "rows", ", calls: "),
        Action::RefundOrdered => with(&with("ordered a refund", "amount", " of "), "cause", ", "),
        Action::Refunded => with("refunded", "amount", " "),
        Action::RefundFailed => with("could not refund", "amount", " "),
        Action::RefundRetried => with("tried a refund again", "amount", ", "),
        Action::RefundSettledByHand => with(
            &with("found that a refund arrived", "amount", ", "),
            "reason",
            ": ",
        ),
        Action::Exported => with(&with("exported", "what", " "), "rows", ", rows: "),
        Action::DataCopied => "gave a copy of personal data".to_owned(),
        Action::DataErased => "erased personal data".to_owned(),
        Action::DataExpired => with(
            &with("erased expired data", "what", ": "),
            "rows",
            ", rows: ",
        ),
        Action::DetailsErased => with("erased details of the audit log", "rows", ", rows: "),
        Action::KeysRotated => "changed the secret key".to_owned(),
        Action::BackupMade => "made a backup".to_owned(),
        Action::BackupRestored => "restored a backup".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        for (action, words, expected) in [
            (
                Action::CheckInAdmitted,
                vec![("admitted", Value::from(2_u32)), ("party", 3_u32.into())],
                "admitted 2 of 3",
            ),
            (Action::CheckInAdmitted, vec![], "admitted a party"),
            (
                Action::SignInFailed,
                vec![("by", "password".into()), ("reason", "wrong".into())],
                "was refused to sign in by password: wrong",
            ),
            (
                Action::RoleChanged,
                vec![("before", "door".into()), ("role", "content".into())],
                "changed the role from door to content",
            ),
            (
                Action::ContentMade,
                vec![("what", "venue".into()), ("name", "Teatro Aurora".into())],
                "made the venue Teatro Aurora",
            ),
            (
                Action::Exported,
                vec![("what", "reservations".into()), ("rows", 12_u32.into())],
                "exported reservations, rows: 12",
            ),
            (
                Action::StockMoved,
                vec![
                    ("what", "stock".into()),
                    ("name", "Lager at Terrace".into()),
                    ("kind", "delivery".into()),
                    ("by", "+12".into()),
                ],
                "took a delivery to the stock Lager at Terrace: +12",
            ),
            (
                Action::StockMoved,
                vec![
                    ("what", "stock".into()),
                    ("name", "Lager at Terrace".into()),
                    ("kind", "adjust".into()),
                    ("by", "-0.5".into()),
                ],
                "moved the stock Lager at Terrace: -0.5",
            ),
            (
                Action::StockCorrected,
                vec![
                    ("what", "stock".into()),
                    ("name", "Lager at Terrace".into()),
                    ("before", "5".into()),
                    ("after", "7.25".into()),
                ],
                "set the level of the stock Lager at Terrace from 5 to 7.25",
            ),
            (
                Action::StockCounted,
                vec![("name", "Terrace".into()), ("rows", 12_u32.into())],
                "saved a count of Terrace, beverages: 12",
            ),
            (
                Action::LocationUserChanged,
                vec![("location", "none".into())],
                "changed the location to none",
            ),
        ] {
            let words = words
                .into_iter()
                .map(|(word, value)| (word.to_owned(), value))
                .collect();
            assert_eq!(phrase(action, &words), expected);
        }
    }

    #[test]
    fn every_action_can_be_read_without_details() {
        for action in Action::ALL {
            let text = phrase(*action, &BTreeMap::new());
            assert!(
                !text.is_empty() && !text.ends_with([' ', ':', ',']),
                "{action:?}: {text:?}"
            );
        }
    }
}

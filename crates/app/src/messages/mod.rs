//! E-mails: written to the outbox with their cause, composed when they leave.

mod account;
mod compose;
mod deliver;
mod mailbox;
mod privacy;

use foh_domain::{
    privacy::{Personal, SealError, Sealed},
    token::Token,
};
use foh_store::outbox::{Channel, Entry};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{House, entropy};

pub use mailbox::{KeptMail, KeptMailSummary};

/// What an e-mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Asks to confirm a reservation. Tokens: confirmation, cancellation.
    Confirmation,
    /// Brings the ticket. Tokens: check-in, cancellation.
    Ticket,
    /// Says that the reservation is cancelled. No tokens.
    Cancellation,
    /// Asks to verify the address of an account. Tokens: e-mail verification.
    Verification,
    /// Tells the owner of an account that its address was to be registered once more. One token that is of no use, so
    /// that the entry looks like one of a new account.
    AlreadyRegistered,
    /// Brings the link that sets a new password. Tokens: password reset.
    PasswordReset,
    /// Says that the password was changed. No tokens.
    PasswordChanged,
    /// Asks somebody to join the staff. Tokens: invitation.
    Invitation,
    /// Leads somebody to what is kept about them. Tokens: privacy.
    Privacy,
}

/// What an e-mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A reservation.
    Reservation,
    /// An account.
    Account,
    /// Whoever has an account or a reservation.
    Person,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Confirmation,
        Self::Ticket,
        Self::Cancellation,
        Self::Verification,
        Self::AlreadyRegistered,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::Invitation,
        Self::Privacy,
    ];

    /// The word in the outbox.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Ticket => "ticket",
            Self::Cancellation => "cancellation",
            Self::Verification => "verification",
            Self::AlreadyRegistered => "already_registered",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::Invitation => "invitation",
            Self::Privacy => "privacy",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the subject of its entry is.
    pub(crate) fn subject(self) -> Subject {
        match self {
            Self::Confirmation | Self::Ticket | Self::Cancellation => Subject::Reservation,
            Self::Verification
            | Self::AlreadyRegistered
            | Self::PasswordReset
            | Self::PasswordChanged
            | Self::Invitation => Subject::Account,
            Self::Privacy => Subject::Person,
        }
    }
}

/// The sealed content of an outbox entry: the raw tokens, which exist nowhere else. Whom it goes to
/// and what it says about its subject is read when it leaves.
#[derive(Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) tokens: Vec<String>,
}

impl Personal for Payload {
    const COLUMN: &'static str = "outbox.payload";
}

impl House {
    /// The entry of an e-mail about a reservation or an account, in its lane.
    pub(crate) fn entry(
        &self,
        kind: Kind,
        subject_id: Uuid,
        now: Timestamp,
        tokens: &[&Token],
    ) -> Result<Entry, SealError> {
        let id = entropy::id_beside(subject_id, now);
        let payload = Payload {
            tokens: tokens
                .iter()
                .map(|token| token.reveal().expose_secret().to_owned())
                .collect(),
        };
        let sealed: Sealed<Payload> = self.keyring.seal(id, entropy::bytes(), &payload)?;
        let channel = self.channel();
        Ok(Entry {
            id,
            channel,
            kind: kind.as_str().to_owned(),
            subject_id,
            payload: Some(sealed.as_bytes().to_vec()),
            attempts: 0,
            next_attempt_at: (channel == Channel::Smtp).then_some(now),
            created_at: now,
            last_error: None,
        })
    }
}

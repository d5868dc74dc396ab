//! E-mails: written to the outbox with their cause, composed when they leave.

mod compose;
mod deliver;
mod mailbox;

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
}

impl Kind {
    /// The word in the outbox.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Ticket => "ticket",
            Self::Cancellation => "cancellation",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Confirmation, Self::Ticket, Self::Cancellation]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// The sealed content of an outbox entry: the raw tokens, which exist nowhere else. Whom it goes to
/// and what it says about the performance is read when it leaves.
#[derive(Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) tokens: Vec<String>,
}

impl Personal for Payload {
    const COLUMN: &'static str = "outbox.payload";
}

impl House {
    /// The entry of an e-mail about `reservation_id`, in its lane.
    pub(crate) fn entry(
        &self,
        kind: Kind,
        reservation_id: Uuid,
        now: Timestamp,
        tokens: &[&Token],
    ) -> Result<Entry, SealError> {
        let id = entropy::id_beside(reservation_id, now);
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
            subject_id: reservation_id,
            payload: Some(sealed.as_bytes().to_vec()),
            attempts: 0,
            next_attempt_at: (channel == Channel::Smtp).then_some(now),
            created_at: now,
            last_error: None,
        })
    }
}

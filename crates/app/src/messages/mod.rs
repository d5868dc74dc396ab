//! E-mails and text messages: written to the outbox with their cause, composed when they leave.

mod account;
mod bar;
mod calendar;
mod compose;
mod deliver;
mod given_back;
mod kind;
mod mailbox;
mod moments;
mod privacy;
mod studio;
mod texts;
mod travel;

use foh_domain::{
    identity::PhoneNumber,
    privacy::{Personal, SealError, Sealed},
    token::Token,
};
use foh_store::outbox::{Channel, Entry};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{House, bar::StockAlarm, entropy};

use compose::ComposeError;
pub use deliver::MailCarrier;
pub use kind::Kind;
pub(crate) use kind::Subject;
pub use mailbox::{KeptMail, KeptMailSummary};
pub use texts::{LostText, TextCarrier, TextReportError};

/// The sealed content of an outbox entry: what exists nowhere else, such as the raw tokens. Whom it
/// goes to and what it says about its subject is read when it leaves.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Payload {
    #[serde(default)]
    pub(crate) tokens: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) moved: Option<Moved>,
    /// Who pays, if not the guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) payer: Option<PhoneNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alarm: Option<StockAlarm>,
}

impl Payload {
    /// Of these tokens.
    fn of(tokens: &[&Token]) -> Self {
        let revealed = tokens
            .iter()
            .map(|token| token.reveal().expose_secret().to_owned());
        Self {
            tokens: revealed.collect(),
            ..Self::default()
        }
    }

    /// One of the tokens, by its place.
    fn token(&self, place: usize) -> Result<&str, ComposeError> {
        let token = self.tokens.get(place).map(String::as_str);
        token.ok_or(ComposeError::Entry("a token is missing"))
    }
}

impl Personal for Payload {
    const COLUMN: &'static str = "outbox.payload";
}

/// When a session was before it was moved. When it is now is read when the e-mail leaves, so that the last one is right
/// however often it was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    /// When it began.
    pub(crate) from: Timestamp,
    /// When it ended.
    pub(crate) from_ends: Timestamp,
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
        let payload = Payload::of(tokens);
        self.sealed_entry(self.channel(), kind, subject_id, now, &payload)
    }

    /// What a passenger is told: by e-mail and, where texts are sent, as a text. Whoever has no address, or no number, gets one of them only;
    /// that is known when it leaves.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn travel_letters(
        &self,
        kind: Kind,
        subject_id: Uuid,
        now: Timestamp,
        tokens: &[&Token],
    ) -> Result<Vec<Entry>, SealError> {
        let payload = Payload::of(tokens);
        std::iter::once(self.channel())
            .chain(self.text_channel())
            .map(|channel| self.sealed_entry(channel, kind, subject_id, now, &payload))
            .collect()
    }

    /// Wakes the workers that take away what [`House::travel_letters`] has made.
    pub fn travel_letters_wait(&self) {
        self.mail_waits.notify_one();
        self.texts_wait.notify_one();
    }

    /// The entry of an e-mail to one guest of a session that is moved, in the session's lane. As many as there may be
    /// guests are made before the transaction; in it each gets the id of a booking as its subject.
    pub(crate) fn entry_moved(
        &self,
        session_id: Uuid,
        now: Timestamp,
        moved: Moved,
    ) -> Result<Entry, SealError> {
        let payload = Payload {
            moved: Some(moved),
            ..Payload::default()
        };
        self.sealed_entry(
            self.channel(),
            Kind::SessionMoved,
            session_id,
            now,
            &payload,
        )
    }

    /// The entry of an e-mail that tells of a low stock.
    pub(crate) fn alarm_entry(
        &self,
        stock_id: Uuid,
        alarm: StockAlarm,
        now: Timestamp,
    ) -> Result<Entry, SealError> {
        let payload = Payload {
            alarm: Some(alarm),
            ..Payload::default()
        };
        self.sealed_entry(self.channel(), Kind::StockAlarm, stock_id, now, &payload)
    }

    fn sealed_entry(
        &self,
        channel: Channel,
        kind: Kind,
        subject_id: Uuid,
        now: Timestamp,
        payload: &Payload,
    ) -> Result<Entry, SealError> {
        let id = entropy::id_beside(subject_id, now);
        let sealed: Sealed<Payload> = self.keyring.seal(id, entropy::bytes(), payload)?;
        Ok(Entry {
            id,
            channel,
            kind: kind.as_str().to_owned(),
            subject_id,
            payload: Some(sealed.as_bytes().to_vec()),
            attempts: 0,
            next_attempt_at: channel.leaves().then_some(now),
            created_at: now,
            last_error: None,
        })
    }
}

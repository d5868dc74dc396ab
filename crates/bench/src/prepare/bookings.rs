//! Reservations in bulk, with the tokens that their e-mails would carry.

use std::sync::Arc;

use foh_app::{House, entropy};
use foh_domain::booking::{Guest, GuestFields, PartySize};
use foh_domain::privacy::Keyring;
use foh_domain::token::{Purpose, Token};
use foh_store::outbox::{self, Channel, Entry};
use foh_store::reservations::{self, NewReservation};
use foh_store::tokens::{self, StoredToken};
use foh_store::{StoreError, occurrences};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::house::{keyring, parse, with_house};
use super::programme::faults;
use crate::database::Database;
use crate::{Failure, Result};

/// Reservations of one transaction.
pub const AT_ONCE: usize = 5_000;

/// How long the tokens made here work: longer than any run.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Adds `count` pending reservations of one place and gives their confirmation tokens, as the e-mail carries them.
pub fn confirmation_tokens(
    database: &Database,
    performance: &str,
    count: usize,
) -> Result<Vec<String>> {
    tokens_of(database, performance, count, Purpose::Confirmation)
}

/// Adds `count` confirmed reservations of one place and gives their check-in tokens, as the QR code carries them.
pub fn check_in_tokens(
    database: &Database,
    performance: &str,
    count: usize,
) -> Result<Vec<String>> {
    tokens_of(database, performance, count, Purpose::CheckIn)
}

/// Reservations that stand where tokens of `purpose` are wanted, each with that token and the one to cancel.
fn tokens_of(
    database: &Database,
    performance: &str,
    count: usize,
    purpose: Purpose,
) -> Result<Vec<String>> {
    let performance = parse(performance)?;
    with_house(database, |house| async move {
        let maker = Maker::new()?;
        let mut texts = Vec::with_capacity(count);
        while texts.len() < count {
            let mut chunk = Chunk::default();
            for _ in 0..AT_ONCE.min(count - texts.len()) {
                let now = house.now();
                let id = chunk.reserve(&maker, performance, 1, now)?;
                texts.push(chunk.token(purpose, id, now));
                chunk.token(Purpose::Cancellation, id, now);
            }
            if purpose == Purpose::CheckIn {
                chunk.confirmed = chunk.reservations.iter().map(|new| new.id).collect();
            }
            chunk.store(&house, performance).await?;
        }
        Ok(texts)
    })
}

/// Makes reservations of one guest, sealed as the product seals them.
pub struct Maker {
    keyring: Keyring,
    guest: Guest,
    email_lookup: Option<[u8; 32]>,
}

impl Maker {
    pub fn new() -> Result<Self> {
        let fields = GuestFields {
            name: "Guest 0000000000",
            email: "guest-0000000000@example.org",
            phone: None,
            notes: None,
        };
        Ok(Self::of(Guest::parse(fields).map_err(faults)?))
    }

    /// The same of a passenger.
    pub fn passenger() -> Result<Self> {
        let email = Some("guest-0000000000@example.org");
        let guest = Guest::passenger("Guest 0000000000", "+250788123451", email);
        Ok(Self::of(guest.map_err(faults)?))
    }

    fn of(guest: Guest) -> Self {
        let keyring = keyring();
        Self {
            email_lookup: guest
                .email
                .as_ref()
                .map(|email| keyring.lookup("email", &email.folded())),
            keyring,
            guest,
        }
    }
}

/// What is written in one transaction about one occurrence.
#[derive(Default)]
pub struct Chunk {
    pub reservations: Vec<NewReservation>,
    pub tokens: Vec<StoredToken>,
    pub mails: Vec<Entry>,
    /// Those of the reservations that are confirmed in the same breath.
    pub confirmed: Vec<Uuid>,
}

impl Chunk {
    /// Adds a reservation made at `at` and gives its id.
    pub fn reserve(
        &mut self,
        maker: &Maker,
        occurrence_id: Uuid,
        party: i64,
        at: Timestamp,
    ) -> Result<Uuid> {
        let id = entropy::id_beside(occurrence_id, at);
        self.reservations.push(NewReservation {
            id,
            occurrence_id,
            party: PartySize::parse(party)?,
            guest: maker.keyring.seal(id, entropy::bytes(), &maker.guest)?,
            email_lookup: maker.email_lookup,
            created_by: None,
            created_at: at,
            confirmed_at: None,
        });
        Ok(id)
    }

    /// Adds a token of the reservation `id`, made at `at`, and gives its text.
    pub fn token(&mut self, purpose: Purpose, id: Uuid, at: Timestamp) -> String {
        let token = Token::new(entropy::id_beside(id, at), entropy::bytes());
        self.tokens
            .push(StoredToken::new(&token, purpose, id, (at, at + TOKEN_LIFE)));
        token.reveal().expose_secret().to_owned()
    }

    /// Adds an e-mail about the reservation `id` that left at `at`.
    pub fn sent(&mut self, kind: &str, id: Uuid, at: Timestamp) {
        self.mails.push(Entry {
            id: entropy::id_beside(id, at),
            channel: Channel::Smtp,
            kind: kind.to_owned(),
            subject_id: id,
            payload: None,
            attempts: 1,
            next_attempt_at: None,
            created_at: at,
            last_error: None,
        });
    }

    /// Stores everything and corrects the counter of `occurrence_id`, whose reservations these are.
    pub async fn store(self, house: &House, occurrence_id: Uuid) -> Result<()> {
        let chunk = Arc::new(self);
        house
            .database()
            .write(occurrence_id, move |tx| chunk.write(tx, occurrence_id))
            .await
            .map_err(Failure::from)
    }

    fn write(&self, tx: &mut foh_store::Tx<'_>, occurrence_id: Uuid) -> Result<(), StoreError> {
        reservations::insert(tx, &self.reservations)?;
        tokens::insert(tx, &self.tokens)?;
        outbox::insert(tx, &self.mails)?;
        let Some(now) = self.reservations.last().map(|new| new.created_at) else {
            return Ok(());
        };
        let mut taken = 0;
        // The confirmed ones stand in the order of the reservations.
        let mut confirmed = self.confirmed.iter().peekable();
        for new in &self.reservations {
            if confirmed.next_if_eq(&&new.id).is_some() {
                taken += new.party.get();
            }
        }
        if let Some(occurrence) = occurrences::lock(tx, &[occurrence_id])?.get(&occurrence_id) {
            occurrences::set_confirmed(tx, [(occurrence_id, occurrence.places.confirmed + taken)])?;
        }
        reservations::confirm(tx, self.confirmed.iter().copied(), now)
    }
}

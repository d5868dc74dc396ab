//! A guest, or staff for a guest, reserves places.

use foh_domain::{
    booking::{Guest, PartySize},
    privacy::SealError,
    theatre::{ReserveRefusal, confirmation_expires_at, decide_reserve},
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx, outbox, performances,
    reservations::{self, NewReservation},
    tokens::{self, StoredToken},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::confirm::ConfirmError;
use crate::{House, entropy, messages};

/// A reservation that waits for its confirmation.
#[derive(Debug, Clone)]
pub struct Reserved {
    /// Its id.
    pub reservation_id: Uuid,
    /// How many places it asks for.
    pub party: PartySize,
    /// How many are free; a pending reservation takes none.
    pub available_seats: u32,
}

/// Why no reservation was made.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The rules refuse it.
    #[error("the reservation was refused")]
    Refused(ReserveRefusal),
    /// The guest could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Reserve {
    new: NewReservation,
    confirmation: StoredToken,
    cancellation: StoredToken,
    mail: outbox::Entry,
    now: Timestamp,
}

impl Command for Reserve {
    type Reply = Reserved;
    type Error = ReserveError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Reserved, ReserveError>>, StoreError> {
        let mut ids: Vec<Uuid> = batch
            .iter()
            .map(|reserve| reserve.new.occurrence_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let facts = performances::facts(tx, &ids)?;
        let mut accepted = Vec::with_capacity(batch.len());
        let mut fresh = Vec::with_capacity(batch.len() * 2);
        let results = batch
            .iter()
            .map(|reserve| {
                let performance = facts.get(&reserve.new.occurrence_id);
                decide_reserve(performance, reserve.new.party, reserve.now)
                    .map_err(ReserveError::Refused)?;
                let ends = performance.map_or(reserve.now, |performance| performance.starts_at);
                let mut confirmation = reserve.confirmation.clone();
                confirmation.expires_at = confirmation_expires_at(reserve.now, ends);
                let mut cancellation = reserve.cancellation.clone();
                cancellation.expires_at = ends;
                fresh.extend([confirmation, cancellation]);
                accepted.push(*reserve);
                Ok(Reserved {
                    reservation_id: reserve.new.id,
                    party: reserve.new.party,
                    available_seats: performance
                        .map_or(0, |performance| performance.places.available()),
                })
            })
            .collect();
        reservations::insert(tx, accepted.iter().map(|reserve| &reserve.new))?;
        tokens::insert(tx, &fresh)?;
        outbox::insert(tx, accepted.iter().map(|reserve| &reserve.mail))?;
        Ok(results)
    }
}

impl House {
    /// Reserves places of a performance; the confirmation link goes to the guest's address.
    /// `by` is the member of staff who does it for the guest.
    ///
    /// # Errors
    /// See [`ReserveError`]; nothing was stored, unless the store says that it does not know.
    pub async fn reserve(
        &self,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
        by: Option<Uuid>,
    ) -> Result<Reserved, ReserveError> {
        self.place(performance_id, guest, party, by)
            .await
            .map(|(reserved, _)| reserved)
    }

    /// Reserves and confirms at once, for demonstrations: the token never leaves the house.
    pub(crate) async fn reserve_confirmed(
        &self,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
    ) -> Result<(), ReserveError> {
        let (_, confirmation) = self.place(performance_id, guest, party, None).await?;
        match self.confirm(confirmation).await {
            Ok(_) => Ok(()),
            Err(ConfirmError::Store(error)) => Err(error.into()),
            Err(ConfirmError::Seal(error)) => Err(error.into()),
            Err(ConfirmError::Refused(_)) => {
                Err(ReserveError::Refused(ReserveRefusal::InsufficientSeats {
                    available: 0,
                }))
            }
        }
    }

    async fn place(
        &self,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
        by: Option<Uuid>,
    ) -> Result<(Reserved, Token), ReserveError> {
        let now = self.now();
        let id = entropy::id_beside(performance_id, now);
        let confirmation = Self::new_token(performance_id, now);
        let cancellation = Self::new_token(performance_id, now);
        let mail = self.entry(
            messages::Kind::Confirmation,
            id,
            now,
            &[&confirmation, &cancellation],
        )?;
        let reserve = Reserve {
            new: NewReservation {
                id,
                occurrence_id: performance_id,
                party,
                guest: self.keyring.seal(id, entropy::bytes(), guest)?,
                email_lookup: self.keyring.lookup("email", &guest.email.folded()),
                created_by: by,
                created_at: now,
            },
            confirmation: StoredToken::new(&confirmation, Purpose::Confirmation, id, (now, now)),
            cancellation: StoredToken::new(&cancellation, Purpose::Cancellation, id, (now, now)),
            mail,
            now,
        };
        let reserved = self.db.command(performance_id, reserve).await?;
        self.mail_waits.notify_one();
        Ok((reserved, confirmation))
    }
}

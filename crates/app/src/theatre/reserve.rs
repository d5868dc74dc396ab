//! A guest, or staff for a guest, reserves places.

use foh_domain::{
    audit::Action,
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
use crate::{House, audit::Witness, entropy, messages};

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
    /// Of what staff do for a guest; guests themselves are not witnessed.
    witness: Option<Witness>,
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
        for reserve in accepted {
            if let Some(witness) = &reserve.witness {
                let words = [("party", reserve.new.party.get().into())];
                let about = Some(reserve.new.id);
                witness.note(tx, Action::ReservationMade, about, &words)?;
            }
        }
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
        let id = entropy::id_beside(performance_id, self.now());
        self.place(id, performance_id, guest, party, by)
            .await
            .map(|(reserved, _)| reserved)
    }

    /// The same by staff, under an id in the performance's lane; one that is there already is refused.
    pub(crate) async fn reserve_as(
        &self,
        id: Uuid,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
        by: Uuid,
    ) -> Result<(), ReserveError> {
        self.place(id, performance_id, guest, party, Some(by))
            .await
            .map(|_| ())
    }

    /// Reserves and confirms at once, for demonstrations: the token never leaves the house.
    pub(crate) async fn reserve_confirmed(
        &self,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
    ) -> Result<(), ReserveError> {
        let id = entropy::id_beside(performance_id, self.now());
        let (_, confirmation) = self.place(id, performance_id, guest, party, None).await?;
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
        id: Uuid,
        performance_id: Uuid,
        guest: &Guest,
        party: PartySize,
        by: Option<Uuid>,
    ) -> Result<(Reserved, Token), ReserveError> {
        let now = self.now();
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
                email_lookup: self.email_lookup(guest),
                created_by: by,
                created_at: now,
                confirmed_at: None,
            },
            confirmation: StoredToken::new(&confirmation, Purpose::Confirmation, id, (now, now)),
            cancellation: StoredToken::new(&cancellation, Purpose::Cancellation, id, (now, now)),
            mail,
            now,
            witness: match by {
                Some(by) => Some(self.witness().await?.by(by)),
                None => None,
            },
        };
        let reserved = self.db.command(performance_id, reserve).await?;
        self.mail_waits.notify_one();
        Ok((reserved, confirmation))
    }
}

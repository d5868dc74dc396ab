//! A reservation is cancelled: by its guest, through a link, or by the box office.

use foh_domain::{
    audit::Action,
    booking::{PartySize, ReservationStatus},
    privacy::SealError,
    theatre::{CancelRefusal, decide_cancel},
    token::{Purpose, Token},
};
use foh_store::{StoreError, Tx, occurrences, outbox, reservations, tokens};
use jiff::Timestamp;
use uuid::Uuid;

use super::confirm::claims_of;
use crate::{House, messages};

/// A cancelled reservation.
#[derive(Debug, Clone, Copy)]
pub struct Cancelled {
    /// Its id.
    pub reservation_id: Uuid,
    /// How many places it had asked for.
    pub party: PartySize,
    /// How many are free now.
    pub available_seats: u32,
}

/// Why a reservation was not cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    Unknown,
    /// The link is unknown or was made for something else.
    #[error("the token is not valid")]
    InvalidToken,
    /// The link is too old.
    #[error("the token has expired")]
    ExpiredToken,
    /// The rules refuse it.
    #[error("the cancellation was refused")]
    Refused(CancelRefusal),
    /// The notice could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Cancels in a transaction: locks the occurrence, then the reservation, as every other change does.
fn cancel(
    tx: &mut Tx<'_>,
    (id, occurrence_id, party): (Uuid, Uuid, PartySize),
    now: Timestamp,
    mail: &outbox::Entry,
) -> Result<Cancelled, CancelError> {
    let mut halls = occurrences::lock(tx, &[occurrence_id])?;
    let hall = halls.get_mut(&occurrence_id).ok_or(CancelError::Unknown)?;
    let standing = reservations::lock(tx, &[id])?
        .pop()
        .ok_or(CancelError::Unknown)?;
    let before = hall.places.confirmed;
    decide_cancel(
        (standing.status, party, standing.checked_in),
        &mut hall.places,
        hall.starts_at,
        now,
    )
    .map_err(CancelError::Refused)?;
    if hall.places.confirmed != before {
        occurrences::set_confirmed(tx, [(occurrence_id, hall.places.confirmed)])?;
    }
    reservations::cancel(tx, id, now)?;
    // Who never confirmed is not written to again.
    if standing.status != ReservationStatus::Pending {
        let mut mail = mail.clone();
        mail.subject_id = id;
        outbox::insert(tx, [&mail])?;
    }
    Ok(Cancelled {
        reservation_id: id,
        party,
        available_seats: hall.places.available(),
    })
}

impl House {
    /// Cancels by the link in the guest's e-mail.
    ///
    /// # Errors
    /// See [`CancelError`]; nothing was changed, unless the store says that it does not know.
    pub async fn cancel_by_guest(&self, token: Token) -> Result<Cancelled, CancelError> {
        let now = self.now();
        let lane = token.selector();
        let mail = self.entry(messages::Kind::Cancellation, lane, now, &[])?;
        let cancelled = self
            .db
            .write(lane, move |tx| {
                let claims = claims_of(tx, std::iter::once(&token), Purpose::Cancellation)?;
                let claim = claims
                    .get(&token.selector())
                    .ok_or(CancelError::InvalidToken)?;
                if now >= claim.token.expires_at {
                    return Err(CancelError::ExpiredToken);
                }
                let cancelled = cancel(
                    tx,
                    (claim.token.subject_id, claim.occurrence_id, claim.party),
                    now,
                    &mail,
                )?;
                tokens::mark_used(tx, [token.selector()], now)?;
                Ok(cancelled)
            })
            .await;
        self.cancelled(cancelled)
    }

    /// Cancels for the house.
    ///
    /// # Errors
    /// See [`CancelError`]; nothing was changed, unless the store says that it does not know.
    pub async fn cancel_by_staff(&self, id: Uuid) -> Result<Cancelled, CancelError> {
        let now = self.now();
        let mail = self.entry(messages::Kind::Cancellation, id, now, &[])?;
        let witness = self.witness().await?;
        let cancelled = self
            .db
            .write(id, move |tx| {
                let reservation = reservations::get(tx, id)?.ok_or(CancelError::Unknown)?;
                let cancelled = cancel(
                    tx,
                    (id, reservation.occurrence_id, reservation.party),
                    now,
                    &mail,
                )?;
                let words = [("party", reservation.party.get().into())];
                witness.note(tx, Action::ReservationCancelled, Some(id), &words)?;
                Ok(cancelled)
            })
            .await;
        self.cancelled(cancelled)
    }

    fn cancelled(
        &self,
        cancelled: Result<Cancelled, CancelError>,
    ) -> Result<Cancelled, CancelError> {
        if cancelled.is_ok() {
            self.programme_changed();
            self.mail_waits.notify_one();
        }
        cancelled
    }
}

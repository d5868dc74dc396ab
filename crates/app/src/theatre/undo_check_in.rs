//! Staff take an admission back.

use foh_domain::{audit::Action, booking::ReservationStatus};
use foh_store::{StoreError, check_ins, reservations};
use uuid::Uuid;

use super::{DoorReach, Occurrence};
use crate::House;

/// Why an admission was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such admission, or it was undone before.
    #[error("there is no such admission")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Takes an admission back; answers the reservation and how many of its party are inside. Nobody knows of admissions to what is
    /// beyond their reach.
    ///
    /// # Errors
    /// See [`UndoError`].
    pub async fn undo_check_in(
        &self,
        check_in_id: Uuid,
        reach: DoorReach,
    ) -> Result<(Uuid, u32), UndoError> {
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(check_in_id, move |tx| {
                let check_in = check_ins::get(tx, check_in_id)?.ok_or(UndoError::Unknown)?;
                let reservation = reservations::get(tx, check_in.reservation_id)?;
                let reservation = reservation.ok_or(UndoError::Unknown)?;
                Occurrence::get(tx, reservation.occurrence_id)?
                    .filter(|occurrence| reach.holds(occurrence))
                    .ok_or(UndoError::Unknown)?;
                let mut standing = reservations::lock(tx, &[check_in.reservation_id])?
                    .pop()
                    .ok_or(UndoError::Unknown)?;
                if !check_ins::undo(tx, check_in_id, now)? {
                    return Err(UndoError::Unknown);
                }
                standing.checked_in = standing.checked_in.saturating_sub(check_in.admitted);
                standing.status = ReservationStatus::Confirmed;
                standing.checked_in_at = check_ins::last(tx, standing.id)?;
                reservations::admit(tx, [standing])?;
                let words = [
                    ("admitted", check_in.admitted.into()),
                    ("inside", standing.checked_in.into()),
                ];
                witness.note(tx, Action::CheckInUndone, Some(standing.id), &words)?;
                Ok((standing.id, standing.checked_in))
            })
            .await
    }
}

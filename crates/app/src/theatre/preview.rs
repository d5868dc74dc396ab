//! Looking before acting: what a link or a ticket is about. Changes nothing.

use foh_domain::{
    booking::{PartySize, ReservationStatus},
    token::{Purpose, Token},
};
use foh_store::{
    StoreError,
    performances::{self, PerformanceView},
    reservations,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Occurrence,
    check_in::{CheckInError, CheckInRequest, Doorway},
    confirm::claims_of,
};
use crate::House;

/// What the door sees of a valid ticket: the operational minimum.
#[derive(Debug, Clone)]
pub struct DoorPreview {
    /// The reservation.
    pub reservation_id: Uuid,
    /// How many the party has.
    pub party_size: u32,
    /// How many are inside.
    pub checked_in: u32,
    /// The performance or the departure.
    pub occurrence: Occurrence,
}

/// What the page behind a link shows.
#[derive(Debug, Clone)]
pub struct LinkFacts {
    /// The reservation.
    pub reservation_id: Uuid,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How many places.
    pub party: PartySize,
    /// How many of the party are inside.
    pub checked_in: u32,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// The performance.
    pub performance: PerformanceView,
}

impl House {
    /// What would happen at the door.
    ///
    /// # Errors
    /// See [`CheckInError`].
    pub async fn preview_check_in(
        &self,
        request: CheckInRequest,
    ) -> Result<DoorPreview, CheckInError> {
        let now = self.now();
        // On the write lane of the ticket: rows are locked, so the answer is not older than the last scan.
        self.db
            .write(request.token.selector(), move |tx| {
                let door = Doorway::load(tx, std::iter::once(&request.token))?;
                let (_, occurrence, standing, party_size) =
                    door.decide(&request, now).map_err(CheckInError::Refused)?;
                Ok(DoorPreview {
                    reservation_id: standing.id,
                    party_size,
                    checked_in: standing.checked_in,
                    occurrence: occurrence.clone(),
                })
            })
            .await
    }

    /// What a genuine link made for `purpose` is about, also when it has expired; `None` for any other.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn look_behind(
        &self,
        token: Token,
        purpose: Purpose,
    ) -> Result<Option<LinkFacts>, StoreError> {
        self.db
            .read(move |tx| {
                let claims = claims_of(tx, std::iter::once(&token), purpose)?;
                let Some(claim) = claims.get(&token.selector()) else {
                    return Ok(None);
                };
                let reservation = reservations::get(tx, claim.token.subject_id)?;
                let performance = performances::get(tx, claim.occurrence_id)?;
                Ok(reservation
                    .zip(performance)
                    .map(|(reservation, performance)| LinkFacts {
                        reservation_id: reservation.id,
                        status: reservation.status,
                        party: reservation.party,
                        checked_in: reservation.checked_in,
                        expires_at: claim.token.expires_at,
                        performance,
                    }))
            })
            .await
    }
}

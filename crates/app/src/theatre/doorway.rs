//! What the door sees beside tickets: the performances and departures of the day, and how many are inside.

use std::collections::HashMap;

use foh_store::{StoreError, Tx, check_ins, departures, performances, reservations};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{DoorReach, Occurrence};
use crate::House;

/// What began earlier has no door any more.
const BEGUN: SignedDuration = SignedDuration::from_hours(6);
/// Later ones have none yet.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// Doors offered at once.
const MOST: u32 = 100;

/// A performance or a departure, and how many of its guests are inside.
#[derive(Debug, Clone)]
pub struct AtTheDoor {
    /// Whose door it is.
    pub occurrence: Occurrence,
    /// How many are inside.
    pub inside: u32,
}

/// An admission that was not taken back.
#[derive(Debug, Clone, Copy)]
pub struct Admission {
    /// To what.
    pub occurrence_id: Uuid,
    /// How many were admitted.
    pub admitted: u32,
    /// How many of the party are inside by now.
    pub checked_in: u32,
    /// How many the party has.
    pub party_size: u32,
    /// When.
    pub at: Timestamp,
}

impl House {
    /// The performances whose doors may be open, by their beginnings.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn doors(&self) -> Result<Vec<AtTheDoor>, StoreError> {
        let now = self.now();
        self.db
            .read(move |tx| {
                let filter = performances::Filter {
                    published_only: false,
                    show_id: None,
                    from: now - BEGUN,
                    to: now + AHEAD,
                    search: "",
                    after: (Timestamp::UNIX_EPOCH, Uuid::nil()),
                };
                let found = performances::page(tx, &filter, MOST)?;
                let found = found.into_iter().map(Box::new);
                with_inside(tx, found.map(Occurrence::Performance).collect())
            })
            .await
    }

    /// The departures whose doors may be open, by their leaving: those of them within reach that were not called off.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn departure_doors(&self, reach: &DoorReach) -> Result<Vec<AtTheDoor>, StoreError> {
        let (now, routes) = (self.now(), reach.routes());
        self.db
            .read(move |tx| {
                let hours = (now - BEGUN, now + AHEAD);
                let found = departures::boarding(tx, hours, routes.as_deref(), MOST)?;
                let found = found.into_iter().map(Box::new);
                with_inside(tx, found.map(Occurrence::Departure).collect())
            })
            .await
    }

    /// One performance or departure with how many are inside.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn door(&self, id: Uuid) -> Result<Option<AtTheDoor>, StoreError> {
        self.db
            .read(move |tx| match Occurrence::get(tx, id)? {
                Some(occurrence) => Ok(with_inside(tx, vec![occurrence])?.pop()),
                None => Ok(None),
            })
            .await
    }

    /// One admission, unless it was taken back.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn admission(&self, check_in_id: Uuid) -> Result<Option<Admission>, StoreError> {
        self.db
            .read(move |tx| {
                let Some(check_in) = check_ins::get(tx, check_in_id)? else {
                    return Ok(None);
                };
                let reservation = reservations::get(tx, check_in.reservation_id)?;
                Ok(reservation.map(|reservation| Admission {
                    occurrence_id: reservation.occurrence_id,
                    admitted: check_in.admitted,
                    checked_in: reservation.checked_in,
                    party_size: reservation.party.get(),
                    at: check_in.created_at,
                }))
            })
            .await
    }
}

fn with_inside(
    tx: &mut Tx<'_>,
    occurrences: Vec<Occurrence>,
) -> Result<Vec<AtTheDoor>, StoreError> {
    let ids: Vec<Uuid> = occurrences.iter().map(Occurrence::id).collect();
    let inside: HashMap<Uuid, u32> = reservations::inside(tx, &ids)?.into_iter().collect();
    let at_the_door = occurrences.into_iter().map(|occurrence| AtTheDoor {
        inside: inside.get(&occurrence.id()).copied().unwrap_or(0),
        occurrence,
    });
    Ok(at_the_door.collect())
}

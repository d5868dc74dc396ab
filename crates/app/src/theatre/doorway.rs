//! What the door sees beside tickets: the performances of the day, and how many are inside.

use std::collections::HashMap;

use foh_store::{
    StoreError, check_ins,
    performances::{self, PerformanceView},
    reservations,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::House;

/// A performance that began earlier has no door any more.
const BEGUN: SignedDuration = SignedDuration::from_hours(6);
/// Later ones have none yet.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// Doors offered at once.
const MOST: u32 = 100;

/// A performance and how many of its guests are inside.
#[derive(Debug, Clone)]
pub struct AtTheDoor {
    /// The performance.
    pub performance: PerformanceView,
    /// How many are inside.
    pub inside: u32,
}

/// An admission that was not taken back.
#[derive(Debug, Clone, Copy)]
pub struct Admission {
    /// For which performance.
    pub performance_id: Uuid,
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
                let ids: Vec<Uuid> = found.iter().map(|performance| performance.id).collect();
                let inside: HashMap<Uuid, u32> =
                    reservations::inside(tx, &ids)?.into_iter().collect();
                let at_the_door = found.into_iter().map(|performance| AtTheDoor {
                    inside: inside.get(&performance.id).copied().unwrap_or(0),
                    performance,
                });
                Ok(at_the_door.collect())
            })
            .await
    }

    /// One performance with how many are inside.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn door(&self, performance_id: Uuid) -> Result<Option<AtTheDoor>, StoreError> {
        self.db
            .read(move |tx| {
                let Some(performance) = performances::get(tx, performance_id)? else {
                    return Ok(None);
                };
                let inside = reservations::inside(tx, &[performance_id])?;
                Ok(Some(AtTheDoor {
                    inside: inside.first().map_or(0, |(_, inside)| *inside),
                    performance,
                }))
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
                    performance_id: reservation.occurrence_id,
                    admitted: check_in.admitted,
                    checked_in: reservation.checked_in,
                    party_size: reservation.party.get(),
                    at: check_in.created_at,
                }))
            })
            .await
    }
}

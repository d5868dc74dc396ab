//! Holds that run out: their seats are free for others, and their passengers are told.

use std::collections::BTreeMap;

use foh_domain::{booking::ReservationStatus, privacy::SealError};
use foh_store::{StoreError, departures, occurrences, outbox, reservations, travel_bookings};
use uuid::Uuid;

use crate::{House, messages::Kind};

/// Holds looked at in one go.
const STRIDE: u32 = 500;

/// Why holds were not ended.
#[derive(Debug, thiserror::Error)]
pub enum ExpireError {
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Ends the holds that have run out; answers how many. Several nodes may do it at once, and it may be done again.
    ///
    /// # Errors
    /// See [`ExpireError`]; what was ended before stays so.
    pub async fn expire_holds(&self) -> Result<u64, ExpireError> {
        let mut ended = 0;
        loop {
            let now = self.now();
            let overdue = self
                .db
                .read(move |tx| travel_bookings::overdue(tx, now, STRIDE))
                .await?;
            let more = overdue.len() == STRIDE as usize;
            let mut by_departure: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
            for (id, departure_id) in overdue {
                by_departure.entry(departure_id).or_default().push(id);
            }
            for (departure_id, ids) in by_departure {
                ended += self.expire_holds_of(departure_id, ids).await?;
            }
            if !more {
                return Ok(ended);
            }
        }
    }

    async fn expire_holds_of(
        &self,
        departure_id: Uuid,
        mut ids: Vec<Uuid>,
    ) -> Result<u64, ExpireError> {
        ids.sort_unstable();
        let now = self.now();
        let mut letters = BTreeMap::new();
        for id in &ids {
            letters.insert(
                *id,
                self.travel_letters(Kind::TravelExpired, *id, now, &[])?,
            );
        }
        let ended = self
            .db
            .write(departure_id, move |tx| {
                let mut departures = departures::lock(tx, &[departure_id])?;
                let Some(departure) = departures.get_mut(&departure_id) else {
                    return Ok(0);
                };
                let standing = reservations::lock(tx, &ids)?;
                let views = travel_bookings::load(tx, &ids)?;
                let (mut over, mut told) = (Vec::new(), Vec::new());
                for view in views {
                    let waits = standing.iter().any(|standing| {
                        standing.id == view.id && standing.status == ReservationStatus::Pending
                    });
                    // Read under the lock: it may have been paid, cancelled or ended meanwhile.
                    if view.hold_until.is_none_or(|until| until > now) {
                        continue;
                    }
                    // Seats are held as long as the booking says so, whatever has become of it.
                    departure.facts.places.release_held(view.party);
                    over.push(view.id);
                    if waits {
                        told.push(view.id);
                    }
                }
                reservations::expire_all(tx, &told)?;
                travel_bookings::end_holds(tx, &over)?;
                occurrences::set_taken(tx, [(departure_id, departure.facts.places)])?;
                let entries = told.iter().filter_map(|id| letters.get(id)).flatten();
                outbox::insert(tx, entries)?;
                Ok::<_, StoreError>(told.len() as u64)
            })
            .await?;
        if ended > 0 {
            self.seats_changed(departure_id);
            self.travel_letters_wait();
        }
        Ok(ended)
    }
}

//! A departure is called off: all its bookings are cancelled, everybody is told, and what was paid goes back, in one transaction.

use foh_domain::{
    audit::Action, booking::ReservationStatus, payments::RefundCause, travel::DepartureStatus,
};
use foh_store::{
    StoreError, Tx, check_ins,
    departures::{self, DepartureView},
    occurrences,
    outbox::{self, Entry},
    payments,
    reservations::{self, Standing},
    travel_bookings::{self, TravelBookingView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{CancelTravelError, booking::MOST_PASSENGERS, reaches};
use crate::{
    House,
    audit::Witness,
    identity::Staff,
    messages::Kind,
    payments::{PreparedRefund, give_all_back},
};

/// Made ready beyond those for whom a booking was read: so many may book before the departure is called off.
const SPARE: usize = 16;

/// A departure that was called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelledDeparture {
    /// How many bookings it had.
    pub bookings: u32,
    /// How many of them get money back.
    pub refunds: u32,
}

/// Everything that no transaction may make.
struct CallOff {
    id: Uuid,
    letters: Vec<Vec<Entry>>,
    refunds: Vec<PreparedRefund>,
    witness: Witness,
    by: Staff,
    now: Timestamp,
}

impl CallOff {
    /// `None` when more have booked than was made ready.
    fn run(&self, tx: &mut Tx<'_>) -> Result<Option<CancelledDeparture>, CancelTravelError> {
        let mut locked = departures::lock(tx, &[self.id])?;
        let departure = locked.get_mut(&self.id).ok_or(CancelTravelError::Unknown)?;
        if !reaches(self.by.held_to().as_ref(), departure.route_id) {
            return Err(CancelTravelError::NotYours);
        }
        let refused = match departure.facts.status {
            DepartureStatus::Scheduled => None,
            DepartureStatus::Departed => Some(foh_domain::travel::TravelCancelRefusal::Departed),
            DepartureStatus::Cancelled => {
                Some(foh_domain::travel::TravelCancelRefusal::AlreadyCancelled)
            }
        };
        if let Some(refusal) = refused {
            return Err(CancelTravelError::Refused(refusal));
        }
        let bookings =
            travel_bookings::of_departure(tx, self.id, true, Uuid::nil(), MOST_PASSENGERS)?;
        if bookings.len() > self.letters.len() {
            return Ok(None);
        }
        let refunds = self.cancel_all(tx, &bookings)?;
        let places = &mut departure.facts.places;
        (places.confirmed, places.held) = (0, 0);
        occurrences::set_taken(tx, [(self.id, *places)])?;
        departures::cancel(tx, self.id, self.now)?;
        let view = departures::get(tx, self.id)?.ok_or(CancelTravelError::Unknown)?;
        let count = u32::try_from(bookings.len()).unwrap_or(u32::MAX);
        let words = [
            ("name", name(&view).as_str().into()),
            ("bookings", count.into()),
        ];
        self.witness
            .note(tx, Action::DepartureCancelled, Some(self.id), &words)?;
        Ok(Some(CancelledDeparture {
            bookings: count,
            refunds,
        }))
    }

    /// Cancels the bookings of the locked departure; answers how many get money back.
    fn cancel_all(
        &self,
        tx: &mut Tx<'_>,
        bookings: &[TravelBookingView],
    ) -> Result<u32, CancelTravelError> {
        let ids: Vec<Uuid> = bookings.iter().map(|booking| booking.id).collect();
        let mut aboard = reservations::lock(tx, &ids)?;
        aboard.retain(|booking| booking.status == ReservationStatus::CheckedIn);
        let aboard_ids: Vec<Uuid> = aboard.iter().map(|booking| booking.id).collect();
        check_ins::undo_all(tx, &aboard_ids, self.now)?;
        reservations::admit(tx, aboard.into_iter().map(ashore))?;
        reservations::cancel_all(tx, &ids, self.now)?;
        travel_bookings::end_holds(tx, &ids)?;
        let payments = payments::lock_of_reservations(tx, &ids)?;
        // Cash waits at the desk for whoever comes for it.
        let given_back = give_all_back(
            tx,
            &payments,
            RefundCause::DepartureCancelled,
            &self.refunds,
        )?;
        let letters: Vec<Entry> = ids
            .iter()
            .zip(&self.letters)
            .flat_map(|(id, letters)| {
                letters.iter().map(|letter| Entry {
                    subject_id: *id,
                    ..letter.clone()
                })
            })
            .collect();
        outbox::insert(tx, &letters)?;
        Ok(given_back)
    }
}

/// Nobody of it is on board any more.
fn ashore(standing: Standing) -> Standing {
    Standing {
        status: ReservationStatus::Confirmed,
        checked_in: 0,
        checked_in_at: None,
        ..standing
    }
}

/// What the audit log calls a departure.
pub(super) fn name(view: &DepartureView) -> String {
    format!("{}, {}", view.route.name, view.departs_at)
}

impl House {
    /// Calls a departure off.
    ///
    /// # Errors
    /// See [`CancelTravelError`]; nothing was changed.
    pub async fn cancel_departure(
        &self,
        id: Uuid,
        by: &Staff,
    ) -> Result<CancelledDeparture, CancelTravelError> {
        loop {
            let (now, witness) = (self.now(), self.witness().await?);
            let count = self
                .db
                .read(move |tx| {
                    let standing =
                        travel_bookings::of_departure(tx, id, true, Uuid::nil(), MOST_PASSENGERS)?;
                    Ok::<_, StoreError>(standing.len() + SPARE)
                })
                .await?;
            let mut call_off = CallOff {
                id,
                letters: Vec::with_capacity(count),
                refunds: Vec::with_capacity(count),
                witness,
                by: by.clone(),
                now,
            };
            for _ in 0..count {
                let letters = self.travel_letters(Kind::DepartureCancelled, id, now, &[])?;
                call_off.letters.push(letters);
                let refund = self.prepare_refund(id).await?;
                call_off.refunds.push(refund.by(by.id));
            }
            if let Some(done) = self.db.write(id, move |tx| call_off.run(tx)).await? {
                self.seats_changed(id);
                self.payment_waits();
                self.travel_letters_wait();
                return Ok(done);
            }
        }
    }
}

//! A member gives a place back.

use foh_domain::{
    booking::PartySize,
    payments::RefundCause,
    privacy::SealError,
    studio::{BookingCancelRefusal, NotificationKind, decide_cancel_booking},
};
use foh_store::{
    StoreError,
    notifications::{self, NewNotification},
    occurrences, outbox, payments, reservations, studio_bookings,
    wakes::{Topic, Wake},
};
use uuid::Uuid;

use crate::{
    House, entropy,
    messages::Kind,
    payments::{GiveBackError, give_all_back},
};

/// A booking that was cancelled.
#[derive(Debug, Clone, Copy)]
pub struct CancelledBooking {
    /// Its session.
    pub session_id: Uuid,
    /// How many places are free now.
    pub available: u32,
}

/// Why a booking stands.
#[derive(Debug, thiserror::Error)]
pub enum CancelBookingError {
    /// The member has no such booking.
    #[error("there is no such booking")]
    Unknown,
    /// The rules refuse it.
    #[error("the cancellation was refused")]
    Refused(BookingCancelRefusal),
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was paid cannot be given back.
    #[error(transparent)]
    GiveBack(#[from] GiveBackError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Cancels a member's own booking; the place is free at once, what was paid goes back, and the facilitator is told.
    ///
    /// # Errors
    /// See [`CancelBookingError`]; nothing was changed, unless the store says that it does not know.
    pub async fn cancel_booking(
        &self,
        id: Uuid,
        member_id: Uuid,
    ) -> Result<CancelledBooking, CancelBookingError> {
        let now = self.now();
        let letters = [
            self.entry(Kind::BookingCancelled, id, now, &[])?,
            self.entry(Kind::BookingCancelledNotice, id, now, &[])?,
        ];
        let refund = self.prepare_refund(id).await?;
        let notification_id = entropy::id_beside(id, now);
        let (cancelled, facilitator_id) = self
            .db
            .write(id, move |tx| {
                let booking = studio_bookings::get(tx, id)?
                    .filter(|booking| booking.member_id == member_id)
                    .ok_or(CancelBookingError::Unknown)?;
                let session_id = booking.session_id;
                let mut occurrences = occurrences::lock(tx, &[session_id])?;
                let occurrence = occurrences.get_mut(&session_id);
                let occurrence = occurrence.ok_or(CancelBookingError::Unknown)?;
                let standing = reservations::lock(tx, &[id])?.pop();
                let standing = standing.ok_or(CancelBookingError::Unknown)?;
                decide_cancel_booking(standing.status, occurrence.starts_at, now)
                    .map_err(CancelBookingError::Refused)?;
                let places = &mut occurrence.places;
                if standing.status.takes_places() {
                    places.release_confirmed(PartySize::ONE);
                    occurrences::set_confirmed(tx, [(session_id, places.confirmed)])?;
                }
                reservations::cancel(tx, id, now)?;
                studio_bookings::cancel(tx, &[id], now)?;
                let paid = payments::lock_of_reservation(tx, id)?;
                give_all_back(tx, &paid, RefundCause::CancelledByMember, [&refund])?;
                outbox::insert(tx, &letters)?;
                let notification = NewNotification {
                    id: notification_id,
                    facilitator_id: booking.owner_id,
                    kind: NotificationKind::Cancellation,
                    booking_id: id,
                    created_at: now,
                };
                notifications::insert(tx, [&notification])?;
                let available = places.available();
                let cancelled = CancelledBooking {
                    session_id,
                    available,
                };
                Ok::<_, CancelBookingError>((cancelled, booking.owner_id))
            })
            .await?;
        self.programme_changed();
        self.mail_waits.notify_one();
        self.payment_waits();
        self.db.wake(Wake {
            topic: Topic::Notifications,
            subject: facilitator_id,
            id: notification_id,
        });
        Ok(cancelled)
    }
}

//! Who came: facilitators tick their guests off a list, and take it back.

use foh_domain::{audit::Action, booking::ReservationStatus};
use foh_store::{
    StoreError,
    check_ins::{self, CheckIn},
    reservations::{self, Standing},
    studio_bookings,
};
use uuid::Uuid;

use super::holds;
use crate::{House, entropy, identity::Staff};

/// A guest's attendance as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Attended {
    /// Of which session.
    pub session_id: Uuid,
    /// Where the booking stands.
    pub status: ReservationStatus,
}

/// Why nothing was ticked off.
#[derive(Debug, thiserror::Error)]
pub enum AttendanceError {
    /// There is no such booking.
    #[error("there is no such booking")]
    Unknown,
    /// The session is somebody else's.
    #[error("the session is somebody else's")]
    NotYours,
    /// The booking was cancelled.
    #[error("the booking was cancelled")]
    Cancelled,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where a booking stands whose guest did not come after all.
pub(super) fn gone(standing: Standing) -> Standing {
    Standing {
        status: ReservationStatus::Confirmed,
        checked_in: 0,
        checked_in_at: None,
        ..standing
    }
}

impl House {
    /// Notes that a guest came, or that they did not after all. Saying what is so already changes nothing.
    ///
    /// # Errors
    /// See [`AttendanceError`].
    pub async fn attend(
        &self,
        booking_id: Uuid,
        came: bool,
        by: &Staff,
    ) -> Result<Attended, AttendanceError> {
        let (now, witness, by) = (self.now(), self.witness().await?, by.clone());
        let check_in_id = entropy::id_beside(booking_id, now);
        self.db
            .write(booking_id, move |tx| {
                let booking =
                    studio_bookings::get(tx, booking_id)?.ok_or(AttendanceError::Unknown)?;
                if !holds(&by, booking.owner_id) {
                    return Err(AttendanceError::NotYours);
                }
                let session_id = booking.session_id;
                let standing = reservations::lock(tx, &[booking_id])?.pop();
                let standing = standing.ok_or(AttendanceError::Unknown)?;
                if !standing.status.takes_places() {
                    return Err(AttendanceError::Cancelled);
                }
                let status = standing.status;
                let inside = status == ReservationStatus::CheckedIn;
                if inside == came {
                    return Ok(Attended { session_id, status });
                }
                let after = if came {
                    let check_in = CheckIn {
                        id: check_in_id,
                        reservation_id: booking_id,
                        user_id: by.id,
                        admitted: 1,
                        created_at: now,
                    };
                    check_ins::insert(tx, &[check_in])?;
                    Standing {
                        status: ReservationStatus::CheckedIn,
                        checked_in: 1,
                        checked_in_at: Some(now),
                        ..standing
                    }
                } else {
                    check_ins::undo_all(tx, &[booking_id], now)?;
                    gone(standing)
                };
                reservations::admit(tx, [after])?;
                let (action, words) = if came {
                    let words = [("admitted", 1_u32.into()), ("inside", 1_u32.into())];
                    (Action::CheckInAdmitted, words)
                } else {
                    let words = [("admitted", 1_u32.into()), ("inside", 0_u32.into())];
                    (Action::CheckInUndone, words)
                };
                witness.note(tx, action, Some(booking_id), &words)?;
                Ok(Attended {
                    session_id,
                    status: after.status,
                })
            })
            .await
    }
}

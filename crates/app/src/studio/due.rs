//! What is due for a booking of a session.

use foh_domain::{payments::Money, studio::SessionStatus};
use foh_store::{StoreError, Tx, studio_bookings};
use uuid::Uuid;

/// What is due for a booking, paid or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// Whose booking it is.
    pub(crate) member_id: Uuid,
    /// How much; nothing for a session that is free.
    pub(crate) money: Money,
    /// Whether the booking stands, and the session takes place.
    pub(crate) stands: bool,
}

/// What is due for this booking; its occurrence and its reservation are locked.
pub(crate) fn due_of(tx: &mut Tx<'_>, booking_id: Uuid) -> Result<Option<Due>, StoreError> {
    let booking = studio_bookings::get(tx, booking_id)?;
    Ok(booking.map(|booking| Due {
        member_id: booking.member_id,
        money: booking.price,
        stands: booking.status.takes_places() && booking.session_status == SessionStatus::Active,
    }))
}

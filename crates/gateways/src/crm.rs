//! Customer records elsewhere, which are told of every booking.

mod error;
mod http;

use std::{fmt, pin::Pin};

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

pub use error::{CrmError, CrmSetupError, Trouble};
pub use http::HttpCrm;

/// What customer records are told of a booking. Its `Debug` shows the booking and nothing of whose it is.
#[derive(Clone, Serialize)]
pub struct BookingNotification {
    /// The booking.
    pub booking_id: Uuid,
    /// Whose it is.
    pub user: BookedBy,
    /// What it is for.
    pub event: BookedEvent,
    /// Who holds it.
    pub facilitator_id: Uuid,
}

/// Whose a booking is.
#[derive(Clone, Serialize)]
pub struct BookedBy {
    /// The member's account.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// What a booking is for.
#[derive(Clone, Serialize)]
pub struct BookedEvent {
    /// The session.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// When it begins: ISO 8601, in UTC.
    pub start_time: Timestamp,
}

impl fmt::Debug for BookingNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BookingNotification")
            .field("booking_id", &self.booking_id)
            .finish_non_exhaustive()
    }
}

/// What [`CrmGateway::tell`] returns: boxed, so that the program picks its gateway at start.
pub type Telling<'a> = Pin<Box<dyn Future<Output = Result<(), CrmError>> + Send + 'a>>;

/// Tells customer records what happens here.
pub trait CrmGateway: Send + Sync {
    /// Tells of a booking. `Ok` means that the other side has it.
    ///
    /// # Errors
    /// [`CrmError`] says whether another attempt can help. After [`CrmError::Temporary`] the other side may have it all the same
    /// (its answer was lost); tell it with the same `idempotency_key` again.
    fn tell<'a>(
        &'a self,
        booking: &'a BookingNotification,
        idempotency_key: &'a str,
    ) -> Telling<'a>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booking() -> BookingNotification {
        BookingNotification {
            booking_id: Uuid::from_u128(1),
            user: BookedBy {
                id: Uuid::from_u128(2),
                email: "ada@example.org".into(),
                name: "Ada Lovelace".into(),
            },
            event: BookedEvent {
                id: Uuid::from_u128(3),
                title: "Morning practice".into(),
                start_time: "2026-11-28T08:00:00Z".parse().unwrap(),
            },
            facilitator_id: Uuid::from_u128(4),
        }
    }

    #[test]
    fn debug_shows_nothing_personal() {
        assert_eq!(
            format!("{:?}", booking()),
            "BookingNotification { booking_id: 00000000-0000-0000-0000-000000000001, .. }"
        );
    }

    #[test]
    fn it_is_written_as_the_contract_says() {
        assert_eq!(
            serde_json::to_value(booking()).unwrap(),
            serde_json::json!({
                "booking_id": "00000000-0000-0000-0000-000000000001",
                "user": {"id": "00000000-0000-0000-0000-000000000002", "email": "ada@example.org", "name": "Ada Lovelace"},
                "event": {"id": "00000000-0000-0000-0000-000000000003", "title": "Morning practice", "start_time": "2026-11-28T08:00:00Z"},
                "facilitator_id": "00000000-0000-0000-0000-000000000004",
            })
        );
    }
}

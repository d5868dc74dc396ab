//! Telling customer records elsewhere of bookings.

use std::sync::Arc;

use foh_gateways::crm::{BookedBy, BookedEvent, BookingNotification, CrmError, CrmGateway};
use foh_store::{
    StoreError,
    outbox::{Channel, Entry},
    studio_bookings::{self, BookingView},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    House, entropy,
    outbox::{Carrier, Carrying, Outcome},
};

/// What an entry of this channel is.
const KIND: &str = "crm_booking";

/// Carries bookings to customer records elsewhere.
pub struct CrmCarrier(Arc<dyn CrmGateway>);

impl CrmCarrier {
    /// To these records.
    #[must_use]
    pub fn new(records: Arc<dyn CrmGateway>) -> Self {
        Self(records)
    }

    async fn tell(&self, house: &House, entry: &Entry) -> Outcome {
        if entry.kind != KIND {
            return Outcome::Never("the entry cannot be read: unknown kind".to_owned());
        }
        let id = entry.subject_id;
        let booking: Result<Option<BookingView>, StoreError> =
            house.db.read(move |tx| studio_bookings::get(tx, id)).await;
        let told = match booking {
            Ok(Some(booking)) => house.told_of(booking),
            // Nothing is known of it any more.
            Ok(None) => return Outcome::Done,
            Err(error) => return Outcome::again(&error),
        };
        let told = match told {
            Ok(Some(told)) => told,
            Ok(None) => return Outcome::Done,
            Err(reason) => return Outcome::Never(reason.to_owned()),
        };
        match self.0.tell(&told, &entry.id.to_string()).await {
            Ok(()) => Outcome::Done,
            Err(error @ CrmError::Temporary { retry_after, .. }) => Outcome::Again {
                reason: error.to_string(),
                wait: retry_after,
            },
            Err(error @ CrmError::Refused(_)) => Outcome::Never(error.to_string()),
        }
    }
}

impl Carrier for CrmCarrier {
    fn channel(&self) -> Channel {
        Channel::Crm
    }

    fn carry<'a>(&'a self, house: &'a House, entry: &'a Entry) -> Carrying<'a> {
        Box::pin(self.tell(house, entry))
    }
}

impl House {
    /// The entry that tells customer records of a booking, in its lane; `None` where none are configured. What is told is read when it leaves, so the entry has no content.
    pub(crate) fn crm_entry(&self, booking_id: Uuid, now: Timestamp) -> Option<Entry> {
        self.settings.crm.then(|| Entry {
            id: entropy::id_beside(booking_id, now),
            channel: Channel::Crm,
            kind: KIND.to_owned(),
            subject_id: booking_id,
            payload: None,
            attempts: 0,
            next_attempt_at: Some(now),
            created_at: now,
            last_error: None,
        })
    }

    /// Wakes the worker that tells customer records.
    pub(crate) fn crm_entry_waits(&self) {
        self.crm_waits.notify_one();
    }

    /// What is told of a booking; `None` when its guest was erased.
    fn told_of(&self, booking: BookingView) -> Result<Option<BookingNotification>, &'static str> {
        let Some(sealed) = booking.guest else {
            return Ok(None);
        };
        let guest = self
            .keyring
            .open(booking.id, &sealed)
            .map_err(|_| "the entry cannot be read: guest sealed with another key")?;
        let Some(email) = &guest.email else {
            return Ok(None);
        };
        Ok(Some(BookingNotification {
            booking_id: booking.id,
            user: BookedBy {
                id: booking.member_id,
                email: email.expose().to_owned(),
                name: guest.name.expose().to_owned(),
            },
            event: BookedEvent {
                id: booking.session_id,
                title: booking.title,
                start_time: booking.starts_at,
            },
            facilitator_id: booking.owner_id,
        }))
    }
}

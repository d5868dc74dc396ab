//! What a notification says: of our own bookings read in this moment, of others' opened.

use foh_domain::{
    booking::Guest,
    privacy::{Personal, SealError, Sealed},
    studio::NotificationKind,
};
use foh_store::notifications::{BookedView, NotificationView};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Notification;
use crate::House;

/// The kind of the keyed hash by which what was told before is found.
pub(super) const LOOKUP: &str = "notification";
/// Who stands for somebody who was erased.
pub(super) const NOBODY: &str = "A guest";

/// What another system told, sealed in the row.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    pub(super) facilitator_id: Uuid,
    pub(super) kind: String,
    #[serde(flatten)]
    pub(super) said: Said,
}

/// What a notification says of a booking, of whatever system.
#[derive(Serialize, Deserialize)]
pub(crate) struct Said {
    pub(super) booking_id: String,
    pub(super) user: Map<String, Value>,
    pub(super) session: Map<String, Value>,
    pub(super) message: String,
}

impl Personal for Content {
    const COLUMN: &'static str = "notifications.content";
}

impl Content {
    /// What it is about, as its keyed hash is made of it.
    pub(super) fn about(&self) -> String {
        format!(
            "{} {} {}",
            self.facilitator_id, self.kind, self.said.booking_id
        )
    }
}

/// The keyed hash by which what was told before is found, for a key that has changed.
pub(crate) fn source(house: &House, content: &Content) -> [u8; 32] {
    house.keyring.lookup(LOOKUP, &content.about())
}

impl House {
    /// What a notification says; `None` when it cannot be opened.
    pub(super) fn notification(&self, view: NotificationView) -> Option<Notification> {
        let id = view.id;
        let said = match (&view.booking, view.content) {
            (Some(booking), _) => self.said_of_booking(view.kind, booking),
            (None, Some(content)) => self
                .keyring
                .open(id, &Sealed::<Content>::from_bytes(content))
                .map(|content| content.said),
            // Told by another system, and kept long enough.
            (None, None) => Ok(Said {
                booking_id: String::new(),
                user: Map::new(),
                session: Map::new(),
                message: view.kind.message(NOBODY, "a session"),
            }),
        };
        match said {
            Ok(said) => Some(Notification {
                id,
                facilitator_id: view.facilitator_id,
                kind: view.kind,
                session_id: view.booking.as_ref().map(|booking| booking.session_id),
                booking_id: said.booking_id,
                user: said.user,
                session: said.session,
                message: said.message,
                created_at: view.created_at,
                unread: view.read_at.is_none(),
            }),
            Err(error) => {
                tracing::error!(notification = %id, %error, "a notification cannot be opened");
                None
            }
        }
    }

    fn said_of_booking(
        &self,
        kind: NotificationKind,
        booking: &BookedView,
    ) -> Result<Said, SealError> {
        let guest: Option<Guest> = match &booking.guest {
            Some(sealed) => Some(self.keyring.open(booking.id, sealed)?),
            None => None,
        };
        let name = guest.as_ref().map_or(NOBODY, |guest| guest.name.expose());
        let email = guest.as_ref().and_then(|guest| guest.email.as_ref());
        let mut user = object(json!({ "id": booking.member_id, "name": name }));
        if let Some(email) = email {
            user.insert("email".into(), email.expose().into());
        }
        let session = json!({
            "id": booking.session_id,
            "title": booking.title,
            "type": booking.kind.as_str(),
            "start_time": booking.starts_at.to_string(),
        });
        Ok(Said {
            booking_id: booking.id.to_string(),
            user,
            session: object(session),
            message: kind.message(name, &booking.title),
        })
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

//! Notifications as they are sent.

use foh_app::studio::Notification;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// What `new_booking_notification` carries.
#[derive(Serialize)]
pub(super) struct Sent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    booking_id: &'a str,
    user: &'a Map<String, Value>,
    session: &'a Map<String, Value>,
    timestamp: String,
    message: &'a str,
    notification_id: Uuid,
}

impl<'a> From<&'a Notification> for Sent<'a> {
    fn from(notification: &'a Notification) -> Self {
        Self {
            kind: notification.kind.on_the_wire(),
            booking_id: &notification.booking_id,
            user: &notification.user,
            session: &notification.session,
            timestamp: notification.created_at.to_string(),
            message: &notification.message,
            notification_id: notification.id,
        }
    }
}

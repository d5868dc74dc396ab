//! What facilitators were told live, to be looked at again.

use axum::{Json as Answer, extract::State};
use foh_app::studio::Notification;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::StudioPageQuery;
use crate::{
    Web,
    api::{
        listing::{cursor, page, size},
        performances::id_of,
    },
    http::{Path, Problem, Query, SignedIn},
};

/// A notification, with the members it has when it is told live.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioNotification {
    notification_id: Uuid,
    /// `new_booking` or `booking_cancelled`.
    #[serde(rename = "type")]
    #[schema(example = "new_booking")]
    kind: &'static str,
    /// By whatever id its system gave it.
    #[schema(example = "0193a1f0-6c1e-7d52-9d3b-3f4f2f5c8a11")]
    booking_id: String,
    /// Who booked: `id`, `name`, `email`.
    #[schema(value_type = Object)]
    user: Map<String, Value>,
    /// What: `id`, `title`, `type`, `start_time`.
    #[schema(value_type = Object)]
    session: Map<String, Value>,
    #[schema(example = "Ada Rossi booked Breathing in winter")]
    message: String,
    #[schema(example = "2026-11-20T09:30:00Z")]
    timestamp: String,
    /// Whether it has not been read.
    unread: bool,
}

/// A page of notifications.
#[derive(Serialize, ToSchema)]
pub(crate) struct NotificationPage {
    notifications: Vec<StudioNotification>,
    /// How many are unread, counted up to 100.
    #[schema(example = 3)]
    unread: u32,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

/// A notification that was read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationRead {
    #[schema(example = "Notification read")]
    message: &'static str,
    notification_id: Uuid,
}

/// Notifications that were read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationsRead {
    #[schema(example = "Notifications read")]
    message: &'static str,
    /// How many were not before.
    #[schema(example = 3)]
    read: u64,
}

impl From<Notification> for StudioNotification {
    fn from(notification: Notification) -> Self {
        Self {
            notification_id: notification.id,
            kind: notification.kind.on_the_wire(),
            booking_id: notification.booking_id,
            user: notification.user,
            session: notification.session,
            message: notification.message,
            timestamp: notification.created_at.to_string(),
            unread: notification.unread,
        }
    }
}

/// The notifications of whoever asks, the newest first.
#[utoipa::path(get, path = "/api/facilitator/notifications", tag = "studio", params(StudioPageQuery), responses((status = 200, body = NotificationPage)))]
pub(crate) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<StudioPageQuery>,
) -> Result<Answer<NotificationPage>, Problem> {
    let (before, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.notifications(staff.id, before, size + 1).await?;
    let found = page(
        found,
        size,
        |notification| notification.id.to_string(),
        StudioNotification::from,
    );
    Ok(Answer(NotificationPage {
        notifications: found.items,
        unread: web.house.unread_notifications(staff.id).await?,
        next: found.next,
    }))
}

/// Notes one of one's own notifications as read.
#[utoipa::path(post, path = "/api/facilitator/notifications/{id}/read", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = NotificationRead)))]
pub(crate) async fn read(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<NotificationRead>, Problem> {
    let notification_id = id_of(&id)?;
    let own = web.house.read_notification(staff.id, notification_id);
    if !own.await? {
        return Err(Problem::not_found());
    }
    Ok(Answer(NotificationRead {
        message: "Notification read",
        notification_id,
    }))
}

/// Notes all of one's own notifications as read.
#[utoipa::path(post, path = "/api/facilitator/notifications/read-all", tag = "studio", responses((status = 200, body = NotificationsRead)))]
pub(crate) async fn read_all(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<NotificationsRead>, Problem> {
    Ok(Answer(NotificationsRead {
        message: "Notifications read",
        read: web.house.read_all_notifications(staff.id).await?,
    }))
}

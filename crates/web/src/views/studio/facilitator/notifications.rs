//! What has happened to one's bookings.

use askama::Template;

use super::Moment;
use crate::views::{admin::Pager, frame::Frame};

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationLine {
    /// The id.
    pub id: String,
    /// "Ada Rossi booked Morning Yoga".
    pub message: String,
    /// When it happened.
    pub at: Moment,
    /// Whether it has not been read.
    pub unread: bool,
    /// Who comes to the session, where it is one of this house.
    pub href: Option<String>,
}

/// `/facilitator/notifications`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/notifications.html")]
pub struct NotificationsPage {
    /// The frame.
    pub frame: Frame,
    /// Where the page begins; empty on the first, which alone is kept up to date.
    pub after: String,
    /// The notifications, the newest first.
    pub lines: Vec<NotificationLine>,
    /// The neighbouring pages.
    pub pager: Pager,
}

impl NotificationsPage {
    fn has_unread(&self) -> bool {
        self.frame.bell.is_some_and(|bell| bell.unread > 0)
    }
}

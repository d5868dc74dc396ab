//! What has happened to one's bookings.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::studio::Notification;
use serde::Deserialize;

use super::{frame, lines::Now, sessions};
use crate::{
    Web,
    api::listing,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        admin::lists::{self, Asked, PAGE},
        render::{self, Id},
    },
    views::studio::facilitator::{NotificationLine, NotificationsPage, Section},
};

/// `GET /facilitator/notifications`: the newest first.
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web
        .house
        .notifications(staff.id, asked.cursor()?, PAGE + 1)
        .await?;
    let now = Now {
        at: web.house.now(),
        zone: render::house_zone(&web).await?,
    };
    let cursor = |notification: &Notification| notification.id.to_string();
    let page = listing::page(found, PAGE, cursor, |notification| line(notification, &now));
    let section = Section::Notifications;
    let page = NotificationsPage {
        frame: frame(&web, "Notifications", section, &staff).await?,
        pager: asked.pager(section.href(), &[], page.next.as_deref()),
        after: asked.after,
        lines: page.items,
    };
    render::page(StatusCode::OK, &page)
}

fn line(notification: Notification, now: &Now) -> NotificationLine {
    let attendees = |id| format!("{}/{id}/bookings", sessions::PATH);
    NotificationLine {
        id: notification.id.to_string(),
        message: notification.message,
        at: now.happened(notification.created_at),
        unread: notification.unread,
        href: notification.session_id.map(attendees),
    }
}

/// The page that the button was on.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct From {
    after: String,
}

impl From {
    fn again(&self) -> Result<String, Problem> {
        listing::cursor(lists::given(&self.after))?;
        let path = Section::Notifications.href();
        Ok(lists::href(path, &[("after", &self.after)]))
    }
}

/// `POST /facilitator/notifications/{id}/read`
pub(super) async fn read(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(from): Form<From>,
) -> Result<Response, Problem> {
    if !web.house.read_notification(staff.id, id).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to(&from.again()?).into_response())
}

/// `POST /facilitator/notifications/read-all`
pub(super) async fn read_all(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(from): Form<From>,
) -> Result<Response, Problem> {
    web.house.read_all_notifications(staff.id).await?;
    Ok(Redirect::to(&from.again()?).into_response())
}

//! The event stream for our own pages (`text/event-stream`, WHATWG HTML, 9.2).

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use foh_app::{
    House,
    identity::{Standing, StandsBy},
    studio::Notification,
};
use foh_domain::identity::Permission;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::{
    hub::{Full, Listener, Seat},
    lines::{self, AGAIN, QUIET},
};
use crate::{
    Web,
    http::{Problem, SignedIn, session_required},
};

/// Notifications that wait for a slow reader; what is beyond is told later.
const WAITING: usize = 16;

/// The notifications of whoever is signed in, as they come.
pub(super) async fn serve(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = lines::refused(&headers) {
        return refused.into_response();
    }
    let Some(session) = staff.session else {
        return session_required().into_response();
    };
    let standing = Standing {
        user_id: staff.id,
        permission: Permission::Facilitation,
        by: StandsBy::Token(session.id),
    };
    let (told, hears) = mpsc::channel(WAITING);
    let seat = match web.live.hub.join(standing, Box::new(Page(told))) {
        _ if web.live.is_stopping() => return Problem::stopping().into_response(),
        Ok(seat) => seat,
        Err(Full) => {
            return Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_connections",
                "Too many pages of this account are open.",
            )
            .retry_after(10)
            .into_response();
        }
    };
    let (lines, body) = mpsc::channel(4);
    let hub = web.live.hub.clone();
    let writer = Writer {
        house: web.house.clone(),
        facilitator_id: staff.id,
        lines,
        _seat: seat,
    };
    tokio::spawn(writer.write(hears, web.live.stopping.subscribe()));
    // What was missed waits in the stream until somebody reads.
    if let Err(error) = hub.tell_missed(staff.id).await {
        tracing::debug!(%error, "missed notifications could not be told yet");
    }
    lines::respond(body)
}

/// A page that listens. It ends when the hub lets go of it.
struct Page(mpsc::Sender<(Uuid, String)>);

impl Listener for Page {
    fn tell(&self, notification: &Notification) -> bool {
        let told = (notification.id, notification.message.clone());
        self.0.try_send(told).is_ok()
    }

    fn dismiss(&self) {}
}

/// Writes one stream.
struct Writer {
    house: House,
    facilitator_id: Uuid,
    lines: mpsc::Sender<Bytes>,
    _seat: Seat,
}

impl Writer {
    /// Until the reader goes, the hub lets go, or the node stops.
    async fn write(
        self,
        mut hears: mpsc::Receiver<(Uuid, String)>,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut line = Bytes::from_static(AGAIN.as_bytes());
        loop {
            if self.lines.send(line).await.is_err() {
                return;
            }
            let told = tokio::select! {
                told = hears.recv() => told,
                () = tokio::time::sleep(QUIET) => {
                    line = Bytes::from_static(b":\n\n");
                    continue;
                }
                () = self.lines.closed() => return,
                _ = stopping.wait_for(|stopping| *stopping) => return,
            };
            let Some((id, message)) = told else { return };
            let unread = self.house.unread_notifications(self.facilitator_id).await;
            let Ok(unread) = unread else { return };
            let told = json!({ "notification_id": id, "message": message, "unread": unread });
            line = format!("event: notification\ndata: {told}\n\n").into();
        }
    }
}

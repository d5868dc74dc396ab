//! The event stream for our own pages (`text/event-stream`, WHATWG HTML, 9.2).

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::{
    House,
    identity::{Standing, StandsBy},
    studio::Notification,
};
use foh_domain::identity::Permission;
use hyper::body::Frame;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::hub::{Full, Listener, Seat};
use crate::{
    Web,
    http::{Problem, SignedIn, session_required},
};

/// A word at least this often, so that nobody on the way takes the stream for dead.
const QUIET: Duration = Duration::from_secs(15);
/// Notifications that wait for a slow reader; what is beyond is told later.
const WAITING: usize = 16;
/// Browsers come again after this time, in milliseconds.
const AGAIN: &str = "retry: 3000\n\n";

/// The notifications of whoever is signed in, as they come.
pub(super) async fn serve(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
) -> Response {
    let accepted = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    if !accepted.is_some_and(|kinds| kinds.starts_with(b"text/event-stream")) {
        return Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "event_stream_only",
            "This address answers with an event stream only.",
        )
        .into_response();
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
    let kind = (header::CONTENT_TYPE, "text/event-stream; charset=utf-8");
    ([kind], Body::new(Lines(body))).into_response()
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

/// Lines as a body.
struct Lines(mpsc::Receiver<Bytes>);

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let line = self.0.poll_recv(context);
        line.map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}

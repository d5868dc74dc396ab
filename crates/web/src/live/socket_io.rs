//! Socket.IO: how a connection begins, and where its events go.

mod events;
mod visit;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use foh_app::House;
use hyper::upgrade::OnUpgrade;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Event, SocketRef, TryData},
    socket::DisconnectReason,
};
use tower::{ServiceExt, util::BoxCloneSyncService};

use super::{hub::Hub, places::Place};
use crate::{
    Web,
    http::{ClientAddress, Problem, is_own_origin},
};

use visit::Visit;

/// The server asks this often whether the client is still there. It is also the longest that a long poll waits, and a
/// request may take 20 seconds.
const PING: Duration = Duration::from_secs(10);
/// The client has this long to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Whoever has not said who they are by then is sent away.
const INTRODUCTION: Duration = Duration::from_secs(10);
/// The largest message, in bytes.
const MESSAGE: u32 = 64 * 1024;
/// Packets that wait for a slow client; what is beyond is told later.
const WAITING: usize = 128;
/// The buffer that a connection reads into, in bytes; longer messages take several reads.
const READ: usize = 1_024;

/// The sockets of one node.
pub(super) struct Sockets {
    service: BoxCloneSyncService<Request, Response, Infallible>,
    io: SocketIo,
}

impl Sockets {
    pub(super) fn new(house: &House, hub: &Arc<Hub>) -> Self {
        let (service, io) = SocketIo::builder()
            .req_path("/socket.io")
            .ping_interval(PING)
            .ping_timeout(PATIENCE)
            .connect_timeout(INTRODUCTION)
            .upgrade_timeout(INTRODUCTION)
            .max_payload(MESSAGE.into())
            .max_buffer_size(WAITING)
            .ws_read_buffer_size(READ)
            .ws_max_message_size(MESSAGE as usize)
            .ws_max_frame_size(MESSAGE as usize)
            .build_svc();
        let (house, hub) = (house.clone(), Arc::clone(hub));
        io.ns("/", move |socket: SocketRef| {
            let visit = receive(&socket, house, hub);
            async move {
                tokio::time::sleep(INTRODUCTION).await;
                if visit
                    .is_some_and(|visit| visit.upgrade().is_some_and(|visit| visit.is_unknown()))
                {
                    let error = json!({ "error": "Nobody said who they are." });
                    let _ = socket.emit("auth_error", &error);
                    let _ = socket.disconnect();
                }
            }
        });
        let service = ServiceExt::<Request>::map_response(service, |response: Response<_>| {
            response.map(Body::new)
        });
        Self {
            service: BoxCloneSyncService::new(service),
            io,
        }
    }

    pub(super) async fn close(&self) {
        self.io.close().await;
    }
}

/// Greets a socket and listens to it, before its first event can come.
fn receive(socket: &SocketRef, house: House, hub: Arc<Hub>) -> Option<std::sync::Weak<Visit>> {
    let place = socket.req_parts().extensions.get::<Arc<Place>>()?;
    let visit = Arc::new(Visit::new(house, hub, Arc::clone(place)));
    let weak = Arc::downgrade(&visit);
    let leaving = Arc::clone(&visit);
    socket.on_disconnect(move |_: SocketRef, reason: DisconnectReason| async move {
        leaving
            .end(reason == DisconnectReason::HeartbeatTimeout)
            .await;
    });
    socket.on_fallback(
        move |socket: SocketRef, Event(name): Event, TryData(data): TryData<Value>| {
            let turn = visit.turn();
            let visit = Arc::clone(&visit);
            async move {
                let Some(turn) = turn else {
                    let error = json!({ "error": "Too many messages at once." });
                    let _ = socket.emit("error", &error);
                    return;
                };
                let _mine = turn.await;
                events::happened(&visit, &socket, &name, data.unwrap_or_default()).await;
            }
        },
    );
    let response = json!({ "status": "connected", "socket_id": socket.id });
    let _ = socket.emit("connection_response", &response);
    Some(weak)
}

/// Every request of the protocol: the handshake, polls, and the upgrade to a WebSocket.
pub(super) async fn serve(
    State(web): State<Web>,
    address: ClientAddress,
    request: Request,
) -> Response {
    if !is_own_origin(request.headers(), &web.site) {
        return Problem::foreign_origin().into_response();
    }
    let mut request = bare(request);
    if begins(&request) {
        if web.live.is_stopping() {
            return Problem::stopping().into_response();
        }
        match web.live.places.take(address.as_str()) {
            Ok(place) => request.extensions_mut().insert(Arc::new(place)),
            Err(refused) => return refused.into_response(),
        };
    }
    let Ok(response) = web.live.sockets.service.clone().oneshot(request).await;
    response
}

/// Whether a request begins a connection, and does not go on with one.
fn begins(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    !query.split('&').any(|part| part.starts_with("sid="))
}

/// The headers that the protocol needs.
const NEEDED: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::UPGRADE,
];

/// The same request with nothing in it but what is needed, copied: a connection keeps the head of its first request, and
/// with it whatever the head was read into.
fn bare(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    let mut headers = HeaderMap::with_capacity(NEEDED.len());
    for name in NEEDED {
        let value = parts.headers.get(&name);
        if let Some(Ok(value)) = value.map(|value| HeaderValue::from_bytes(value.as_bytes())) {
            headers.insert(name, value);
        }
    }
    let upgrade = parts.extensions.remove::<OnUpgrade>();
    let mut bare = Request::new(body);
    *bare.method_mut() = parts.method;
    if let Ok(uri) = parts.uri.to_string().parse() {
        *bare.uri_mut() = uri;
    }
    *bare.headers_mut() = headers;
    if let Some(upgrade) = upgrade {
        bare.extensions_mut().insert(upgrade);
    }
    bare
}

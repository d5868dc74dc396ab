//! Live notifications: to programs and pages by Socket.IO, to our own pages by an event stream.
//!
//! Invariants: nobody hears anything of another facilitator; what is told was stored and claimed before; what a node keeps in
//! memory is who listens on it, and nothing else. A token is shown to us, never kept.

mod hub;
mod places;
mod socket_io;
mod stream;
mod wire;

use std::sync::Arc;

use axum::{Router, routing::get};
use foh_app::House;
use tokio::sync::watch;

use crate::Web;

use hub::Hub;
use places::Places;
use socket_io::Sockets;

/// What listens, of one node.
pub(crate) struct Live {
    hub: Arc<Hub>,
    sockets: Sockets,
    places: Arc<Places>,
    stopping: watch::Sender<bool>,
}

impl Live {
    pub(crate) fn new(house: &House) -> Self {
        let stopping = watch::Sender::new(false);
        let hub = Arc::new(Hub::new(house.clone(), stopping.subscribe()));
        Self {
            sockets: Sockets::new(house, &hub),
            hub,
            places: Arc::default(),
            stopping,
        }
    }

    /// Ends every connection that would stay open, and takes no more of them.
    pub(crate) async fn stop(&self) {
        let _ = self.stopping.send(true);
        self.sockets.close().await;
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/socket.io", get(socket_io::serve).post(socket_io::serve))
        .route("/facilitator/notifications/stream", get(stream::serve))
}

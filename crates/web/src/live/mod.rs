//! Live notifications: to programs and pages by Socket.IO, to our own pages by an event stream; and the seats of departures, to everybody.
//!
//! Invariants: nobody hears anything of another facilitator; what is told was stored and claimed before; what a node keeps in
//! memory is who listens on it, and nothing else. A token is shown to us, never kept.

mod hub;
mod lines;
mod places;
pub(crate) mod seats;
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
use seats::Seats;
use socket_io::Sockets;

/// Streams of seats in all: half of the connections that a node takes.
const WATCHING: usize = 4_096;
/// Streams of seats from one address: many people share one.
const WATCHING_FROM_ONE: usize = 256;

/// What listens, of one node.
pub(crate) struct Live {
    hub: Arc<Hub>,
    sockets: Sockets,
    places: Arc<Places>,
    seats: Arc<Seats>,
    watching: Arc<Places>,
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
            seats: Arc::new(Seats::new(house.clone(), stopping.subscribe())),
            watching: Arc::new(Places::new(WATCHING, WATCHING_FROM_ONE)),
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
        .route("/travel/departures/{id}/seats", get(seats::of_departure))
}

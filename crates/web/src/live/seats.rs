//! The seats of departures that are left, told as they change.
//!
//! What is told is always the newest count: who reads slowly misses what lay in between. Wakes may be lost, and nobody wakes anybody when a bus
//! leaves, so every count that is watched is looked up again from time to time.

mod rooms;

use std::{
    collections::HashSet,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use foh_app::{
    House,
    studio::{Heard, Topic},
};
use serde_json::json;
use tokio::{
    sync::{
        broadcast::{
            self,
            error::{RecvError, TryRecvError},
        },
        mpsc, watch,
    },
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{
    lines::{self, AGAIN, QUIET},
    places::Place,
};
use crate::{
    Web,
    api::id_of,
    http::{ClientAddress, Path, Problem},
};
use rooms::{Left, Rooms, Seat};

/// How often the counts that are watched are looked up unasked.
const LOOK: Duration = Duration::from_secs(3);
/// What changes within this time is told at once.
const GATHER: Duration = Duration::from_millis(100);
/// Departures looked up in one reading.
const AT_ONCE: usize = 256;

/// Who watches the seats of departures, on one node.
pub(super) struct Seats {
    house: House,
    rooms: Arc<Rooms>,
    working: AtomicBool,
    stopping: watch::Receiver<bool>,
}

impl Seats {
    pub(super) fn new(house: House, stopping: watch::Receiver<bool>) -> Self {
        Self {
            house,
            rooms: Arc::default(),
            working: AtomicBool::new(false),
            stopping,
        }
    }

    /// A seat from which the count of a departure is seen; nothing if there is no such departure.
    async fn watch(self: &Arc<Self>, departure_id: Uuid) -> Result<Option<Seat>, Problem> {
        if !self.working.swap(true, Ordering::AcqRel) {
            let wakes = self.house.wakes();
            tokio::spawn(work(Arc::downgrade(self), wakes, self.stopping.clone()));
        }
        // Whoever sits there before the count is read misses no change of it.
        let seat = self.rooms.join(departure_id);
        let found = self.house.seats_left(vec![departure_id]).await?;
        let known = found.contains_key(&departure_id);
        self.rooms.tell(&found);
        Ok(known.then_some(seat))
    }

    async fn look(&self, departures: &[Uuid]) {
        for some in departures.chunks(AT_ONCE) {
            match self.house.seats_left(some.to_vec()).await {
                Ok(found) => self.rooms.tell(&found),
                // They are looked up again in a moment.
                Err(error) => tracing::debug!(%error, "seats could not be counted"),
            }
        }
    }

    /// Every departure that is watched here and was told about by now; or all of them, where some may have been missed.
    fn gathered(&self, first: Heard, wakes: &mut broadcast::Receiver<Heard>) -> Vec<Uuid> {
        let watched = self.rooms.watched();
        let mut touched = HashSet::new();
        let mut next = Ok(first);
        loop {
            match next {
                Ok(Heard::Wake(wake)) if wake.topic == Topic::Seats => {
                    touched.insert(wake.subject);
                }
                Ok(Heard::Wake(_)) => {}
                Ok(Heard::Everything) | Err(TryRecvError::Lagged(_)) => return watched,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
            next = wakes.try_recv();
        }
        watched
            .into_iter()
            .filter(|id| touched.contains(id))
            .collect()
    }
}

/// Hears and looks until the node stops. Begun with the first who watches.
async fn work(
    seats: Weak<Seats>,
    mut wakes: broadcast::Receiver<Heard>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let heard = tokio::select! {
            heard = wakes.recv() => Some(heard),
            _ = look.tick() => None,
            _ = stopping.wait_for(|stopping| *stopping) => return,
        };
        let heard = match heard {
            None | Some(Err(RecvError::Lagged(_))) => Heard::Everything,
            Some(Ok(heard)) => {
                sleep(GATHER).await;
                heard
            }
            Some(Err(RecvError::Closed)) => return,
        };
        let Some(seats) = seats.upgrade() else { return };
        let touched = seats.gathered(heard, &mut wakes);
        seats.look(&touched).await;
    }
}

/// How many seats of a departure are left, now and whenever that changes, as an event stream: `event: seats` with `{"remaining_seats": 12}`.
#[utoipa::path(get, path = "/api/schedules/{id}/seats", tag = "travel", params(("id" = Uuid, Path, description = "The departure.")), responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(crate) async fn of_departure(
    State(web): State<Web>,
    Path(id): Path<String>,
    client: ClientAddress,
    headers: HeaderMap,
) -> Response {
    serve(&web, &id, &client, &headers)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn serve(
    web: &Web,
    id: &str,
    client: &ClientAddress,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    if let Some(refused) = lines::refused(headers) {
        return Err(refused);
    }
    let place = web.live.watching.take(client.as_str())?;
    let seat = web.live.seats.watch(id_of(id)?).await?;
    let seat = seat.ok_or_else(Problem::not_found)?;
    if web.live.is_stopping() {
        return Err(Problem::stopping());
    }
    let (told, lines) = mpsc::channel(4);
    tokio::spawn(write(seat, place, told, web.live.stopping.subscribe()));
    Ok(lines::respond(lines))
}

/// Until the reader goes or the node stops.
async fn write(
    mut seat: Seat,
    _place: Place,
    told: mpsc::Sender<Bytes>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut line = Bytes::from_static(AGAIN.as_bytes());
    seat.left.mark_changed();
    loop {
        if told.send(line).await.is_err() {
            return;
        }
        line = tokio::select! {
            changed = seat.left.changed() => match changed {
                Ok(()) => event(*seat.left.borrow_and_update()),
                Err(_) => return,
            },
            () = sleep(QUIET) => Bytes::from_static(b":\n\n"),
            () = told.closed() => return,
            _ = stopping.wait_for(|stopping| *stopping) => return,
        };
    }
}

fn event(left: Left) -> Bytes {
    let told = json!({ "remaining_seats": left });
    format!("event: seats\ndata: {told}\n\n").into()
}

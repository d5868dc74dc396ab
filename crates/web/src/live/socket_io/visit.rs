//! What is known of one socket: who it is, how much it says, and whose turn it is.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use foh_app::{House, identity::Standing};
use foh_domain::identity::Permission;
use tokio::{
    sync::{Mutex as Turns, OwnedMutexGuard},
    time::Instant,
};
use uuid::Uuid;

use crate::live::{
    hub::{Hub, Seat},
    places::Place,
};

/// The span over which messages are counted…
const SPAN: Duration = Duration::from_secs(10);
/// …and how many there may be in it.
const MESSAGES: u32 = 50;
/// A trusted system speaks for many.
const OF_A_SYSTEM: u32 = 1_000;
/// So many times somebody may fail to say who they are.
const FAILURES: u32 = 5;

/// One socket's visit.
pub(super) struct Visit {
    pub(super) house: House,
    pub(super) hub: Arc<Hub>,
    pub(super) place: Arc<Place>,
    seat: Mutex<Option<Seat>>,
    said: Mutex<(Option<Instant>, u32)>,
    failures: AtomicU32,
    turns: Arc<Turns<()>>,
}

/// Waits for its turn, which was taken when the event came.
pub(super) type Turn = Pin<Box<dyn Future<Output = OwnedMutexGuard<()>> + Send>>;

impl Visit {
    pub(super) fn new(house: House, hub: Arc<Hub>, place: Arc<Place>) -> Self {
        Self {
            house,
            hub,
            place,
            seat: Mutex::default(),
            said: Mutex::default(),
            failures: AtomicU32::new(0),
            turns: Arc::default(),
        }
    }

    fn seat(&self) -> MutexGuard<'_, Option<Seat>> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it came in by, once it has said who it is.
    pub(super) fn standing(&self) -> Option<Standing> {
        self.seat().as_ref().map(|seat| seat.standing)
    }

    fn id_with(&self, permission: Permission) -> Option<Uuid> {
        let standing = self.standing();
        let standing = standing.filter(|standing| standing.permission == permission);
        standing.map(|standing| standing.user_id)
    }

    /// The facilitator it is.
    pub(super) fn facilitator(&self) -> Option<Uuid> {
        self.id_with(Permission::Facilitation)
    }

    /// The trusted system it is.
    pub(super) fn system(&self) -> Option<Uuid> {
        self.id_with(Permission::Integration)
    }

    pub(super) fn is_unknown(&self) -> bool {
        self.seat().is_none()
    }

    /// It is somebody now, and whoever it was before no more.
    pub(super) fn sit(&self, seat: Seat) {
        self.place.known();
        let former = self.seat().replace(seat);
        drop(former);
    }

    /// Counts a failure to say who it is; `true` when there were too many.
    pub(super) fn failed(&self) -> bool {
        self.failures.fetch_add(1, Ordering::AcqRel) + 1 >= FAILURES
    }

    /// The turn of an event that has just come: events of one socket are worked on one after the other, in their order.
    /// `None` when there are too many of them.
    pub(super) fn turn(&self) -> Option<Turn> {
        let most = match self.system() {
            Some(_) => OF_A_SYSTEM,
            None => MESSAGES,
        };
        let now = Instant::now();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *said {
            (Some(since), count) if now.duration_since(*since) < SPAN => {
                *count += 1;
                if *count > most {
                    return None;
                }
            }
            counted => *counted = (Some(now), 1),
        }
        drop(said);
        let mut turn = Box::pin(Arc::clone(&self.turns).lock_owned());
        // Asking once puts it into the line; its task may begin later than that of the next.
        match turn.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(mine) => Some(Box::pin(std::future::ready(mine))),
            Poll::Pending => Some(turn),
        }
    }

    /// The socket has gone; silently, perhaps some time ago.
    pub(super) async fn end(&self, silently: bool) {
        let seat = self.seat().take();
        if let Some(seat) = seat.filter(|_| silently)
            && let Err(error) = self.hub.lost(&seat).await
        {
            tracing::debug!(%error, "what may be lost could not be given back");
        }
    }
}

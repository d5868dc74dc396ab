//! Who listens on this node, and what reaches them.
//!
//! A notification is claimed before it is shown, so of many nodes one is the first to have it; the others show it only to
//! those who were with them when it was written. What then reaches nobody is given back, and goes to whoever comes next.

mod rooms;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use foh_app::{
    House, StoreError,
    identity::Standing,
    studio::{Claimed, Heard, Notification, Wake},
};
use tokio::sync::{
    broadcast::{
        self,
        error::{RecvError, TryRecvError},
    },
    watch,
};
use uuid::Uuid;

use rooms::Rooms;

/// How often is looked for what no wake has told.
const LOOK: Duration = Duration::from_secs(2);
/// How often is asked whether those who listen still may.
const CHECK: Duration = Duration::from_secs(15);
/// Claimed in one transaction at most.
const AT_ONCE: usize = 256;

/// Where notifications go.
pub(super) trait Listener: Send + Sync {
    /// Passes it on; `false` when nothing more goes there for now.
    fn tell(&self, notification: &Notification) -> bool;

    /// Says that what it was begun with stands no more, and ends it.
    fn dismiss(&self);

    /// How long it may take to ask for what was missed, before it is told unasked.
    fn may_ask_for(&self) -> Duration {
        Duration::ZERO
    }
}

/// The listeners of one node.
pub(super) struct Hub {
    house: House,
    rooms: Mutex<Rooms>,
    working: AtomicBool,
    stopping: watch::Receiver<bool>,
}

/// Why nobody more may listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// A listener's place; it leaves with it.
pub(super) struct Seat {
    hub: Weak<Hub>,
    pub(super) standing: Standing,
    number: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(hub) = self.hub.upgrade() {
            // What goes with the listener goes after the lock: it may hold another seat.
            let listener = hub.rooms().leave(self.standing.user_id, self.number);
            drop(listener);
        }
    }
}

impl Hub {
    pub(super) fn new(house: House, stopping: watch::Receiver<bool>) -> Self {
        Self {
            house,
            rooms: Mutex::default(),
            working: AtomicBool::new(false),
            stopping,
        }
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        // What is told under the lock is put into queues only, which cannot panic half-way.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets somebody listen in their own room, and in no other.
    pub(super) fn join(
        self: &Arc<Self>,
        standing: Standing,
        listener: Box<dyn Listener>,
    ) -> Result<Seat, Full> {
        if !self.working.swap(true, Ordering::AcqRel) {
            let wakes = self.house.wakes();
            tokio::spawn(work(Arc::downgrade(self), wakes, self.stopping.clone()));
        }
        let number = self.rooms().join(standing, self.house.now(), listener)?;
        Ok(Seat {
            hub: Arc::downgrade(self),
            standing,
            number,
        })
    }

    /// Tells a room what its facilitator has missed.
    pub(super) async fn tell_missed(&self, facilitator_id: Uuid) -> Result<(), StoreError> {
        loop {
            let missed = self.house.missed_notifications(facilitator_id).await?;
            let claimed: Vec<Claimed> = missed
                .into_iter()
                .map(|notification| Claimed {
                    notification,
                    first: true,
                })
                .collect();
            let count = claimed.len();
            if count == 0 || self.show(&claimed).await?.len() < count {
                // What found no room in somebody's queue is told a moment later.
                return Ok(());
            }
        }
    }

    /// Claims these and tells the rooms they belong to; answers which have reached somebody here.
    pub(super) async fn tell(&self, ids: Vec<Uuid>) -> Result<Vec<Uuid>, StoreError> {
        let claimed = self.house.live_notifications(ids).await?;
        self.show(&claimed).await
    }

    /// Takes back what somebody who has fallen silent was told alone and may never have got.
    pub(super) async fn lost(&self, seat: &Seat) -> Result<(), StoreError> {
        let unsure = self.rooms().unsure(seat.standing.user_id, seat.number);
        self.house.give_back_notifications(unsure).await
    }

    async fn show(&self, claimed: &[Claimed]) -> Result<Vec<Uuid>, StoreError> {
        let (mut reached, mut lost) = (Vec::new(), Vec::new());
        {
            let mut rooms = self.rooms();
            for one in claimed {
                let id = one.notification.id;
                if rooms.tell(one) {
                    reached.push(id);
                } else if one.first {
                    lost.push(id);
                }
            }
        }
        self.house.give_back_notifications(lost).await?;
        Ok(reached)
    }

    /// Everything that was told by now and belongs to a room here, to be claimed at once; and whether some was missed.
    fn gathered(&self, first: Wake, wakes: &mut broadcast::Receiver<Heard>) -> (Vec<Uuid>, bool) {
        let (mut ids, mut missed) = (Vec::new(), false);
        let rooms = self.rooms();
        let mut next = Ok(Heard::Wake(first));
        loop {
            match next {
                Ok(Heard::Wake(wake)) if rooms.has(wake.subject) => ids.push(wake.id),
                Ok(Heard::Wake(_)) => {}
                Ok(Heard::Everything) | Err(TryRecvError::Lagged(_)) => missed = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return (ids, missed),
            }
            next = wakes.try_recv();
        }
    }

    async fn tell_all(&self, ids: &[Uuid]) {
        for some in ids.chunks(AT_ONCE) {
            if let Err(error) = self.tell(some.to_vec()).await {
                // They wait, and are looked for in a moment.
                tracing::debug!(%error, "notifications could not be claimed");
            }
        }
    }

    /// Looks for what waits for those who listen.
    async fn look(&self) {
        let listening = self.rooms().names();
        for some in listening.chunks(AT_ONCE) {
            match self.house.waiting_notifications(some.to_vec()).await {
                Ok(waiting) => {
                    let ids: Vec<Uuid> = waiting.into_iter().map(|(_, id)| id).collect();
                    self.tell_all(&ids).await;
                }
                Err(error) => tracing::debug!(%error, "waiting notifications were not found"),
            }
        }
    }

    /// Sends those away who may not listen any more.
    async fn check(&self) {
        let seated = self.rooms().seated();
        for some in seated.chunks(AT_ONCE) {
            let standings = some.iter().map(|(standing, _)| *standing).collect();
            match self.house.still_stand(standings).await {
                Ok(stand) => {
                    for ((standing, number), _) in
                        some.iter().zip(stand).filter(|(_, stands)| !stands)
                    {
                        let gone = self.rooms().leave(standing.user_id, *number);
                        if let Some(listener) = gone {
                            listener.dismiss();
                        }
                    }
                }
                Err(error) => tracing::debug!(%error, "who listens could not be checked"),
            }
        }
    }
}

/// Hears, looks and checks until the node stops. Begun with the first who listens.
async fn work(
    hub: Weak<Hub>,
    mut wakes: broadcast::Receiver<Heard>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut look = tokio::time::interval(LOOK);
    let mut check = tokio::time::interval(CHECK);
    loop {
        let heard = tokio::select! {
            heard = wakes.recv() => Some(heard),
            _ = look.tick() => None,
            _ = check.tick() => {
                let Some(hub) = hub.upgrade() else { return };
                hub.check().await;
                continue;
            }
            _ = stopping.changed() => return,
        };
        let Some(hub) = hub.upgrade() else { return };
        match heard {
            Some(Ok(Heard::Wake(wake))) => {
                let (ids, missed) = hub.gathered(wake, &mut wakes);
                hub.tell_all(&ids).await;
                if missed {
                    hub.look().await;
                }
            }
            None | Some(Ok(Heard::Everything) | Err(RecvError::Lagged(_))) => hub.look().await,
            Some(Err(RecvError::Closed)) => return,
        }
    }
}

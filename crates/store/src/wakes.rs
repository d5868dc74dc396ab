//! Wakes: what happened just now, told to whoever waits for it on this node and on the others.
//!
//! A wake is told after its cause is committed and never inside the transaction, where telling the other nodes would
//! hold a lock of the whole server until the commit. It may be lost, so whoever listens also looks by itself from time
//! to time; it costs next to nothing when nobody listens.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

/// Wakes that a listener may be behind; one that is further behind has missed some.
const BEHIND: usize = 1_024;
/// Wakes that may wait to be told to other nodes; beyond that they are told to look by themselves.
const WAITING: usize = 4_096;

/// What a wake is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A notification was written for a facilitator.
    Notifications,
    /// The seats of a departure have changed.
    Seats,
}

impl Topic {
    /// Its letter on the way to other nodes, which must never change its meaning.
    pub(crate) const fn letter(self) -> char {
        match self {
            Self::Notifications => 'n',
            Self::Seats => 's',
        }
    }

    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        [Self::Notifications, Self::Seats]
            .into_iter()
            .find(|topic| topic.letter() == letter)
    }
}

/// Something that has just been committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wake {
    /// What it is about.
    pub topic: Topic,
    /// Whom it concerns.
    pub subject: Uuid,
    /// What was written.
    pub id: Uuid,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// One thing happened.
    Wake(Wake),
    /// Some may have been missed: look for yourself.
    Everything,
}

/// What waits to be told to other nodes.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    pub(crate) wakes: Vec<Wake>,
    /// Whether there were too many to be told one by one.
    pub(crate) everything: bool,
}

impl Outgoing {
    pub(crate) fn is_empty(&self) -> bool {
        self.wakes.is_empty() && !self.everything
    }
}

/// What the threads of one node share.
pub(crate) struct Bell {
    heard: broadcast::Sender<Heard>,
    outgoing: Mutex<Outgoing>,
    closed: AtomicBool,
    /// Rings when something waits, and when it is over.
    pub(crate) rung: Notify,
}

impl Bell {
    /// Tells the listeners of this node.
    pub(crate) fn tell(&self, heard: Heard) {
        // Nobody listens: nothing is owed.
        let _ = self.heard.send(heard);
    }

    /// Takes what waits for the other nodes.
    pub(crate) fn take(&self) -> Outgoing {
        std::mem::take(&mut *locked(&self.outgoing))
    }

    /// What was taken may not have been told: the others are to look by themselves.
    pub(crate) fn lost(&self) {
        locked(&self.outgoing).everything = true;
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn put(&self, wake: Wake) {
        let mut outgoing = locked(&self.outgoing);
        if outgoing.wakes.len() < WAITING {
            outgoing.wakes.push(wake);
        } else {
            outgoing.wakes.clear();
            outgoing.everything = true;
        }
    }
}

/// Tells and hears until the bell is closed.
pub(crate) type Carry = Arc<dyn Fn(&Bell) + Send + Sync>;

/// The wakes of one node.
pub(crate) struct Wakes {
    bell: Arc<Bell>,
    /// What carries them to other nodes, where there can be others.
    carry: Option<Carry>,
    /// Begun with the first wake or the first listener, so that a command that neither tells nor listens costs nothing.
    thread: OnceLock<Mutex<Option<JoinHandle<()>>>>,
}

impl Wakes {
    pub(crate) fn new(carry: Option<Carry>) -> Self {
        Self {
            bell: Arc::new(Bell {
                heard: broadcast::Sender::new(BEHIND),
                outgoing: Mutex::default(),
                closed: AtomicBool::new(false),
                rung: Notify::new(),
            }),
            carry,
            thread: OnceLock::new(),
        }
    }

    /// Tells this node at once and the others soon.
    pub(crate) fn wake(&self, wake: Wake) {
        self.bell.tell(Heard::Wake(wake));
        if self.carry.is_some() {
            self.begin();
            self.bell.put(wake);
            self.bell.rung.notify_one();
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Heard> {
        self.begin();
        self.bell.heard.subscribe()
    }

    /// Ends the thread. What was not told yet is not told any more.
    pub(crate) fn close(&self) {
        self.bell.closed.store(true, Ordering::Release);
        self.bell.rung.notify_one();
        let thread = self.thread.get().and_then(|thread| locked(thread).take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    fn begin(&self) {
        let Some(carry) = &self.carry else {
            return;
        };
        self.thread.get_or_init(|| {
            let (carry, bell) = (Arc::clone(carry), Arc::clone(&self.bell));
            let started = thread::Builder::new()
                .name("wakes".into())
                .spawn(move || carry(&bell));
            if let Err(error) = &started {
                tracing::warn!(%error, "other nodes cannot be woken; they look by themselves");
            }
            Mutex::new(started.ok())
        });
    }
}

/// The locks are held for single operations only, none of which can panic half-way.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wake(number: u128) -> Wake {
        Wake {
            topic: Topic::Notifications,
            subject: Uuid::from_u128(7),
            id: Uuid::from_u128(number),
        }
    }

    #[test]
    fn what_waits_is_bounded_and_nobody_is_left_asleep() {
        let wakes = Wakes::new(None);
        for number in 0..=WAITING as u128 {
            wakes.bell.put(wake(number));
        }
        let waiting = wakes.bell.take();
        assert!(waiting.everything);
        assert!(waiting.wakes.is_empty());
        assert!(wakes.bell.take().is_empty());
    }

    #[test]
    fn every_listener_of_the_node_hears() {
        let wakes = Wakes::new(None);
        wakes.wake(wake(1));
        let mut listeners = [wakes.listen(), wakes.listen()];
        wakes.wake(wake(2));
        for listener in &mut listeners {
            assert_eq!(listener.try_recv(), Ok(Heard::Wake(wake(2))));
            assert!(listener.try_recv().is_err());
        }
    }
}

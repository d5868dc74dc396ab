//! One room for each departure that somebody watches.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use tokio::sync::watch;
use uuid::Uuid;

/// How many seats are left.
pub(super) type Left = u32;

/// The rooms of one node: each keeps the newest count, and goes with the last who sits there.
#[derive(Default)]
pub(super) struct Rooms(Mutex<HashMap<Uuid, watch::Sender<Left>>>);

/// A seat in the room of a departure, from which its count is seen.
pub(super) struct Seat {
    pub(super) left: watch::Receiver<Left>,
    departure_id: Uuid,
    rooms: Weak<Rooms>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(rooms) = self.rooms.upgrade() {
            let mut rooms = rooms.of();
            // This seat is still taken.
            if rooms
                .get(&self.departure_id)
                .is_some_and(|room| room.receiver_count() <= 1)
            {
                rooms.remove(&self.departure_id);
            }
        }
    }
}

impl Rooms {
    fn of(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<Left>>> {
        // Nothing under the lock can panic half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat in the room of a departure. Whoever is the first there sees no seats until the count is told.
    pub(super) fn join(self: &Arc<Self>, departure_id: Uuid) -> Seat {
        let mut rooms = self.of();
        let room = rooms
            .entry(departure_id)
            .or_insert_with(|| watch::Sender::new(0));
        Seat {
            left: room.subscribe(),
            departure_id,
            rooms: Arc::downgrade(self),
        }
    }

    /// The departures that somebody watches.
    pub(super) fn watched(&self) -> Vec<Uuid> {
        self.of().keys().copied().collect()
    }

    /// Tells these counts where they are another than before.
    pub(super) fn tell(&self, counts: &HashMap<Uuid, Left>) {
        let rooms = self.of();
        for (departure_id, now) in counts {
            if let Some(room) = rooms.get(departure_id) {
                room.send_if_modified(|left| std::mem::replace(left, *now) != *now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_tells_changes_and_goes_with_the_last() {
        let rooms = Arc::new(Rooms::default());
        let departure_id = Uuid::from_u128(1);
        let mut first = rooms.join(departure_id);
        let mut second = rooms.join(departure_id);
        rooms.tell(&HashMap::from([(departure_id, 7), (Uuid::from_u128(2), 3)]));
        assert_eq!(*first.left.borrow_and_update(), 7);
        assert!(second.left.has_changed().unwrap());
        rooms.tell(&HashMap::from([(departure_id, 7)]));
        assert!(!first.left.has_changed().unwrap(), "nothing has changed");
        drop(first);
        assert_eq!(rooms.watched(), [departure_id]);
        rooms.tell(&HashMap::from([(departure_id, 6)]));
        assert_eq!(*second.left.borrow_and_update(), 6, "the newest, not the 7");
        drop(second);
        assert!(rooms.watched().is_empty());
    }
}

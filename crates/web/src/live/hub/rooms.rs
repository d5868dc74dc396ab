//! The rooms: each is one account's, and whoever listens in it was shown to be that account.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use foh_app::{identity::Standing, studio::Claimed};
use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use super::{Full, Listener};

/// The most who listen in one room: tabs, pages and programs of one account.
const MOST: usize = 32;
/// What was told last in a room is remembered, so that nobody gets it twice.
const REMEMBERED: usize = 64;
/// Whoever falls silent is noticed within this time (a ping's interval and its patience).
const SILENCE: Duration = Duration::from_secs(20);

/// Every room with somebody in it.
#[derive(Default)]
pub(super) struct Rooms {
    rooms: HashMap<Uuid, Room>,
    last: u64,
}

#[derive(Default)]
struct Room {
    seated: Vec<Seated>,
    told: VecDeque<Recent>,
    /// Until then somebody may ask for what was missed, so nobody tells it unasked.
    may_ask_until: Option<Instant>,
}

struct Seated {
    number: u64,
    since: Timestamp,
    standing: Standing,
    listener: Box<dyn Listener>,
}

/// Something that was told.
struct Recent {
    id: Uuid,
    at: Instant,
    /// The only one who got it.
    alone: Option<u64>,
}

impl Rooms {
    pub(super) fn join(
        &mut self,
        standing: Standing,
        since: Timestamp,
        listener: Box<dyn Listener>,
    ) -> Result<u64, Full> {
        let may_ask_for = listener.may_ask_for();
        let room = self.rooms.entry(standing.user_id).or_default();
        if room.seated.len() >= MOST {
            return Err(Full);
        }
        if !may_ask_for.is_zero() {
            room.may_ask_until = Some(Instant::now() + may_ask_for);
        }
        self.last += 1;
        room.seated.push(Seated {
            number: self.last,
            since,
            standing,
            listener,
        });
        Ok(self.last)
    }

    /// Takes somebody out of a room.
    pub(super) fn leave(&mut self, name: Uuid, number: u64) -> Option<Box<dyn Listener>> {
        let room = self.rooms.get_mut(&name)?;
        let place = room.seated.iter().position(|one| one.number == number)?;
        let left = room.seated.swap_remove(place);
        if room.seated.is_empty() {
            self.rooms.remove(&name);
        }
        Some(left.listener)
    }

    pub(super) fn has(&self, name: Uuid) -> bool {
        self.rooms.contains_key(&name)
    }

    /// The names of the rooms where nobody is about to ask for what was missed.
    pub(super) fn names(&self) -> Vec<Uuid> {
        let now = Instant::now();
        let settled = |room: &Room| room.may_ask_until.is_none_or(|until| until <= now);
        let settled = self.rooms.iter().filter(|(_, room)| settled(room));
        settled.map(|(name, _)| *name).collect()
    }

    /// Everybody, with what they came in by.
    pub(super) fn seated(&self) -> Vec<(Standing, u64)> {
        let seated = self.rooms.values().flat_map(|room| &room.seated);
        seated.map(|one| (one.standing, one.number)).collect()
    }

    /// Tells everybody in the room who is to hear it; `true` when it has reached somebody, now or before.
    pub(super) fn tell(&mut self, claimed: &Claimed) -> bool {
        let notification = &claimed.notification;
        let Some(room) = self.rooms.get_mut(&notification.facilitator_id) else {
            return false;
        };
        if room.told.iter().any(|told| told.id == notification.id) {
            return true;
        }
        let mut reached = Vec::new();
        for one in &room.seated {
            let is_for = claimed.first || one.since <= notification.created_at;
            if is_for && one.listener.tell(notification) {
                reached.push(one.number);
            }
        }
        if reached.is_empty() {
            return false;
        }
        if room.told.len() >= REMEMBERED {
            room.told.pop_front();
        }
        room.told.push_back(Recent {
            id: notification.id,
            at: Instant::now(),
            alone: match reached[..] {
                [alone] => Some(alone),
                _ => None,
            },
        });
        true
    }

    /// What this one was told alone in the time in which nobody noticed that it was silent; it counts as told no more.
    pub(super) fn unsure(&mut self, name: Uuid, number: u64) -> Vec<Uuid> {
        let Some(room) = self.rooms.get_mut(&name) else {
            return Vec::new();
        };
        let mut unsure = Vec::new();
        room.told.retain(|told| {
            let lost = told.alone == Some(number) && told.at.elapsed() <= SILENCE;
            if lost {
                unsure.push(told.id);
            }
            !lost
        });
        unsure
    }
}

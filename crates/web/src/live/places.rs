//! How many connections there may be: in all, and from one address of those who have not said who they are.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::http::StatusCode;

use crate::http::Problem;

/// Connections in all.
const MOST: usize = 8_192;
/// Connections from one address that have not said who they are.
const STRANGERS: usize = 1_024;

/// The connections of one node.
pub(super) struct Places {
    most: usize,
    strangers: usize,
    taken: Mutex<Taken>,
}

impl Default for Places {
    fn default() -> Self {
        Self::new(MOST, STRANGERS)
    }
}

#[derive(Default)]
struct Taken {
    all: usize,
    strangers: HashMap<Box<str>, usize>,
}

/// One connection's place, as long as it is kept.
pub(super) struct Place {
    places: Arc<Places>,
    address: Box<str>,
    stranger: AtomicBool,
}

impl Places {
    /// So many in all, and so many from one address that have not said who they are.
    pub(super) fn new(most: usize, strangers: usize) -> Self {
        Self {
            most,
            strangers,
            taken: Mutex::default(),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a stranger from this address.
    pub(super) fn take(self: &Arc<Self>, address: &str) -> Result<Place, Problem> {
        let mut taken = self.taken();
        if taken.all >= self.most {
            return Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_connections",
                "Too many connections are open.",
            )
            .retry_after(5));
        }
        let strangers = taken.strangers.entry(address.into()).or_default();
        if *strangers >= self.strangers {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_connections",
                "Too many connections from your address have not said who they are.",
            )
            .retry_after(10));
        }
        *strangers += 1;
        taken.all += 1;
        drop(taken);
        Ok(Place {
            places: Arc::clone(self),
            address: address.into(),
            stranger: AtomicBool::new(true),
        })
    }
}

impl Place {
    /// The address it was taken from.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whoever has it has said who they are.
    pub(super) fn known(&self) {
        if self.stranger.swap(false, Ordering::AcqRel) {
            let mut taken = self.places.taken();
            if let Some(strangers) = taken.strangers.get_mut(&self.address) {
                *strangers -= 1;
                if *strangers == 0 {
                    taken.strangers.remove(&self.address);
                }
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.known();
        self.places.taken().all -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_from_one_address_are_few_and_leave_no_trace() {
        let places = Arc::new(Places::default());
        let mut strangers: Vec<Place> = (0..STRANGERS)
            .map(|_| places.take("192.0.2.1").unwrap())
            .collect();
        assert_eq!(
            places.take("192.0.2.1").err().map(|problem| problem.code()),
            Some(StatusCode::TOO_MANY_REQUESTS)
        );
        let other = places.take("192.0.2.2").unwrap();
        // Whoever says who they are makes room, once.
        strangers[0].known();
        strangers[0].known();
        let again = places.take("192.0.2.1").unwrap();
        assert!(places.take("192.0.2.1").is_err());
        strangers.clear();
        drop((other, again));
        let taken = places.taken();
        assert_eq!((taken.all, taken.strangers.len()), (0, 0));
    }

    #[test]
    fn there_are_so_many_places_and_no_more() {
        let places = Arc::new(Places::default());
        let all: Vec<Place> = (0..MOST)
            .map(|number| places.take(&number.to_string()).unwrap())
            .collect();
        let refused = places.take("one more").err().map(|problem| problem.code());
        assert_eq!(refused, Some(StatusCode::SERVICE_UNAVAILABLE));
        drop(all);
        assert!(places.take("one more").is_ok());
    }
}

//! A bounded queue from which a lane takes everything that waits.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// A queue of at most `most` items.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    most: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                closed: false,
            }),
            arrived: Condvar::new(),
            most,
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // The lock is held for single queue operations only, none of which can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item; gives it back when the queue is full or closed.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.state();
        if state.closed || state.waiting.len() >= self.most {
            return Err(item);
        }
        state.waiting.push_back(item);
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for items and moves at most `most` of them to `into`; `false` when closed and empty.
    pub(crate) fn take(&self, most: usize, into: &mut Vec<T>) -> bool {
        let mut state = self.state();
        while state.waiting.is_empty() {
            if state.closed {
                return false;
            }
            state = self
                .arrived
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let count = most.min(state.waiting.len());
        into.extend(state.waiting.drain(..count));
        true
    }

    /// Moves what waits now, at most `most`, without waiting; tells how many came.
    pub(crate) fn take_more(&self, most: usize, into: &mut Vec<T>) -> usize {
        let mut state = self.state();
        let count = most.min(state.waiting.len());
        into.extend(state.waiting.drain(..count));
        count
    }

    /// Lets takers finish what waits and then go home; pushing is refused.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.arrived.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_finishes_what_waits() {
        let queue = Queue::new(2);
        assert!(queue.push(1).is_ok());
        assert!(queue.push(2).is_ok());
        assert_eq!(queue.push(3), Err(3));
        queue.close();
        assert_eq!(queue.push(4), Err(4));
        let mut taken = Vec::new();
        assert!(queue.take(9, &mut taken));
        assert_eq!(taken, [1, 2]);
        assert!(!queue.take(9, &mut taken));
    }
}

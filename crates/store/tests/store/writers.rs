//! Threads that write without pause, and the account of what became of every number.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use foh_store::{Database, StoreError};

use crate::ground::{LIMIT, lane, note};

/// What became of the numbers that were tried.
#[derive(Debug, Default)]
pub struct Account {
    pub acknowledged: BTreeSet<i64>,
    pub unknown: BTreeSet<i64>,
    pub refused: BTreeSet<i64>,
    pub errors: Vec<StoreError>,
}

impl Account {
    fn enter(&mut self, number: i64, outcome: Result<(), StoreError>) {
        let set = match outcome {
            Ok(()) => &mut self.acknowledged,
            Err(error) => {
                let unknown = matches!(error, StoreError::Unknown(_));
                self.errors.push(error);
                if unknown {
                    &mut self.unknown
                } else {
                    &mut self.refused
                }
            }
        };
        assert!(set.insert(number));
    }

    /// Acknowledged ⊆ stored ⊆ attempted, and nothing that was refused.
    pub fn agrees_with(&self, stored: &[i64]) {
        let stored: BTreeSet<i64> = stored.iter().copied().collect();
        let lost: Vec<_> = self.acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "acknowledged but not stored: {lost:?}");
        let wrong: Vec<_> = self.refused.intersection(&stored).collect();
        assert!(wrong.is_empty(), "refused but stored: {wrong:?}");
        let known: BTreeSet<i64> = self.acknowledged.union(&self.unknown).copied().collect();
        let foreign: Vec<_> = stored.difference(&known).collect();
        assert!(foreign.is_empty(), "stored but never tried: {foreign:?}");
    }
}

/// Threads that write numbers, each thread on a lane of its own as far as they go round.
pub struct Writers {
    threads: Vec<thread::JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    /// How many numbers each thread has written.
    counts: Arc<Vec<AtomicUsize>>,
    account: Arc<Mutex<Account>>,
}

impl Writers {
    pub fn start(db: &Database, threads: u8) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let counts: Arc<Vec<AtomicUsize>> =
            Arc::new((0..threads).map(|_| AtomicUsize::new(0)).collect());
        let account = Arc::new(Mutex::new(Account::default()));
        let runtime = tokio::runtime::Handle::current();
        let spawn = |thread: u8| {
            let (db, stop, runtime) = (db.clone(), Arc::clone(&stop), runtime.clone());
            let (counts, account) = (Arc::clone(&counts), Arc::clone(&account));
            thread::spawn(move || {
                let first = i64::from(thread) * 10_000_000;
                for number in first.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let outcome =
                        runtime.block_on(db.write(lane(thread), move |tx| note(tx, number)));
                    if outcome.is_ok() {
                        counts[usize::from(thread)].fetch_add(1, Ordering::SeqCst);
                    }
                    account.lock().unwrap().enter(number, outcome);
                }
            })
        };
        let threads = (0..threads).map(spawn).collect();
        Self {
            threads,
            stop,
            counts,
            account,
        }
    }

    /// Waits until every thread has written `more` numbers from now on.
    pub fn all_progress(&self, more: usize) {
        let goals: Vec<usize> = self
            .counts
            .iter()
            .map(|count| count.load(Ordering::SeqCst) + more)
            .collect();
        let begun = Instant::now();
        while self
            .counts
            .iter()
            .zip(&goals)
            .any(|(count, goal)| count.load(Ordering::SeqCst) < *goal)
        {
            assert!(
                begun.elapsed() < LIMIT,
                "a thread writes no more: {:?} of {goals:?}; {:?}",
                self.counts,
                self.account.lock().unwrap().errors
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Ends the threads and answers what became of everything.
    pub fn finish(self) -> Account {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
        std::mem::take(&mut self.account.lock().unwrap())
    }
}

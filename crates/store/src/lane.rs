//! Lanes: database threads that take everything that waits and run it as one group.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::{StoreError, group::Line, job::Job, queue::Queue};

/// A growing group is waited for by this fraction of the last commit's time…
const LINGER_DIVISOR: u32 = 25;
/// …but never longer than this.
const LINGER_MOST: Duration = Duration::from_micros(200);

/// The queue before a lane's thread.
pub(crate) type Waiting = Arc<Queue<Box<dyn Job>>>;

/// Starts the thread that works `waiting` on `line`, at most `group` pieces at once, until the queue is closed and empty.
pub(crate) fn start(
    name: String,
    waiting: Waiting,
    mut line: Line,
    group: usize,
) -> Result<thread::JoinHandle<()>, StoreError> {
    thread::Builder::new()
        .name(name)
        .spawn(move || {
            let mut last = Duration::ZERO;
            loop {
                let mut jobs = Vec::new();
                if !waiting.take(group, &mut jobs) {
                    break;
                }
                linger(&waiting, &mut jobs, last, group);
                let started = Instant::now();
                line.run(jobs);
                last = started.elapsed();
            }
        })
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Waits a moment for more while a group is still growing: never for a lone piece, and never long.
fn linger(waiting: &Waiting, jobs: &mut Vec<Box<dyn Job>>, last: Duration, group: usize) {
    if jobs.len() < 2 {
        return;
    }
    let until = Instant::now() + (last / LINGER_DIVISOR).min(LINGER_MOST);
    while jobs.len() < group && Instant::now() < until {
        thread::yield_now();
        waiting.take_more(group - jobs.len(), jobs);
    }
}

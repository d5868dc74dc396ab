//! The load: callers that ask, wait for the answer and ask again, and what they saw.

pub mod audience;
pub mod client;
pub mod delivery;
pub mod histogram;
pub mod inside;
mod response;
pub mod script;
mod tally;
pub mod webhooks;

pub use response::parse_head;
pub use tally::Tally;

use std::time::{Duration, Instant};

/// How long a caller may wait for its last answer after the measured time is over.
pub const GRACE: Duration = Duration::from_secs(30);

/// How hard and how long to load.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Callers that ask at the same time, each over its own connection.
    pub concurrency: usize,
    /// Time before the measured part: caches fill, pools open, the branch predictor learns.
    pub warm_up: Duration,
    /// Length of the measured part.
    pub measured: Duration,
}

impl Plan {
    /// The instants of this plan when it starts at `now`.
    pub fn window(&self, now: Instant) -> Window {
        let from = now + self.warm_up;
        Window {
            from,
            until: from + self.measured,
        }
    }

    /// Warm-up and measured part together.
    pub fn total(&self) -> Duration {
        self.warm_up + self.measured
    }
}

/// The measured part: answers that end inside it count for the figures.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// End of the warm-up.
    pub from: Instant,
    /// No request starts after this.
    pub until: Instant,
}

//! The only place that asks what time it is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// Tells the time, in microseconds: finer fractions are cut off, since not every engine keeps them.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that stands where it was set, for trying what takes days.
    Standing(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `moment` until it is moved.
    #[must_use]
    pub fn standing(moment: Timestamp) -> Self {
        Self::Standing(Arc::new(AtomicI64::new(moment.as_microsecond())))
    }

    /// The present moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn now(&self) -> Timestamp {
        let microsecond = match self {
            Self::System => Timestamp::now().as_microsecond(),
            Self::Standing(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(microsecond).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Moves a standing clock; the system's clock cannot be moved.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Standing(at) = self {
            let microseconds = i64::try_from(by.as_micros()).unwrap_or(0);
            at.fetch_add(microseconds, Ordering::SeqCst);
        }
    }
}

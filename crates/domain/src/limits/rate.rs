//! Rate limits: the generic cell rate algorithm (ITU-T I.371) as a pure function.
//!
//! A limit's whole state is one moment, the *theoretical arrival time*; a refused request changes
//! nothing, so flooding costs no writes and does not prolong the wait.

use jiff::{SignedDuration, Timestamp};

/// `count` requests per `per`; a caller who was away may use all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    per: SignedDuration,
}

impl Rate {
    /// A rate of `count` per `seconds`; `None` when either is zero.
    #[must_use]
    pub fn new(count: u32, seconds: u32) -> Option<Self> {
        (count > 0 && seconds > 0).then(|| Self {
            count,
            per: SignedDuration::from_secs(seconds.into()),
        })
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }

    /// In how many seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        u32::try_from(self.per.as_secs()).unwrap_or(u32::MAX)
    }

    fn interval(self) -> SignedDuration {
        let count = i32::try_from(self.count).unwrap_or(i32::MAX);
        self.per / count
    }

    /// Admits one request at `now` given the stored state.
    ///
    /// # Errors
    /// How long to wait before the next request can be admitted (always above zero).
    pub fn admit(
        self,
        state: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Timestamp, SignedDuration> {
        let arrival = state.unwrap_or(now).max(now);
        let next = arrival.saturating_add(self.interval()).unwrap_or(arrival);
        let ahead = next.duration_since(now);
        if ahead > self.per {
            Err(ahead - self.per)
        } else {
            Ok(next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    #[test]
    fn twenty_an_hour_admits_twenty_and_then_names_the_wait() {
        let rate = Rate::new(20, 3_600).unwrap();
        let mut state = None;
        for _ in 0..20 {
            state = Some(rate.admit(state, at(0)).unwrap());
        }
        let wait = rate.admit(state, at(0)).unwrap_err();
        assert_eq!(wait, SignedDuration::from_secs(180));
        assert!(rate.admit(state, at(179)).is_err());
        assert!(rate.admit(state, at(180)).is_ok());
    }

    #[test]
    fn an_hour_away_restores_everything() {
        let rate = Rate::new(3, 60).unwrap();
        let mut state = None;
        for _ in 0..3 {
            state = Some(rate.admit(state, at(0)).unwrap());
        }
        for _ in 0..3 {
            state = Some(rate.admit(state, at(600)).unwrap());
        }
        assert!(rate.admit(state, at(600)).is_err());
    }

    #[test]
    fn nothing_per_nothing_is_no_rate() {
        assert!(Rate::new(0, 60).is_none());
        assert!(Rate::new(1, 0).is_none());
    }
}

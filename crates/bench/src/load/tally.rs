//! What callers saw.

use std::collections::BTreeMap;
use std::time::Instant;

use super::Window;
use super::histogram::Latencies;

/// What one caller saw, or all of them after [`Tally::merge`].
#[derive(Debug, Default)]
pub struct Tally {
    /// Latencies of the acknowledged requests that ended in the measured part.
    pub latencies: Latencies,
    /// Every acknowledged request (200 or 201), warm-up included: all of them must be found in the database.
    pub acknowledged: u64,
    /// Other answers that were right, warm-up included.
    pub right: u64,
    /// Answers that were not, by status, warm-up included.
    pub refused: BTreeMap<u16, u64>,
    /// Requests without an answer: the connection broke, or what came was not HTTP.
    pub broken: u64,
    /// The first refusal or break in words, so that a failing run can be understood.
    pub first_problem: Option<String>,
    /// Whether a script had nothing more to ask before the time was over.
    pub dry: bool,
    last_measured: Option<Instant>,
}

impl Tally {
    /// Counts a 200 or 201.
    pub fn acknowledge(&mut self, window: &Window, started: Instant, ended: Instant) {
        self.acknowledged += 1;
        if window.from <= ended && ended <= window.until {
            self.latencies.record(ended - started);
            self.last_measured = Some(ended);
        }
    }

    /// Counts another answer that is right.
    pub fn turn_away(&mut self) {
        self.right += 1;
    }

    /// Counts any other answer.
    pub fn refuse(&mut self, status: u16, body: &[u8]) {
        *self.refused.entry(status).or_default() += 1;
        self.first_problem.get_or_insert_with(|| {
            let words = String::from_utf8_lossy(&body[..body.len().min(400)]).into_owned();
            format!("{status} {words}")
        });
    }

    /// Counts a request that got no answer.
    pub fn lose(&mut self, problem: &dyn std::fmt::Display) {
        self.broken += 1;
        self.first_problem
            .get_or_insert_with(|| problem.to_string());
    }

    /// Adds what another caller saw.
    pub fn merge(&mut self, other: Self) {
        self.latencies.merge(&other.latencies);
        self.acknowledged += other.acknowledged;
        self.right += other.right;
        for (status, count) in other.refused {
            *self.refused.entry(status).or_default() += count;
        }
        self.broken += other.broken;
        self.first_problem = self.first_problem.take().or(other.first_problem);
        self.dry |= other.dry;
        self.last_measured = self.last_measured.max(other.last_measured);
    }

    /// Acknowledged requests per second of the measured part; where the scripts ran dry, of the part they filled.
    pub fn per_second(&self, window: &Window) -> f64 {
        let end = match self.last_measured {
            Some(last) if self.dry => last,
            _ => window.until,
        };
        let seconds = (end - window.from).as_secs_f64();
        if seconds > 0.0 {
            self.latencies.count() as f64 / seconds
        } else {
            0.0
        }
    }

    /// Every answer that was neither 200 nor 201 nor right.
    pub fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn window() -> Window {
        let from = Instant::now();
        Window {
            from,
            until: from + Duration::from_secs(10),
        }
    }

    fn at(window: &Window, ms: u64) -> Instant {
        window.from + Duration::from_millis(ms)
    }

    #[test]
    fn warm_up_is_acknowledged_but_not_measured() {
        let window = window();
        let mut tally = Tally::default();
        let before = window.from.checked_sub(Duration::from_millis(1)).unwrap();
        tally.acknowledge(&window, before, before);
        tally.acknowledge(&window, before, at(&window, 5));
        tally.acknowledge(&window, at(&window, 9_999), at(&window, 10_001));
        assert_eq!((tally.acknowledged, tally.latencies.count()), (3, 1));
    }

    #[test]
    fn merging_adds_counts_and_keeps_the_first_problem() {
        let window = window();
        let mut all = Tally::default();
        all.refuse(409, b"full");
        let mut other = Tally::default();
        other.refuse(409, b"full again");
        other.refuse(503, b"busy");
        other.lose(&"gone");
        other.turn_away();
        other.acknowledge(&window, window.from, at(&window, 1));
        all.merge(other);
        assert_eq!(all.refused, BTreeMap::from([(409, 2), (503, 1)]));
        assert_eq!((all.refusals(), all.broken, all.acknowledged), (3, 1, 1));
        assert_eq!(all.right, 1);
        assert_eq!(all.first_problem.as_deref(), Some("409 full"));
    }

    #[test]
    fn a_dry_script_is_measured_over_the_time_it_filled() {
        let window = window();
        let mut tally = Tally::default();
        tally.acknowledge(&window, window.from, at(&window, 1_000));
        tally.acknowledge(&window, window.from, at(&window, 2_000));
        assert!((tally.per_second(&window) - 0.2).abs() < 1e-9);
        tally.dry = true;
        assert!((tally.per_second(&window) - 1.0).abs() < 1e-9);
    }
}

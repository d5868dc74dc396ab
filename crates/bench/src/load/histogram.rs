//! Latencies of many requests in little memory.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Shortest latency told apart, in nanoseconds.
const LOWEST_NS: u64 = 1_000;
/// Longest latency told apart, in nanoseconds; longer ones count as this.
const HIGHEST_NS: u64 = 120_000_000_000;
/// Two digits keep a caller's histogram at a few touched cache lines, and a p99 within one percent.
const DIGITS: u8 = 2;

/// A histogram of latencies. Each caller has its own; they are merged at the end.
#[derive(Clone, Debug)]
pub struct Latencies(Histogram<u32>);

impl Default for Latencies {
    #[expect(
        clippy::expect_used,
        reason = "the bounds are constants that the tests create"
    )]
    fn default() -> Self {
        Self(
            Histogram::new_with_bounds(LOWEST_NS, HIGHEST_NS, DIGITS)
                .expect("constant bounds are valid"),
        )
    }
}

impl Latencies {
    /// Adds one latency.
    pub fn record(&mut self, latency: Duration) {
        self.0
            .saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(HIGHEST_NS));
    }

    /// Adds all of another caller's.
    pub fn merge(&mut self, other: &Self) {
        // Equal constant bounds: the addition cannot meet a value it has no place for.
        let added = self.0.add(&other.0);
        debug_assert!(added.is_ok());
    }

    /// How many were recorded.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The latency that `share` (0 to 1) of all requests did not exceed, in milliseconds.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        self.0.value_at_quantile(share) as f64 / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(latencies_us: impl IntoIterator<Item = u64>) -> Latencies {
        let mut latencies = Latencies::default();
        for us in latencies_us {
            latencies.record(Duration::from_micros(us));
        }
        latencies
    }

    #[test]
    fn quantiles_are_within_one_percent() {
        let latencies = of(1..=10_000);
        assert!((latencies.quantile_ms(0.5) - 5.0).abs() < 0.05);
        assert!((latencies.quantile_ms(0.99) - 9.9).abs() < 0.1);
    }

    #[test]
    fn merged_callers_equal_one_caller_that_saw_everything() {
        let mut merged = of(1..=500);
        merged.merge(&of(501..=1_000));
        let whole = of(1..=1_000);
        assert_eq!(merged.count(), 1_000);
        for share in [0.0, 0.01, 0.5, 0.9, 0.99, 1.0] {
            assert!((merged.quantile_ms(share) - whole.quantile_ms(share)).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn a_latency_out_of_bounds_is_counted_at_the_bound() {
        let latencies = of([0, u64::from(u32::MAX) * 1_000]);
        assert_eq!(latencies.count(), 2);
        assert!((latencies.quantile_ms(1.0) / 120_000.0 - 1.0).abs() < 0.01);
    }

    #[test]
    fn nothing_recorded_is_zero() {
        assert!(Latencies::default().quantile_ms(0.99).abs() < f64::EPSILON);
    }
}

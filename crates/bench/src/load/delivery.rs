//! Whether what callers caused has reached those who listen, and how soon.

use std::collections::HashMap;
use std::time::Instant;

use uuid::Uuid;

use super::Window;
use super::audience::Arrival;
use super::histogram::Latencies;

/// A booking that was acknowledged.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The booking.
    pub booking_id: Uuid,
    /// The number of the facilitator who is to hear of it.
    pub listener: usize,
    /// Just before it was asked for.
    pub started: Instant,
    /// When it was acknowledged.
    pub ended: Instant,
}

/// What came of all bookings.
#[derive(Debug, Default)]
pub struct Deliveries {
    /// From just before the request until the arrival, of the bookings acknowledged in the measured part.
    pub from_request: Latencies,
    /// From the acknowledgement until the arrival; nothing where the arrival was first.
    pub from_answer: Latencies,
    /// Acknowledged bookings that nobody has told their facilitator.
    pub undelivered: u64,
    /// Arrivals at another facilitator, or at the same one again.
    pub doubled: u64,
}

impl Deliveries {
    /// Compares what was asked for with what has come.
    pub fn of(asked: &[Asked], arrivals: &[Arrival], window: &Window) -> Self {
        let mut first: HashMap<(Uuid, usize), Instant> = HashMap::with_capacity(arrivals.len());
        let mut deliveries = Self::default();
        let owners: HashMap<Uuid, usize> = asked
            .iter()
            .map(|one| (one.booking_id, one.listener))
            .collect();
        for arrival in arrivals {
            let key = (arrival.booking_id, arrival.listener);
            // Of a booking whose answer was lost nobody knows whose it is.
            let owner = owners.get(&arrival.booking_id);
            let foreign = owner.is_some_and(|owner| *owner != arrival.listener);
            let again = first.insert(key, arrival.at);
            if let Some(earlier) = again {
                first.insert(key, earlier);
            }
            deliveries.doubled += u64::from(foreign || again.is_some());
        }
        for one in asked {
            let Some(at) = first.get(&(one.booking_id, one.listener)) else {
                deliveries.undelivered += 1;
                continue;
            };
            if window.from <= one.ended && one.ended <= window.until {
                let since = |moment| at.saturating_duration_since(moment);
                deliveries.from_request.record(since(one.started));
                deliveries.from_answer.record(since(one.ended));
            }
        }
        deliveries
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

    fn asked(window: &Window, booking: u128, listener: usize) -> Asked {
        Asked {
            booking_id: Uuid::from_u128(booking),
            listener,
            started: window.from + Duration::from_millis(100),
            ended: window.from + Duration::from_millis(104),
        }
    }

    fn arrival(window: &Window, booking: u128, listener: usize, ms: u64) -> Arrival {
        Arrival {
            listener,
            booking_id: Uuid::from_u128(booking),
            at: window.from + Duration::from_millis(ms),
        }
    }

    #[test]
    fn deliveries_are_measured_from_request_and_answer() {
        let window = window();
        let asked = [asked(&window, 1, 0), asked(&window, 2, 1)];
        // The second is there before its answer.
        let arrivals = [arrival(&window, 1, 0, 112), arrival(&window, 2, 1, 102)];
        let deliveries = Deliveries::of(&asked, &arrivals, &window);
        assert_eq!((deliveries.undelivered, deliveries.doubled), (0, 0));
        assert!((deliveries.from_request.quantile_ms(1.0) - 12.0).abs() < 0.2);
        assert!((deliveries.from_request.quantile_ms(0.5) - 2.0).abs() < 0.1);
        assert!((deliveries.from_answer.quantile_ms(1.0) - 8.0).abs() < 0.2);
        assert!(deliveries.from_answer.quantile_ms(0.5) < 0.01);
    }

    #[test]
    fn what_is_lost_doubled_or_told_to_somebody_else_is_counted() {
        let window = window();
        let asked: Vec<Asked> = (1..=4).map(|number| asked(&window, number, 0)).collect();
        let arrivals = [
            arrival(&window, 1, 0, 110),
            arrival(&window, 2, 0, 110),
            arrival(&window, 2, 0, 2_000),
            arrival(&window, 3, 5, 110),
        ];
        let deliveries = Deliveries::of(&asked, &arrivals, &window);
        assert_eq!((deliveries.undelivered, deliveries.doubled), (2, 2));
        // The first arrival counts.
        assert!(deliveries.from_request.quantile_ms(1.0) < 11.0);
    }

    #[test]
    fn warm_up_must_arrive_and_is_not_measured() {
        let window = window();
        let early = Asked {
            ended: window.from.checked_sub(Duration::from_millis(1)).unwrap(),
            ..asked(&window, 1, 0)
        };
        let deliveries = Deliveries::of(&[early], &[], &window);
        assert_eq!(deliveries.undelivered, 1);
        let deliveries = Deliveries::of(&[early], &[arrival(&window, 1, 0, 5)], &window);
        assert_eq!(
            (deliveries.undelivered, deliveries.from_request.count()),
            (0, 0)
        );
    }
}

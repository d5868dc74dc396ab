//! Staff say that a bus has left.

use jiff::{SignedDuration, Timestamp};

use super::{DepartureFacts, DepartureStatus};

/// A bus leaves no earlier than this before its time: what is said before that is a slip of the hand, and would end the sale.
pub const EARLIEST_LEAVE: SignedDuration = SignedDuration::from_mins(60);

/// Why a bus has not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveRefusal {
    /// It was called off.
    Cancelled,
    /// Its time is more than [`EARLIEST_LEAVE`] away.
    TooEarly {
        /// From when on it may leave.
        from: Timestamp,
    },
}

/// Decides whether a bus has left; answers whether that is news.
///
/// # Errors
/// See [`LeaveRefusal`].
pub fn decide_leave(facts: &DepartureFacts, now: Timestamp) -> Result<bool, LeaveRefusal> {
    let from = facts
        .departs_at
        .checked_sub(EARLIEST_LEAVE)
        .unwrap_or(Timestamp::MIN);
    match facts.status {
        DepartureStatus::Cancelled => Err(LeaveRefusal::Cancelled),
        DepartureStatus::Departed => Ok(false),
        DepartureStatus::Scheduled if now < from => Err(LeaveRefusal::TooEarly { from }),
        DepartureStatus::Scheduled => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::Places;

    #[test]
    fn a_bus_leaves_at_its_time_or_a_little_before() {
        let at = |minute: i64| Timestamp::from_second(1_800_000_000 + minute * 60).unwrap();
        let second = SignedDuration::from_secs(1);
        let facts = |status| DepartureFacts {
            status,
            departs_at: at(0),
            places: Places {
                capacity: 4,
                additional: 0,
                manually_occupied: 0,
                confirmed: 1,
                held: 1,
            },
        };
        let early = Err(LeaveRefusal::TooEarly { from: at(-60) });
        for (status, now, expected) in [
            (DepartureStatus::Scheduled, at(-60) - second, early),
            (DepartureStatus::Scheduled, at(-60), Ok(true)),
            (DepartureStatus::Scheduled, at(0), Ok(true)),
            (DepartureStatus::Scheduled, at(10_000), Ok(true)),
            (DepartureStatus::Departed, at(-120), Ok(false)),
            (
                DepartureStatus::Cancelled,
                at(0),
                Err(LeaveRefusal::Cancelled),
            ),
        ] {
            assert_eq!(decide_leave(&facts(status), now), expected, "{status:?}");
        }
    }
}

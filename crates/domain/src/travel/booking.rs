//! Seats are held for a booking until it is paid, or sold at once at the desk.

use jiff::{SignedDuration, Timestamp};

use super::DepartureStatus;
use crate::booking::{PartySize, Places};

/// How a departure stands with its seats.
#[derive(Debug, Clone, Copy)]
pub struct DepartureFacts {
    /// Where it stands.
    pub status: DepartureStatus,
    /// When it leaves.
    pub departs_at: Timestamp,
    /// Its counters now.
    pub places: Places,
}

/// Why no seats are held or sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartureRefusal {
    /// There is no such departure.
    Unknown,
    /// It was called off.
    Cancelled,
    /// It has left, or is about to.
    Departed,
    /// Too few seats are left.
    Full {
        /// How many are.
        remaining: u32,
    },
}

/// How seats are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookDeparture {
    /// Held until they are paid.
    Hold,
    /// Paid already: at the desk.
    Sell,
}

/// Decides a booking and takes its seats.
///
/// # Errors
/// See [`DepartureRefusal`]; nothing was changed.
pub fn decide_hold(
    facts: Option<&mut DepartureFacts>,
    party: PartySize,
    how: BookDeparture,
    now: Timestamp,
) -> Result<(), DepartureRefusal> {
    let facts = facts.ok_or(DepartureRefusal::Unknown)?;
    if facts.status == DepartureStatus::Cancelled {
        return Err(DepartureRefusal::Cancelled);
    }
    if facts.status == DepartureStatus::Departed || now >= facts.departs_at {
        return Err(DepartureRefusal::Departed);
    }
    let taken = match how {
        BookDeparture::Hold => facts.places.hold(party),
        BookDeparture::Sell => facts.places.confirm(party),
    };
    taken.map_err(|short| DepartureRefusal::Full {
        remaining: short.available,
    })
}

/// Until when seats are held: as long as the house says, and no longer than until the bus leaves.
#[must_use]
pub fn hold_until(now: Timestamp, patience: SignedDuration, departs_at: Timestamp) -> Timestamp {
    (now + patience).min(departs_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn facts() -> DepartureFacts {
        DepartureFacts {
            status: DepartureStatus::Scheduled,
            departs_at: at(0),
            places: Places {
                capacity: 4,
                additional: 0,
                manually_occupied: 1,
                confirmed: 1,
                held: 0,
            },
        }
    }

    #[test]
    fn seats_are_held_or_sold_while_there_are_some() {
        let two = PartySize::parse(2).unwrap();
        let mut held = facts();
        assert_eq!(
            decide_hold(Some(&mut held), two, BookDeparture::Hold, at(-1)),
            Ok(())
        );
        assert_eq!((held.places.held, held.places.available()), (2, 0));
        let full = Err(DepartureRefusal::Full { remaining: 0 });
        assert_eq!(
            decide_hold(Some(&mut held), PartySize::ONE, BookDeparture::Sell, at(-1)),
            full
        );
        let mut sold = facts();
        assert_eq!(
            decide_hold(Some(&mut sold), two, BookDeparture::Sell, at(-1)),
            Ok(())
        );
        assert_eq!((sold.places.confirmed, sold.places.held), (3, 0));
    }

    #[test]
    fn what_has_left_or_is_called_off_is_not_sold() {
        let refused = |mut facts: DepartureFacts, now| {
            decide_hold(Some(&mut facts), PartySize::ONE, BookDeparture::Hold, now).unwrap_err()
        };
        assert_eq!(refused(facts(), at(0)), DepartureRefusal::Departed);
        let departed = DepartureFacts {
            status: DepartureStatus::Departed,
            ..facts()
        };
        assert_eq!(refused(departed, at(-9)), DepartureRefusal::Departed);
        let cancelled = DepartureFacts {
            status: DepartureStatus::Cancelled,
            ..facts()
        };
        assert_eq!(refused(cancelled, at(-9)), DepartureRefusal::Cancelled);
        let unknown = decide_hold(None, PartySize::ONE, BookDeparture::Hold, at(0));
        assert_eq!(unknown, Err(DepartureRefusal::Unknown));
    }

    #[test]
    fn no_hold_outlasts_the_departure() {
        let ten = SignedDuration::from_mins(10);
        assert_eq!(hold_until(at(-60), ten, at(0)), at(-50));
        assert_eq!(hold_until(at(-5), ten, at(0)), at(0));
    }
}

//! The rules of booking a session and of giving the place back.

use jiff::Timestamp;

use super::{SessionFacts, SessionStatus};
use crate::booking::{PartySize, ReservationStatus};

/// What must be known to book.
#[derive(Debug, Clone, Copy)]
pub struct BookFacts {
    /// The session now.
    pub session: SessionFacts,
    /// Whether the member has a booking of it that stands.
    pub has_booked: bool,
}

/// Why nothing was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookRefusal {
    /// There is no such session.
    Unknown,
    /// It was cancelled, has begun, or nobody holds it any more.
    NotAvailable,
    /// The member has a place already.
    AlreadyBooked,
    /// Every place is taken.
    Full,
}

/// Decides a booking of one place, which is confirmed at once, and takes the place.
///
/// # Errors
/// See [`BookRefusal`]; nothing was changed.
pub fn decide_book(
    facts: Option<&mut BookFacts>,
    party: PartySize,
    now: Timestamp,
) -> Result<(), BookRefusal> {
    let facts = facts.ok_or(BookRefusal::Unknown)?;
    let session = &facts.session;
    let takes_place = session.status == SessionStatus::Active && session.has_facilitator;
    if !takes_place || now >= session.starts_at {
        return Err(BookRefusal::NotAvailable);
    }
    if facts.has_booked {
        return Err(BookRefusal::AlreadyBooked);
    }
    let places = &mut facts.session.places;
    places.confirm(party).map_err(|_| BookRefusal::Full)
}

/// Why a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingCancelRefusal {
    /// It was cancelled before.
    AlreadyCancelled,
    /// Its member has come.
    AlreadyCheckedIn,
    /// The session has begun.
    Begun,
}

/// Decides the cancellation of a booking.
///
/// # Errors
/// See [`BookingCancelRefusal`].
pub fn decide_cancel_booking(
    status: ReservationStatus,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), BookingCancelRefusal> {
    match status {
        ReservationStatus::Cancelled | ReservationStatus::Expired => {
            Err(BookingCancelRefusal::AlreadyCancelled)
        }
        ReservationStatus::CheckedIn => Err(BookingCancelRefusal::AlreadyCheckedIn),
        ReservationStatus::Pending | ReservationStatus::Confirmed if now >= starts_at => {
            Err(BookingCancelRefusal::Begun)
        }
        ReservationStatus::Pending | ReservationStatus::Confirmed => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::Places,
        payments::{Currency, Money},
    };

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap()
    }

    fn facts(status: SessionStatus, confirmed: u32, has_booked: bool) -> BookFacts {
        BookFacts {
            session: SessionFacts {
                status,
                starts_at: at(0),
                ends_at: at(2),
                places: Places {
                    capacity: 2,
                    additional: 0,
                    manually_occupied: 0,
                    confirmed,
                    held: 0,
                },
                price: Money::of(0, Currency::EUR).unwrap(),
                has_facilitator: true,
            },
            has_booked,
        }
    }

    #[test]
    fn a_booking_takes_a_place_or_says_why_not() {
        let one = PartySize::parse(1).unwrap();
        let active = SessionStatus::Active;
        for (before, now, expected) in [
            (facts(active, 0, false), at(-1), Ok(1)),
            (facts(active, 1, false), at(-1), Ok(2)),
            (facts(active, 2, false), at(-1), Err(BookRefusal::Full)),
            (
                facts(active, 2, true),
                at(-1),
                Err(BookRefusal::AlreadyBooked),
            ),
            (
                facts(active, 0, false),
                at(0),
                Err(BookRefusal::NotAvailable),
            ),
            (
                facts(SessionStatus::Cancelled, 0, true),
                at(-1),
                Err(BookRefusal::NotAvailable),
            ),
        ] {
            let mut after = before;
            let decided = decide_book(Some(&mut after), one, now);
            assert_eq!(decided.map(|()| after.session.places.confirmed), expected);
            if expected.is_err() {
                assert_eq!(after.session.places, before.session.places);
            }
        }
        assert_eq!(decide_book(None, one, at(0)), Err(BookRefusal::Unknown));
        let mut orphan = facts(active, 0, false);
        orphan.session.has_facilitator = false;
        let refused = decide_book(Some(&mut orphan), one, at(-1));
        assert_eq!(refused, Err(BookRefusal::NotAvailable), "nobody holds it");
    }

    #[test]
    fn a_place_is_given_back_before_the_beginning() {
        for (status, now, expected) in [
            (ReservationStatus::Confirmed, at(-1), Ok(())),
            (
                ReservationStatus::Confirmed,
                at(0),
                Err(BookingCancelRefusal::Begun),
            ),
            (
                ReservationStatus::Cancelled,
                at(-1),
                Err(BookingCancelRefusal::AlreadyCancelled),
            ),
            (
                ReservationStatus::CheckedIn,
                at(-1),
                Err(BookingCancelRefusal::AlreadyCheckedIn),
            ),
        ] {
            assert_eq!(decide_cancel_booking(status, at(0), now), expected);
        }
    }
}

//! The rules of reserving, confirming and cancelling.

use jiff::{SignedDuration, Timestamp};

use crate::{
    booking::{PartySize, Places, ReservationStatus},
    token::{Purpose, Token, VerifierHash},
};

/// How long a confirmation link works, unless the performance begins earlier.
const CONFIRMATION_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// What must be known of a performance to reserve a place in it.
#[derive(Debug, Clone, Copy)]
pub struct PerformanceFacts {
    /// Whether its show is published.
    pub published: bool,
    /// Whether booking is open.
    pub booking_open: bool,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Its counters now.
    pub places: Places,
}

/// Why a reservation was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReserveRefusal {
    /// The public knows no such performance.
    UnknownPerformance,
    /// The house has closed booking.
    BookingClosed,
    /// It has begun.
    Begun,
    /// Too few places are left.
    InsufficientSeats {
        /// How many are.
        available: u32,
    },
}

/// Decides a reservation. A pending one takes no places, so nothing changes here.
///
/// # Errors
/// See [`ReserveRefusal`].
pub fn decide_reserve(
    performance: Option<&PerformanceFacts>,
    party: PartySize,
    now: Timestamp,
) -> Result<(), ReserveRefusal> {
    let performance = performance
        .filter(|performance| performance.published)
        .ok_or(ReserveRefusal::UnknownPerformance)?;
    if now >= performance.starts_at {
        return Err(ReserveRefusal::Begun);
    }
    if !performance.booking_open {
        return Err(ReserveRefusal::BookingClosed);
    }
    performance
        .places
        .suffice_for(party)
        .map_err(|short| ReserveRefusal::InsufficientSeats {
            available: short.available,
        })
}

/// When the confirmation link of a reservation made at `now` stops working.
#[must_use]
pub fn confirmation_expires_at(now: Timestamp, starts_at: Timestamp) -> Timestamp {
    (now + CONFIRMATION_LIFE).min(starts_at)
}

/// What must be known to confirm: the token's row and its reservation.
#[derive(Debug, Clone)]
pub struct ConfirmFacts {
    /// The row's purpose.
    pub purpose: Purpose,
    /// The row's verifier.
    pub hash: VerifierHash,
    /// When the row expires.
    pub expires_at: Timestamp,
    /// Where the reservation stands.
    pub status: ReservationStatus,
    /// The party.
    pub party: PartySize,
}

/// Why a confirmation was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmRefusal {
    /// Unknown, altered, or made for something else.
    InvalidToken,
    /// Too late.
    ExpiredToken,
    /// Done before.
    AlreadyConfirmed,
    /// Cancelled before it was confirmed.
    Cancelled,
    /// Too few places are left; the reservation stays pending.
    InsufficientSeats {
        /// How many are.
        available: u32,
    },
}

/// Decides a confirmation and takes its places.
///
/// # Errors
/// See [`ConfirmRefusal`]; nothing was changed.
pub fn decide_confirm(
    token: &Token,
    facts: Option<&ConfirmFacts>,
    places: &mut Places,
    now: Timestamp,
) -> Result<(), ConfirmRefusal> {
    let facts = facts
        .filter(|facts| facts.purpose == Purpose::Confirmation && token.matches(&facts.hash))
        .ok_or(ConfirmRefusal::InvalidToken)?;
    match facts.status {
        ReservationStatus::Confirmed | ReservationStatus::CheckedIn => {
            return Err(ConfirmRefusal::AlreadyConfirmed);
        }
        ReservationStatus::Cancelled => return Err(ConfirmRefusal::Cancelled),
        ReservationStatus::Expired => return Err(ConfirmRefusal::ExpiredToken),
        ReservationStatus::Pending => {}
    }
    if now >= facts.expires_at {
        return Err(ConfirmRefusal::ExpiredToken);
    }
    places
        .confirm(facts.party)
        .map_err(|short| ConfirmRefusal::InsufficientSeats {
            available: short.available,
        })
}

/// Why a reservation cannot be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelRefusal {
    /// It was cancelled before.
    AlreadyCancelled,
    /// It expired unconfirmed; there is nothing to give back.
    Expired,
    /// Some of the party are inside already.
    AlreadyCheckedIn,
    /// The performance has begun.
    Begun,
}

/// Decides a cancellation and gives its places back.
///
/// # Errors
/// See [`CancelRefusal`]; nothing was changed.
pub fn decide_cancel(
    (status, party, checked_in): (ReservationStatus, PartySize, u32),
    places: &mut Places,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), CancelRefusal> {
    match status {
        ReservationStatus::Cancelled => return Err(CancelRefusal::AlreadyCancelled),
        ReservationStatus::Expired => return Err(CancelRefusal::Expired),
        ReservationStatus::CheckedIn => return Err(CancelRefusal::AlreadyCheckedIn),
        ReservationStatus::Pending | ReservationStatus::Confirmed => {}
    }
    if checked_in > 0 {
        return Err(CancelRefusal::AlreadyCheckedIn);
    }
    if now >= starts_at {
        return Err(CancelRefusal::Begun);
    }
    if status.takes_places() {
        places.release_confirmed(party);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn party(size: i64) -> PartySize {
        PartySize::parse(size).unwrap()
    }

    fn hall(available: u32) -> Places {
        Places {
            capacity: available,
            additional: 0,
            manually_occupied: 0,
            confirmed: 0,
            held: 0,
        }
    }

    #[test]
    fn reserving() {
        let open = PerformanceFacts {
            published: true,
            booking_open: true,
            starts_at: at(100),
            places: hall(3),
        };
        let cases = [
            (None, 1, 0, Err(ReserveRefusal::UnknownPerformance)),
            (
                Some(PerformanceFacts {
                    published: false,
                    ..open
                }),
                1,
                0,
                Err(ReserveRefusal::UnknownPerformance),
            ),
            (
                Some(PerformanceFacts {
                    booking_open: false,
                    ..open
                }),
                1,
                0,
                Err(ReserveRefusal::BookingClosed),
            ),
            (Some(open), 1, 99, Ok(())),
            (Some(open), 1, 100, Err(ReserveRefusal::Begun)),
            (Some(open), 3, 0, Ok(())),
            (
                Some(open),
                4,
                0,
                Err(ReserveRefusal::InsufficientSeats { available: 3 }),
            ),
        ];
        for (facts, size, now, expected) in cases {
            assert_eq!(
                decide_reserve(facts.as_ref(), party(size), at(now)),
                expected,
                "{facts:?} {size} {now}"
            );
        }
    }

    #[test]
    fn links_end_with_the_beginning_of_the_performance() {
        assert_eq!(confirmation_expires_at(at(0), at(60)), at(60));
        assert_eq!(confirmation_expires_at(at(0), at(1_000_000)), at(86_400));
    }

    #[test]
    fn confirming() {
        use ReservationStatus as S;
        let token = Token::new(Uuid::nil(), [1; 32]);
        let good = ConfirmFacts {
            purpose: Purpose::Confirmation,
            hash: token.hash(),
            expires_at: at(100),
            status: S::Pending,
            party: party(2),
        };
        let stranger = Token::new(Uuid::nil(), [2; 32]).hash();
        let cases = [
            (None, 0, 9, Err(ConfirmRefusal::InvalidToken)),
            (
                Some(ConfirmFacts {
                    hash: stranger,
                    ..good.clone()
                }),
                0,
                9,
                Err(ConfirmRefusal::InvalidToken),
            ),
            (
                Some(ConfirmFacts {
                    purpose: Purpose::CheckIn,
                    ..good.clone()
                }),
                0,
                9,
                Err(ConfirmRefusal::InvalidToken),
            ),
            (
                Some(good.clone()),
                100,
                9,
                Err(ConfirmRefusal::ExpiredToken),
            ),
            (
                Some(ConfirmFacts {
                    status: S::Confirmed,
                    ..good.clone()
                }),
                100,
                9,
                Err(ConfirmRefusal::AlreadyConfirmed),
            ),
            (
                Some(ConfirmFacts {
                    status: S::CheckedIn,
                    ..good.clone()
                }),
                0,
                9,
                Err(ConfirmRefusal::AlreadyConfirmed),
            ),
            (
                Some(ConfirmFacts {
                    status: S::Cancelled,
                    ..good.clone()
                }),
                0,
                9,
                Err(ConfirmRefusal::Cancelled),
            ),
            (
                Some(ConfirmFacts {
                    status: S::Expired,
                    ..good.clone()
                }),
                0,
                9,
                Err(ConfirmRefusal::ExpiredToken),
            ),
            (
                Some(good.clone()),
                99,
                1,
                Err(ConfirmRefusal::InsufficientSeats { available: 1 }),
            ),
            (Some(good), 99, 2, Ok(())),
        ];
        for (facts, now, available, expected) in cases {
            let mut places = hall(available);
            let decided = decide_confirm(&token, facts.as_ref(), &mut places, at(now));
            assert_eq!(decided, expected, "{facts:?}");
            assert_eq!(places.confirmed, if expected.is_ok() { 2 } else { 0 });
        }
    }

    #[test]
    fn cancelling() {
        use ReservationStatus as S;
        for (status, inside, now, expected, given_back) in [
            (S::Pending, 0, 0, Ok(()), 0),
            (S::Confirmed, 0, 99, Ok(()), 2),
            (S::Confirmed, 0, 100, Err(CancelRefusal::Begun), 0),
            (S::Confirmed, 1, 0, Err(CancelRefusal::AlreadyCheckedIn), 0),
            (S::CheckedIn, 2, 0, Err(CancelRefusal::AlreadyCheckedIn), 0),
            (S::Cancelled, 0, 0, Err(CancelRefusal::AlreadyCancelled), 0),
            (S::Expired, 0, 0, Err(CancelRefusal::Expired), 0),
        ] {
            let mut places = Places {
                confirmed: 5,
                ..hall(9)
            };
            assert_eq!(
                decide_cancel((status, party(2), inside), &mut places, at(100), at(now)),
                expected,
                "{status:?}"
            );
            assert_eq!(5 - places.confirmed, given_back, "{status:?}");
        }
    }
}

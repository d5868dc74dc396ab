//! The rules of admission at the door, of a theatre or of a bus.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    booking::{PartySize, ReservationStatus},
    token::{Purpose, Token, VerifierHash},
};

/// A ticket is for the coming day at most; earlier it is somebody's ticket for another evening.
const BEFORE: SignedDuration = SignedDuration::from_hours(24);
/// Latecomers and guests of a delayed performance are let in this long after its planned end.
const AFTER: SignedDuration = SignedDuration::from_hours(2);

/// What must be known to admit somebody: the token's row, its reservation and the occurrence: a performance or a departure.
#[derive(Debug, Clone)]
pub struct CheckInFacts {
    /// The row's purpose.
    pub purpose: Purpose,
    /// The row's verifier.
    pub hash: VerifierHash,
    /// Where the reservation stands.
    pub status: ReservationStatus,
    /// The party.
    pub party: PartySize,
    /// How many of the party are inside.
    pub checked_in: u32,
    /// When the last of them was admitted.
    pub last_check_in_at: Option<Timestamp>,
    /// The performance or the departure.
    pub occurrence_id: Uuid,
    /// When that begins.
    pub starts_at: Timestamp,
    /// How long it takes, in minutes.
    pub duration_minutes: u32,
}

/// Why nobody is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckInRefusal {
    /// Unknown, altered, or made for something else (a confirmation link, say).
    InvalidToken,
    /// Cancelled, or never confirmed.
    NotConfirmed,
    /// The whole party is inside.
    AlreadyCheckedIn {
        /// Since when.
        at: Option<Timestamp>,
    },
    /// The ticket is for another performance or departure than the one at this door.
    WrongOccurrence,
    /// That is not now.
    OutsideWindow {
        /// When the window opens.
        opens_at: Timestamp,
        /// When it closes.
        closes_at: Timestamp,
    },
    /// More are to be admitted than of the party are still outside.
    TooMany {
        /// How many are outside.
        remaining: u32,
    },
}

/// Who may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// How many are admitted now.
    pub count: u32,
    /// How many of the party are then inside.
    pub checked_in: u32,
    /// Whether that is the whole party.
    pub complete: bool,
}

/// From when until when tickets admit: to a performance, or to a departure on its way.
#[must_use]
pub fn check_in_window(starts_at: Timestamp, duration_minutes: u32) -> (Timestamp, Timestamp) {
    let length = SignedDuration::from_mins(duration_minutes.into());
    (starts_at - BEFORE, starts_at + length + AFTER)
}

/// Decides an admission of `count` of the party, or of all who are still outside.
///
/// # Errors
/// See [`CheckInRefusal`].
pub fn decide_check_in(
    token: &Token,
    facts: Option<&CheckInFacts>,
    at_occurrence: Option<Uuid>,
    count: Option<u32>,
    now: Timestamp,
) -> Result<Admission, CheckInRefusal> {
    let facts = facts
        .filter(|facts| facts.purpose == Purpose::CheckIn && token.matches(&facts.hash))
        .ok_or(CheckInRefusal::InvalidToken)?;
    if !facts.status.takes_places() {
        return Err(CheckInRefusal::NotConfirmed);
    }
    if at_occurrence.is_some_and(|id| id != facts.occurrence_id) {
        return Err(CheckInRefusal::WrongOccurrence);
    }
    let remaining = facts.party.get().saturating_sub(facts.checked_in);
    if remaining == 0 {
        return Err(CheckInRefusal::AlreadyCheckedIn {
            at: facts.last_check_in_at,
        });
    }
    let (opens_at, closes_at) = check_in_window(facts.starts_at, facts.duration_minutes);
    if now < opens_at || now >= closes_at {
        return Err(CheckInRefusal::OutsideWindow {
            opens_at,
            closes_at,
        });
    }
    let count = count.unwrap_or(remaining);
    if count == 0 || count > remaining {
        return Err(CheckInRefusal::TooMany { remaining });
    }
    Ok(Admission {
        count,
        checked_in: facts.checked_in + count,
        complete: count == remaining,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(10 * DAY + seconds).unwrap()
    }

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "a table of cases is read from top to bottom"
    )]
    fn the_door() {
        use CheckInRefusal as R;
        use ReservationStatus as S;
        let token = Token::new(Uuid::nil(), [1; 32]);
        let here = Uuid::from_u128(1);
        let there = Uuid::from_u128(2);
        let good = CheckInFacts {
            purpose: Purpose::CheckIn,
            hash: token.hash(),
            status: S::Confirmed,
            party: PartySize::parse(3).unwrap(),
            checked_in: 0,
            last_check_in_at: None,
            occurrence_id: here,
            starts_at: at(0),
            duration_minutes: 60,
        };
        let all = |checked_in, count| {
            Ok(Admission {
                count,
                checked_in,
                complete: checked_in == 3,
            })
        };
        let (opens_at, closes_at) = (at(-DAY), at(3 * 3_600));
        let outside = Err(R::OutsideWindow {
            opens_at,
            closes_at,
        });
        let inside = CheckInFacts {
            checked_in: 3,
            status: S::CheckedIn,
            last_check_in_at: Some(at(-9)),
            ..good.clone()
        };
        let partly = CheckInFacts {
            checked_in: 2,
            ..good.clone()
        };
        let cases = [
            (None, None, None, 0, Err(R::InvalidToken)),
            (
                Some(CheckInFacts {
                    purpose: Purpose::Confirmation,
                    ..good.clone()
                }),
                None,
                None,
                0,
                Err(R::InvalidToken),
            ),
            (
                Some(CheckInFacts {
                    hash: Token::new(here, [2; 32]).hash(),
                    ..good.clone()
                }),
                None,
                None,
                0,
                Err(R::InvalidToken),
            ),
            (
                Some(CheckInFacts {
                    status: S::Cancelled,
                    ..good.clone()
                }),
                None,
                None,
                0,
                Err(R::NotConfirmed),
            ),
            (
                Some(CheckInFacts {
                    status: S::Pending,
                    ..good.clone()
                }),
                None,
                None,
                0,
                Err(R::NotConfirmed),
            ),
            (
                Some(good.clone()),
                Some(there),
                None,
                0,
                Err(R::WrongOccurrence),
            ),
            (Some(good.clone()), Some(here), None, 0, all(3, 3)),
            (
                Some(inside),
                Some(here),
                None,
                0,
                Err(R::AlreadyCheckedIn { at: Some(at(-9)) }),
            ),
            (Some(good.clone()), None, Some(1), 0, all(1, 1)),
            (Some(partly.clone()), None, None, 0, all(3, 1)),
            (
                Some(partly),
                None,
                Some(2),
                0,
                Err(R::TooMany { remaining: 1 }),
            ),
            (
                Some(good.clone()),
                None,
                Some(0),
                0,
                Err(R::TooMany { remaining: 3 }),
            ),
            (Some(good.clone()), None, None, -DAY, all(3, 3)),
            (Some(good.clone()), None, None, -DAY - 1, outside),
            (Some(good.clone()), None, None, 3 * 3_600 - 1, all(3, 3)),
            (Some(good), None, None, 3 * 3_600, outside),
        ];
        for (facts, performance, count, now, expected) in cases {
            assert_eq!(
                decide_check_in(&token, facts.as_ref(), performance, count, at(now)),
                expected,
                "{facts:?} {now}"
            );
        }
    }
}

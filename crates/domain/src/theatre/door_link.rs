//! The rules of door links: a helper without an account scans for one performance, for a while.

use jiff::{SignedDuration, Timestamp};

use super::check_in_window;
use crate::field::FieldError;

/// A door link works no longer than this.
pub const DOOR_LINK_LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many door links of one performance may work at once; more doors than that has no house.
pub const DOOR_LINKS_MOST: usize = 20;

/// Where a door link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorLinkState {
    /// It can be opened.
    Working,
    /// Its time is over.
    Expired,
    /// Somebody took it back.
    Revoked,
}

impl DoorLinkState {
    /// Where a link stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp, expires_at: Timestamp, revoked_at: Option<Timestamp>) -> Self {
        if revoked_at.is_some() {
            Self::Revoked
        } else if now < expires_at {
            Self::Working
        } else {
            Self::Expired
        }
    }

    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// Until when a link works that is made `now`: as `wanted`, or else until the door takes no more tickets, two hours
/// after the planned end.
///
/// # Errors
/// The fault of `valid_until`: the performance is over, or the link would not work at all or for too long.
pub fn door_link_until(
    wanted: Option<Timestamp>,
    starts_at: Timestamp,
    duration_minutes: u32,
    now: Timestamp,
) -> Result<Timestamp, FieldError> {
    let refused = |message: &str| FieldError {
        field: "valid_until",
        message: message.into(),
    };
    let (_, closes_at) = check_in_window(starts_at, duration_minutes);
    if closes_at <= now {
        return Err(refused(
            "This performance is over, its door takes no more tickets. Choose another performance.",
        ));
    }
    let until = wanted.unwrap_or(closes_at);
    if until <= now {
        return Err(refused("Choose a moment that is still to come."));
    }
    if until > now + DOOR_LINK_LONGEST {
        return Err(refused(if wanted.is_some() {
            "A door link works for 7 days at most. Choose an earlier moment."
        } else {
            "A door link works for 7 days at most, and this performance ends later. Make the link nearer to it."
        }));
    }
    Ok(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_link_works() {
        let now: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
        let hours = |hours: i64| now + SignedDuration::from_hours(hours);
        // Wanted, in hours from now; begins, in hours from now; expected, in hours from now or the fault.
        for (wanted, begins, expected) in [
            (None, 7, Ok(11)),
            (None, -3, Ok(1)),
            (None, -4, Err("over")),
            (Some(20), -4, Err("over")),
            (None, 7 * 24 - 4, Ok(7 * 24)),
            (None, 7 * 24 - 3, Err("nearer")),
            (Some(24), 7 * 24, Ok(24)),
            (Some(7 * 24), 7, Ok(7 * 24)),
            (Some(7 * 24 + 1), 7, Err("earlier")),
            (Some(0), 7, Err("still to come")),
            (Some(-1), 7, Err("still to come")),
        ] {
            let until = door_link_until(wanted.map(hours), hours(begins), 120, now);
            match (until, expected) {
                (Ok(until), Ok(expected)) => {
                    assert_eq!(until, hours(expected), "{wanted:?} {begins}");
                }
                (Err(fault), Err(word)) => {
                    assert_eq!(fault.field, "valid_until");
                    assert!(fault.message.contains(word), "{}", fault.message);
                }
                (until, expected) => panic!("{until:?} instead of {expected:?}"),
            }
        }
    }

    #[test]
    fn where_a_link_stands() {
        let now: Timestamp = "2026-11-28T12:00:00Z".parse().unwrap();
        let later = now + SignedDuration::from_secs(1);
        for (expires_at, revoked_at, expected) in [
            (later, None, DoorLinkState::Working),
            (now, None, DoorLinkState::Expired),
            (later, Some(now), DoorLinkState::Revoked),
            (now, Some(now), DoorLinkState::Revoked),
        ] {
            assert_eq!(DoorLinkState::at(now, expires_at, revoked_at), expected);
        }
    }
}

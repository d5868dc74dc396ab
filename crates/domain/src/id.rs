//! Ids: UUID version 7 (RFC 9562), made from the caller's clock and random bytes.
//!
//! Time-ordered ids keep index inserts at the right edge, which halves the cost of a hot table.
//! The last byte of an id is its *lane byte*: what belongs to an occurrence (reservations, tokens)
//! copies the occurrence's, so that every write about one occurrence is sent to one database lane
//! without looking anything up.

use jiff::Timestamp;
use uuid::Uuid;

/// A new id that belongs to nothing else; its lane byte is random.
#[must_use]
pub fn new(now: Timestamp, random: [u8; 8]) -> Uuid {
    let microseconds = now.as_microsecond().max(0).unsigned_abs();
    let (milliseconds, rest) = (microseconds / 1_000, microseconds % 1_000);
    let fraction = rest * 4_096 / 1_000; // RFC 9562, 6.2, method 3: sub-millisecond order in rand_a
    let high = (milliseconds << 16) | 0x7000 | fraction;
    let low = (u64::from_be_bytes(random) & (u64::MAX >> 2)) | (0b10 << 62);
    Uuid::from_u64_pair(high, low)
}

/// A new id of something that belongs to `owner`: it shares the owner's lane byte.
#[must_use]
pub fn beside(owner: Uuid, now: Timestamp, mut random: [u8; 8]) -> Uuid {
    random[7] = lane_byte(owner);
    new(now, random)
}

/// The same id in the lane of `owner`, for what will belong to it.
#[must_use]
pub fn in_lane_of(id: Uuid, owner: Uuid) -> Uuid {
    let mut bytes = id.into_bytes();
    bytes[15] = lane_byte(owner);
    Uuid::from_bytes(bytes)
}

/// The byte that decides which database lane writes about this id go to.
#[must_use]
pub fn lane_byte(id: Uuid) -> u8 {
    id.as_bytes()[15]
}

/// The smallest id that could have been made at `moment`: a bound for scans by creation time.
#[must_use]
pub fn first_at(moment: Timestamp) -> Uuid {
    new(moment, [0; 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_are_valid_and_ordered_by_time(us in 0_i64..4_000_000_000_000_000, later in 1_i64..1_000_000, a: [u8; 8], b: [u8; 8]) {
            let first = new(Timestamp::from_microsecond(us).unwrap(), a);
            let second = new(Timestamp::from_microsecond(us + later).unwrap(), b);
            prop_assert_eq!(first.get_version_num(), 7);
            prop_assert_eq!(first.get_variant(), uuid::Variant::RFC4122);
            prop_assert!(first < second);
            prop_assert!(first_at(Timestamp::from_microsecond(us).unwrap()) <= first);
        }

        #[test]
        fn what_belongs_together_shares_its_lane(owner: u128, random: [u8; 8]) {
            let owner = Uuid::from_u128(owner);
            prop_assert_eq!(lane_byte(beside(owner, Timestamp::UNIX_EPOCH, random)), lane_byte(owner));
            let id = new(Timestamp::UNIX_EPOCH, random);
            prop_assert_eq!(in_lane_of(id, owner), beside(owner, Timestamp::UNIX_EPOCH, random));
        }
    }
}

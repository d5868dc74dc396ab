//! The reference of a reservation: what stands on its ticket, short enough to be read out.

use std::fmt;

use uuid::Uuid;

/// Bytes of the id that the reference shows.
const BYTES: usize = 3;

/// The end of a reservation's id, in six hexadecimal digits.
///
/// Its last byte is the lane byte of the performance, so it says in one performance of 256 where to look.
/// Reservations may share one: within a performance there are 65,536.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference([u8; BYTES]);

impl Reference {
    /// The reference of the reservation with this id.
    #[must_use]
    pub fn of(reservation_id: Uuid) -> Self {
        let [.., a, b, c] = reservation_id.into_bytes();
        Self([a, b, c])
    }

    /// Reads a reference as it is typed or read out: in either case, with spaces, dashes or dots anywhere.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = digits(text);
        if digits.len() != 2 * BYTES || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, a, b, c] = u32::from_str_radix(&digits, 16).ok()?.to_be_bytes();
        Some(Self([a, b, c]))
    }

    /// The end of the ids that have it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The lane byte of the performances whose reservations may have it.
    #[must_use]
    pub fn lane(&self) -> &[u8] {
        &self.0[BYTES - 1..]
    }
}

/// "4D5E6F".
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// Reads the whole number of a reservation, with the separators of [`Reference::parse`] or without any.
#[must_use]
pub fn parse_number(text: &str) -> Option<Uuid> {
    Uuid::try_parse(&digits(text)).ok()
}

/// The text without what people put between the digits of a number.
fn digits(text: &str) -> String {
    let between =
        |c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '.' | '_' | '#');
    text.chars().filter(|c| !between(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_as_people_write_them() {
        let id = Uuid::from_u128(0x0193_5e3f_8a10_7000_8000_0000_004d_5e6f);
        let reference = Reference::of(id);
        assert_eq!(reference.to_string(), "4D5E6F");
        for text in [
            "4D5E6F",
            "4d5e6f",
            " 4d5 e6f ",
            "4D-5E-6F",
            "4D\u{2011}5E\u{a0}6F",
            "#4d5e6f",
            "4d.5e.6f",
        ] {
            assert_eq!(Reference::parse(text), Some(reference), "{text}");
        }
        for text in [
            "", "4D5E6", "4D5E6F0", "4D5E6G", "+D5E6F", "4D5/E6F", "ééé", "4d5e6f@a", "-",
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
        assert_eq!(Reference::of(Uuid::nil()).to_string(), "000000");
    }

    #[test]
    fn numbers_are_read_with_any_separators() {
        let id = Uuid::from_u128(0x0193_5e3f_8a10_7000_8000_0000_004d_5e6f);
        for text in [
            "01935e3f-8a10-7000-8000-0000004d5e6f",
            "01935E3F8A10700080000000004D5E6F",
            "01935e3f 8a10 7000 8000 0000004d5e6f",
        ] {
            assert_eq!(parse_number(text), Some(id), "{text}");
        }
        for text in [
            "",
            "4D5E6F",
            "01935e3f-8a10-7000-8000-0000004d5e6",
            "ada@example.org",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(owner: u128, random: [u8; 8]) {
            let owner = Uuid::from_u128(owner);
            let reservation = id::beside(owner, jiff::Timestamp::UNIX_EPOCH, random);
            let reference = Reference::of(reservation);
            prop_assert_eq!(Reference::parse(&reference.to_string()), Some(reference));
            prop_assert_eq!(reference.lane(), [id::lane_byte(owner)]);
            prop_assert!(reservation.as_bytes().ends_with(reference.as_bytes()));
        }

        #[test]
        fn any_text_can_be_asked(text: String) {
            let _ = (Reference::parse(&text), parse_number(&text));
        }
    }
}

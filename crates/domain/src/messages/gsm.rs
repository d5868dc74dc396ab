//! How long a text message is: in the alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1), of which 160 characters are one message.

/// The length of one message, in septets.
pub const ONE_MESSAGE: usize = 160;

/// What takes one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What takes two: an escape and a character.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many septets a text takes; `None` where it has a character that only a message of 70 characters can carry.
#[must_use]
pub fn septets(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |length, letter| {
        if BASIC.contains(letter) {
            Some(length + 1)
        } else if EXTENDED.contains(letter) {
            Some(length + 2)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_whole() {
        assert_eq!(BASIC.chars().count(), 127, "128 with the escape");
        assert_eq!(EXTENDED.chars().count(), 10);
    }

    #[test]
    fn lengths() {
        for (text, expected) in [
            ("", Some(0)),
            ("Kigali - Huye 08:30", Some(19)),
            ("Forlì", Some(5)),
            ("12 €", Some(5)),
            ("[~]", Some(6)),
            ("`", None),
            ("Kraków", None),
            ("Kigali → Huye", None),
            ("🚌", None),
        ] {
            assert_eq!(septets(text), expected, "{text}");
        }
    }
}

//! Personal fields: parsed once, and impossible to print by accident.

use serde::{Deserialize, Serialize};

macro_rules! personal_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself, for sealing, sending and showing to whom it concerns.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

personal_text! {
    /// An e-mail address as typed, checked for the form that SMTP can carry (RFC 5321, 4.5.3.1).
    EmailAddress
}
personal_text! {
    /// A phone number in international form (ITU-T E.164), such as `+390612345678`.
    PhoneNumber
}
personal_text! {
    /// A person's name, of 1 to 120 characters.
    PersonName
}

impl EmailAddress {
    /// Parses an address: one `@`, a local part of at most 64 bytes, a domain of dotted labels.
    ///
    /// # Errors
    /// What is wrong, in words for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let fault = || "Please give an e-mail address such as name@example.org.".to_owned();
        if text.len() > 254 {
            return Err("This e-mail address is too long: at most 254 characters.".into());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(fault)?;
        let local_ok = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .chars()
                .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let domain_ok =
            domain == "localhost" || (domain.contains('.') && domain.split('.').all(label_ok));
        if local_ok && domain_ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(fault())
        }
    }

    /// The form in which two spellings of one address are equal, for lookups by keyed hash.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl PhoneNumber {
    /// Parses an international number; spaces, dots, dashes and brackets are dropped.
    ///
    /// # Errors
    /// What is wrong, in words for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '/'))
            .collect();
        let fault =
            || "Please give the number with its country code, such as +39 06 1234567.".to_owned();
        let national = digits.strip_prefix('+').ok_or_else(fault)?;
        let ok = (7..=15).contains(&national.len())
            && !national.starts_with('0')
            && national.bytes().all(|b| b.is_ascii_digit());
        if ok { Ok(Self(digits)) } else { Err(fault()) }
    }
}

impl PersonName {
    /// Parses a name of one line.
    ///
    /// # Errors
    /// What is wrong, in words for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        crate::field::line(text, 120).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        for good in [
            "a@b.it",
            "first.last+tag@sub.example.org",
            "o'neil@example.co",
            "x@localhost",
            "é@exämple.org",
        ] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.it",
            "a@",
            "a@b",
            "a b@c.it",
            "a@b..it",
            ".a@b.it",
            "a.@b.it",
            "a..b@c.it",
            "a@-b.it",
            "a@b.it\r\nBcc: c@d.it",
            "a@b@c.it",
            "<a@b.it>",
            "a,b@c.it",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
        assert!(EmailAddress::parse(&format!("{}@b.it", "a".repeat(65))).is_err());
        assert!(EmailAddress::parse(&format!("a@{}.it", "b".repeat(250))).is_err());
        assert_eq!(EmailAddress::parse("A@B.it").unwrap().folded(), "a@b.it");
    }

    #[test]
    fn phone_numbers() {
        assert_eq!(
            PhoneNumber::parse("+39 (06) 123-4567").unwrap().expose(),
            "+39061234567"
        );
        for bad in [
            "",
            "06 1234567",
            "+0123456789",
            "+12345",
            "+1234567890123456",
            "+39abc4567",
        ] {
            assert!(PhoneNumber::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn personal_values_cannot_be_printed() {
        let shown = format!(
            "{:?} {:?}",
            PersonName::parse("Ada").unwrap(),
            EmailAddress::parse("ada@b.it").unwrap()
        );
        assert!(!shown.to_lowercase().contains("ada"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic(text in ".{0,300}") {
            let _ = EmailAddress::parse(&text);
            let _ = PhoneNumber::parse(&text);
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(!address.expose().chars().any(|c| c.is_control() || c.is_whitespace()));
            }
        }
    }
}

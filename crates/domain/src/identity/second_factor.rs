//! The second factor: codes of an authenticator app (RFC 6238) and recovery codes.

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret};
use uuid::Uuid;

use crate::privacy::Personal;

/// An account has so many recovery codes.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not taken for one another (RFC 4648, 6).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// A recovery code has so many characters of five bits.
const CHARACTERS: usize = 16;
/// The longest text that is looked at for a code.
const LONGEST: usize = 64;

/// What an authenticator app and the house share: 20 bytes (RFC 4226, 4, R6).
pub struct TotpSecret(SecretBox<[u8; 20]>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

impl Serialize for TotpSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.expose_secret().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TotpSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[u8; 20]>::deserialize(deserializer).map(Self::new)
    }
}

impl Personal for TotpSecret {
    const COLUMN: &'static str = "second_factors.secret";
}

impl TotpSecret {
    /// A secret of fresh random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 20]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    fn shared(&self) -> Secret {
        Secret::new_stack(*self.0.expose_secret())
    }

    /// As it is typed into an app that cannot read the picture, in base32.
    #[must_use]
    pub fn text(&self) -> SecretString {
        self.shared().to_base32().into()
    }

    /// The address an app reads from the picture (Key URI Format of Google Authenticator).
    #[must_use]
    pub fn url(&self, house: &str, account: &str) -> SecretString {
        let escaped = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let (house, account) = (escaped(house), escaped(account));
        let secret = self.shared().to_base32();
        format!("otpauth://totp/{house}:{account}?secret={secret}&issuer={house}").into()
    }

    /// The step of 30 seconds whose code this is: the present one, the one before or the one after, for clocks differ.
    /// A step that was used is used up; that is for the store to see to.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let totp = Builder::new()
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.shared())
            .build()
            .ok()?;
        let step = totp.check(code, u64::try_from(now.as_second()).ok()?)?;
        i64::try_from(step).ok()
    }
}

/// A code that stands for the app once, for when the app is lost: 80 random bits.
pub struct RecoveryCode(SecretString);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode")
    }
}

impl RecoveryCode {
    /// A code of fresh random bytes.
    #[must_use]
    pub fn new(random: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        bytes[6..].copy_from_slice(&random);
        let bits = u128::from_be_bytes(bytes);
        let text: String = (0..CHARACTERS)
            .rev()
            .map(|place| {
                let five = usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default();
                char::from(ALPHABET[five])
            })
            .collect();
        Self(text.into())
    }

    /// As it is shown: four groups of four.
    #[must_use]
    pub fn reveal(&self) -> SecretString {
        let text = self.0.expose_secret();
        let mut shown = String::with_capacity(CHARACTERS + 3);
        for (place, character) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                shown.push('-');
            }
            shown.push(character);
        }
        shown.into()
    }

    /// What is stored of it. It is random enough that a plain hash tells nothing.
    #[must_use]
    pub fn hash(&self, account: Uuid) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(account.as_bytes());
        hash.update(self.0.expose_secret().as_bytes());
        hash.finalize().into()
    }
}

/// What somebody typed as their second factor.
#[derive(Debug)]
pub enum FactorCode {
    /// Six digits of the app.
    App(SecretString),
    /// A recovery code.
    Recovery(RecoveryCode),
}

impl FactorCode {
    /// Reads a code; spaces and hyphens do no harm, nor do letters that look like digits. `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bare: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if bare.len() == 6 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::App(bare.into()));
        }
        let bare: String = bare
            .chars()
            .map(|c| match c.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                other => other,
            })
            .collect();
        let whole = bare.len() == CHARACTERS && bare.bytes().all(|byte| ALPHABET.contains(&byte));
        whole.then(|| Self::Recovery(RecoveryCode(bare.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The seed of RFC 6238, appendix B.
    const SEED: [u8; 20] = *b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B (SHA-1), the last six digits.
    #[test]
    fn the_codes_of_the_rfc() {
        let secret = TotpSecret::new(SEED);
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.step_of(code, at(second)), Some(second / 30));
        }
    }

    #[test]
    fn a_code_works_a_step_early_or_late() {
        let secret = TotpSecret::new(SEED);
        let (code, step) = ("287082", 1);
        for (second, works) in [(0, true), (29, true), (59, true), (89, true), (90, false)] {
            let found = secret.step_of(code, at(second));
            assert_eq!(found, works.then_some(step), "{second}");
        }
        assert_eq!(secret.step_of(code, at(-1)), None);
        for wrong in ["", "28708", "2870822", "+87082", "287083", "２８７０８２"] {
            assert_eq!(secret.step_of(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_is_read_by_apps_and_not_printed() {
        let secret = TotpSecret::new(SEED);
        assert_eq!(
            secret.text().expose_secret(),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
        assert_eq!(
            secret
                .url("Front of House", "ada@example.org")
                .expose_secret(),
            "otpauth://totp/Front%20of%20House:ada%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Front%20of%20House"
        );
        assert_eq!(format!("{secret:?}"), "TotpSecret");
        let json = serde_json::to_string(&secret).unwrap();
        let back: TotpSecret = serde_json::from_str(&json).unwrap();
        assert_eq!(back.text().expose_secret(), secret.text().expose_secret());
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        let account = Uuid::from_u128(7);
        let code = RecoveryCode::new([0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let shown = code.reveal();
        let shown = shown.expose_secret();
        assert_eq!(shown, "74AA-CAQD-AQCQ-MBYI");
        assert_eq!(format!("{code:?}"), "RecoveryCode");
        for text in [
            shown.to_owned(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            shown.replace('I', "1").replace('B', "8"),
        ] {
            let Some(FactorCode::Recovery(read)) = FactorCode::parse(&text) else {
                panic!("{text} is a recovery code");
            };
            assert_eq!(read.hash(account), code.hash(account), "{text}");
            assert_ne!(read.hash(account), code.hash(Uuid::from_u128(8)));
        }
        for text in ["123456", "123 456", " 123456 "] {
            assert!(
                matches!(FactorCode::parse(text), Some(FactorCode::App(code)) if code.expose_secret() == "123456")
            );
        }
        for text in [
            "",
            "12345",
            "1234567",
            "74AA-CAQD-AQCQ-MBY",
            "74AA-CAQD-AQCQ-MBY!",
            &"7".repeat(99),
        ] {
            assert!(FactorCode::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn recovery_codes_survive_the_journey(random: [u8; 10]) {
            let code = RecoveryCode::new(random);
            let shown = code.reveal();
            let Some(FactorCode::Recovery(read)) = FactorCode::parse(shown.expose_secret()) else {
                return Err(TestCaseError::fail("no recovery code"));
            };
            prop_assert_eq!(read.hash(Uuid::nil()), code.hash(Uuid::nil()));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            let _ = FactorCode::parse(&text);
        }
    }
}

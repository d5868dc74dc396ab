//! Tokens: *selector + verifier*. The selector is the row's time-ordered key, the verifier 32 random
//! bytes of which only the SHA-256 is stored and compared in constant time (no timing
//! oracle and no random index). One token serves one purpose.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What a token is good for; it is never accepted for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms a reservation, once.
    Confirmation,
    /// Is the ticket: admits the party at the door.
    CheckIn,
    /// Cancels a reservation.
    Cancellation,
    /// A signed-in browser.
    Session,
    /// A program that speaks for a user.
    Api,
    /// Signs a user in, once.
    SignInLink,
    /// Shows a booking of a journey to whoever made it, who may pay or cancel it.
    BookingAccess,
    /// Signs whoever holds it in at one door, until it expires or is revoked.
    DoorLink,
    /// A sign-in whose password was right and whose second factor is awaited.
    SecondFactor,
    /// Sets a new password, once.
    PasswordReset,
    /// Shows that an address is its account's, once.
    EmailVerification,
    /// Accepts an invitation to the staff, once.
    Invitation,
    /// Gets new access tokens, once.
    Refresh,
    /// Shows a guest their own data, or erases it.
    Privacy,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 14] = [
        Self::Confirmation,
        Self::CheckIn,
        Self::Cancellation,
        Self::Session,
        Self::Api,
        Self::SignInLink,
        Self::BookingAccess,
        Self::DoorLink,
        Self::SecondFactor,
        Self::PasswordReset,
        Self::EmailVerification,
        Self::Invitation,
        Self::Refresh,
        Self::Privacy,
    ];

    /// The word stored in the `purpose` column.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::CheckIn => "check_in",
            Self::Cancellation => "cancellation",
            Self::Session => "session",
            Self::Api => "api",
            Self::SignInLink => "sign_in_link",
            Self::BookingAccess => "booking_access",
            Self::DoorLink => "door_link",
            Self::SecondFactor => "second_factor",
            Self::PasswordReset => "password_reset",
            Self::EmailVerification => "email_verification",
            Self::Invitation => "invitation",
            Self::Refresh => "refresh",
            Self::Privacy => "privacy",
        }
    }

    /// The purpose a stored word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
    }
}

/// The SHA-256 of a verifier: all of it that is ever stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierHash([u8; 32]);

impl VerifierHash {
    /// The stored bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// From the stored bytes; `None` when they are not 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// A raw token, which exists in one e-mail, one QR code or one cookie and never in a log.
#[derive(Debug)]
pub struct Token {
    selector: Uuid,
    verifier: SecretBox<[u8; 32]>,
}

impl Token {
    /// A new token with this row key and 32 fresh random bytes.
    #[must_use]
    pub fn new(selector: Uuid, verifier: [u8; 32]) -> Self {
        Self {
            selector,
            verifier: SecretBox::new(Box::new(verifier)),
        }
    }

    /// Reads a token as it was sent: 64 characters of base64url (RFC 4648, 5). `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 48];
        if text.len() != 64 {
            return None;
        }
        let read = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let selector = Uuid::from_slice(bytes.get(..16)?).ok()?;
        let verifier: [u8; 32] = bytes.get(16..read)?.try_into().ok()?;
        Some(Self::new(selector, verifier))
    }

    /// The row's key.
    #[must_use]
    pub fn selector(&self) -> Uuid {
        self.selector
    }

    /// The text to send.
    #[must_use]
    pub fn reveal(&self) -> SecretString {
        let mut bytes = [0; 48];
        bytes[..16].copy_from_slice(self.selector.as_bytes());
        bytes[16..].copy_from_slice(self.verifier.expose_secret());
        URL_SAFE_NO_PAD.encode(bytes).into()
    }

    /// What is stored of the verifier.
    #[must_use]
    pub fn hash(&self) -> VerifierHash {
        VerifierHash(Sha256::digest(self.verifier.expose_secret()).into())
    }

    /// Whether the stored hash is this token's, in constant time.
    #[must_use]
    pub fn matches(&self, stored: &VerifierHash) -> bool {
        self.hash().0.ct_eq(&stored.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_survive_the_journey(selector: u128, verifier: [u8; 32]) {
            let token = Token::new(Uuid::from_u128(selector), verifier);
            let text = token.reveal();
            let back = Token::parse(text.expose_secret()).unwrap();
            prop_assert_eq!(back.selector(), token.selector());
            prop_assert!(back.matches(&token.hash()));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            let _ = Token::parse(&text);
        }
    }

    #[test]
    fn a_changed_or_shortened_token_does_not_match() {
        let token = Token::new(Uuid::nil(), [7; 32]);
        let text = token.reveal();
        let text = text.expose_secret();
        assert!(Token::parse(&text[..63]).is_none());
        let changed = format!("{}A", &text[..63]);
        assert!(Token::parse(&changed).is_none_or(|other| !other.matches(&token.hash())));
    }

    #[test]
    fn tokens_cannot_be_printed() {
        let shown = format!("{:?}", Token::new(Uuid::nil(), [7; 32]));
        assert!(!shown.contains("7, 7"), "{shown}");
    }

    #[test]
    fn purposes_are_read_as_written() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
        assert_eq!(Purpose::parse("else"), None);
    }
}

//! API tokens: what they are called, how long they work, and what of their account's role they carry.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use uuid::Uuid;

use super::Permission;

/// What an API token begins with, so that it is recognised where it does not belong.
pub const API_TOKEN_PREFIX: &str = "foh_";
/// The most API tokens of an account that work at a time.
pub const API_TOKENS_MOST: u32 = 50;
/// The most days an API token works.
pub const API_TOKEN_DAYS_MOST: i64 = 365;
/// The days an API token works if nothing else is said.
pub const API_TOKEN_DAYS_USUAL: i64 = 90;
/// The use of an API token is noted when the last note is older than this.
pub const API_TOKEN_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The most characters of its name.
const NAME_MOST: usize = 80;
/// Characters of the selector that are shown again: its moment and a few random bits, nothing of the verifier.
const SHOWN: usize = 12;
/// The stored word for all that a role carries.
const EVERYTHING: &str = "everything";

/// How an account's owner calls an API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenName(String);

impl ApiTokenName {
    /// Parses a name of one line.
    ///
    /// # Errors
    /// What is wrong, in words for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        crate::field::line(text, NAME_MOST).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What of the permissions of a role is granted; asked anew at each use, together with the role as it is then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Granted {
    /// Whatever the role carries.
    #[default]
    Everything,
    /// These of them.
    Only(Permissions),
}

/// Some permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u16);

impl Permissions {
    const fn bit(permission: Permission) -> u16 {
        1 << permission as u16
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// Each of them, in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let bits = permissions.into_iter().map(Self::bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

impl Granted {
    /// Reads what somebody chose: at least one permission, by its word.
    ///
    /// # Errors
    /// What is wrong, in words for the person who chose.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let chosen: Permissions = words
            .into_iter()
            .map(|word| {
                Permission::parse(word.trim()).ok_or("There is no such permission.".to_owned())
            })
            .collect::<Result<_, _>>()?;
        if chosen == Permissions::default() {
            return Err("Please choose at least one, or everything the account may do.".into());
        }
        Ok(Self::Only(chosen))
    }

    /// Whether the permission is granted, as far as the role carries it.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(permissions) => permissions.contains(permission),
        }
    }

    /// As it is stored: `everything`, or the words with spaces between them.
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::Everything => EVERYTHING.to_owned(),
            Self::Only(permissions) => {
                let words: Vec<&str> = permissions.iter().map(Permission::as_str).collect();
                words.join(" ")
            }
        }
    }

    /// What was stored; `None` for what never was.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        if text == EVERYTHING {
            return Some(Self::Everything);
        }
        let words = text.split(' ').filter(|word| !word.is_empty());
        let permissions: Option<Permissions> = words.map(Permission::parse).collect();
        permissions.map(Self::Only)
    }
}

/// How long an API token works.
///
/// # Errors
/// What is wrong, in words for the person who typed it.
pub fn api_token_life(days: i64) -> Result<SignedDuration, String> {
    if (1..=API_TOKEN_DAYS_MOST).contains(&days) {
        Ok(SignedDuration::from_hours(days * 24))
    } else {
        Err(format!(
            "Please give a number of days from 1 to {API_TOKEN_DAYS_MOST}."
        ))
    }
}

/// How an API token begins: enough to tell it from others, nothing that is secret.
#[must_use]
pub fn api_token_beginning(selector: Uuid) -> String {
    let mut text = URL_SAFE_NO_PAD.encode(selector.as_bytes());
    text.truncate(SHOWN);
    text.insert_str(0, API_TOKEN_PREFIX);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::token::Token;

    #[test]
    fn names() {
        for good in ["CI", "  Ticket printer, foyer  ", &"é".repeat(80)] {
            assert_eq!(ApiTokenName::parse(good).unwrap().as_str(), good.trim());
        }
        for bad in ["", "   ", "two\nlines", &"é".repeat(81)] {
            assert!(ApiTokenName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lives() {
        for (days, hours) in [(1, Some(24)), (90, Some(2_160)), (365, Some(8_760))] {
            let life = api_token_life(days).ok();
            assert_eq!(life, hours.map(SignedDuration::from_hours));
        }
        for days in [i64::MIN, -1, 0, 366, i64::MAX] {
            assert!(api_token_life(days).is_err(), "{days}");
        }
    }

    #[test]
    fn what_was_chosen() {
        let chosen = Granted::parse(["door", " content ", "door"]).unwrap();
        assert_eq!(chosen.stored(), "content door");
        assert!(chosen.allows(Permission::Door) && chosen.allows(Permission::Content));
        assert!(!chosen.allows(Permission::Accounts));
        assert!(Granted::parse([]).is_err(), "nothing is no choice");
        assert!(Granted::parse(["everything"]).is_err());
        assert!(Granted::parse(["door", "Door"]).is_err());
    }

    #[test]
    fn what_was_never_stored_is_not_read() {
        for text in ["Everything", "everything door", "door,content", "root"] {
            assert_eq!(Granted::from_stored(text), None, "{text}");
        }
        let none = Granted::from_stored("").unwrap();
        assert!(Permission::ALL.into_iter().all(|one| !none.allows(one)));
    }

    proptest! {
        #[test]
        fn it_is_read_as_stored(bits in any::<u16>()) {
            let all = Permission::ALL.into_iter();
            let some = all.filter(|one| bits & (1 << *one as u16) != 0).collect();
            for granted in [Granted::Everything, Granted::Only(some)] {
                prop_assert_eq!(Granted::from_stored(&granted.stored()), Some(granted));
            }
        }

        #[test]
        fn the_beginning_says_nothing_of_the_verifier(id in any::<u128>(), verifier: [u8; 32]) {
            let token = Token::new(Uuid::from_u128(id), verifier);
            let text = format!("{API_TOKEN_PREFIX}{}", token.reveal().expose_secret());
            let shown = api_token_beginning(token.selector());
            prop_assert!(text.starts_with(&shown));
            prop_assert_eq!(shown.len(), API_TOKEN_PREFIX.len() + SHOWN);
            prop_assert_eq!(shown, api_token_beginning(Uuid::from_u128(id)));
        }
    }
}

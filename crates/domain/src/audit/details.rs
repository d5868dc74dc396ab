//! What only some may know of an entry, and what can be erased: from where, and what exactly.

use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ChainKey, Hash};
use crate::privacy::{Keyring, Personal, SealError, Sealed};

/// The most words of one entry; more are left out.
const MOST_WORDS: usize = 24;
/// The most characters of one text; the rest is left out.
const MOST_CHARACTERS: usize = 200;

/// By which way somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Over the network: a page or the API.
    Web,
    /// On the command line of the house.
    CommandLine,
    /// Nobody: the house did it by itself.
    House,
}

impl Via {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::CommandLine => "command_line",
            Self::House => "house",
        }
    }
}

/// One word of the details.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Text.
    Text(String),
}

/// May be personal, so nothing of it is shown.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value")
    }
}

/// As a person reads it.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.chars().take(MOST_CHARACTERS).collect())
    }
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Text(id.to_string())
    }
}

/// The details of an entry. Sealed when stored; erased on their own, after which the entry still verifies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Random: without it nobody can try which details fit the hash that stays when they are erased.
    salt: Uuid,
    /// By which way.
    pub via: Via,
    /// From which address of the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<IpAddr>,
    /// What exactly, as the action says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub words: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Details({} words)", self.words.len())
    }
}

impl Personal for Details {
    const COLUMN: &'static str = "audit_entries.details";
}

impl Details {
    /// Details with a `salt` of fresh random bytes.
    #[must_use]
    pub fn new(salt: [u8; 16], via: Via, from: Option<IpAddr>, words: &[(&str, Value)]) -> Self {
        Self {
            salt: Uuid::from_bytes(salt),
            via,
            from,
            words: words
                .iter()
                .take(MOST_WORDS)
                .map(|(word, value)| ((*word).to_owned(), value.clone()))
                .collect(),
        }
    }

    /// The hash that the entry's hash covers: of the plain details, so that they can be sealed anew by another key.
    ///
    /// # Errors
    /// [`SealError::Damaged`] when they cannot be written as JSON, which does not happen.
    pub fn hash(&self, key: &ChainKey) -> Result<Hash, SealError> {
        let plain = serde_json::to_vec(self).map_err(|_| SealError::Damaged)?;
        Ok(key.details(&plain))
    }

    /// Seals them in the place that [`Details::row`] names. The nonce is the beginning of their hash, which is keyed, covers the
    /// salt, and so is never the same for other details (a synthetic nonce): entries can be finished inside a transaction,
    /// which draws no randomness and may be run again.
    ///
    /// # Errors
    /// See [`Keyring::seal`].
    pub fn seal(&self, keyring: &Keyring, hash: &Hash) -> Result<Sealed<Self>, SealError> {
        let mut nonce = [0; 24];
        nonce.copy_from_slice(&hash[..24]);
        keyring.seal(Self::row(hash), nonce, self)
    }

    /// The row that sealed details belong to: the one with this hash of them.
    #[must_use]
    pub fn row(hash: &Hash) -> Uuid {
        let mut row = [0; 16];
        row.copy_from_slice(&hash[16..]);
        Uuid::from_bytes(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(salt: u8, words: &[(&str, Value)]) -> Details {
        Details::new(
            [salt; 16],
            Via::Web,
            Some("203.0.113.9".parse().unwrap()),
            words,
        )
    }

    #[test]
    fn they_open_only_beside_their_hash_and_say_what_they_said() {
        let (keyring, key) = (Keyring::new(&[1; 32]), ChainKey::new(&[2; 32]));
        let words = [
            ("admitted", 2_u32.into()),
            ("by", "link".into()),
            ("whole", true.into()),
        ];
        let written = details(3, &words);
        let hash = written.hash(&key).unwrap();
        let sealed = written.seal(&keyring, &hash).unwrap();
        let read: Details = keyring.open(Details::row(&hash), &sealed).unwrap();
        assert_eq!(read, written);
        assert_eq!(read.hash(&key).unwrap(), hash);
        let other = details(4, &words).hash(&key).unwrap();
        assert_ne!(hash, other, "the salt counts");
        assert!(keyring.open(Details::row(&other), &sealed).is_err());
        assert_eq!(format!("{written:?}"), "Details(3 words)");
    }

    #[test]
    fn other_details_never_share_a_nonce() {
        let key = ChainKey::new(&[2; 32]);
        let nonce = |words: &[(&str, Value)]| details(3, words).hash(&key).unwrap()[..24].to_vec();
        assert_ne!(
            nonce(&[("admitted", 1_u32.into())]),
            nonce(&[("admitted", 2_u32.into())])
        );
    }

    #[test]
    fn they_are_bounded() {
        let long = "x".repeat(10_000);
        let words: Vec<(&str, Value)> = vec![("a", long.as_str().into())];
        assert_eq!(details(1, &words).words["a"].to_string().len(), 200);
        let names: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let words: Vec<(&str, Value)> = names
            .iter()
            .map(|name| (name.as_str(), Value::from(1_u32)))
            .collect();
        assert_eq!(details(1, &words).words.len(), MOST_WORDS);
    }
}

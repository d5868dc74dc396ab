//! The hashes of a chain: pure functions of a key.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use uuid::Uuid;

use crate::id;

/// How many chains there are. Never changed once a log was begun.
pub const CHAINS: u8 = 16;

/// HMAC-SHA-256.
pub type Hash = [u8; 32];

/// The chain of what belongs to this id.
#[must_use]
pub fn chain_of(id: Uuid) -> u8 {
    id::lane_byte(id) % CHAINS
}

/// What an entry says, apart from its place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// When.
    pub at: Timestamp,
    /// What was done: the word of an [`Action`](super::Action).
    pub action: &'a str,
    /// The account that did it; `None` for a guest or the house itself.
    pub actor_id: Option<Uuid>,
    /// To what.
    pub subject_id: Option<Uuid>,
    /// The hash of the details ([`Details::hash`](super::Details::hash)).
    pub details_hash: &'a Hash,
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which chain.
    pub chain: u8,
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the last one; [`ChainKey::genesis`] of an empty chain.
    pub hash: Hash,
    /// [`ChainKey::seal`] of the above; anything else on a chain that was tampered with.
    pub seal: Hash,
}

impl Head {
    /// The seal of a head that followed one that was not genuine: no genuine head looks so, and none can follow it.
    pub const BROKEN: Hash = [0; 32];
}

/// The key of the chains: a random secret of its own, kept sealed in the database, so that it outlives a change of the
/// installation's secret.
#[derive(Clone)]
pub struct ChainKey(Hmac<Sha256>);

impl std::fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChainKey")
    }
}

impl ChainKey {
    /// From 32 secret bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(secret);
        Self(<Hmac<Sha256> as KeyInit>::new(&block))
    }

    /// Each use has a word of its own in front, so that no hash is ever taken for another.
    fn begin(&self, usage: [u8; 8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(&usage);
        mac
    }

    /// Of plain details.
    #[must_use]
    pub fn details(&self, plain: &[u8]) -> Hash {
        let mut mac = self.begin(*b"details\0");
        mac.update(plain);
        mac.finalize().into_bytes().into()
    }

    /// What stands before the first entry of a chain.
    #[must_use]
    pub fn genesis(&self, chain: u8) -> Hash {
        let mut mac = self.begin(*b"genesis\0");
        mac.update(&[chain]);
        mac.finalize().into_bytes().into()
    }

    /// Of an entry in its place: after the one whose hash is `previous`.
    #[must_use]
    pub fn entry(&self, previous: &Hash, (chain, number): (u8, i64), facts: &Facts<'_>) -> Hash {
        let mut mac = self.begin(*b"entry\0\0\0");
        mac.update(previous);
        mac.update(&[chain]);
        mac.update(&number.to_be_bytes());
        mac.update(&facts.at.as_microsecond().to_be_bytes());
        for id in [facts.actor_id, facts.subject_id] {
            mac.update(&[u8::from(id.is_some())]);
            mac.update(id.unwrap_or_default().as_bytes());
        }
        mac.update(facts.details_hash);
        // The only part of varying length comes last.
        mac.update(facts.action.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Of a head.
    #[must_use]
    pub fn seal(&self, chain: u8, entries: i64, hash: &Hash) -> Hash {
        let mut mac = self.begin(*b"head\0\0\0\0");
        mac.update(&[chain]);
        mac.update(&entries.to_be_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }

    /// The genuine head of a chain that ends so.
    #[must_use]
    pub fn head(&self, chain: u8, entries: i64, hash: Hash) -> Head {
        let seal = self.seal(chain, entries, &hash);
        Head {
            chain,
            entries,
            hash,
            seal,
        }
    }

    /// Whether the house itself made this head.
    #[must_use]
    pub fn is_genuine(&self, head: &Head) -> bool {
        self.seal(head.chain, head.entries, &head.hash) == head.seal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DETAILS: Hash = [5; 32];

    fn facts() -> Facts<'static> {
        Facts {
            at: Timestamp::from_microsecond(1).unwrap(),
            action: "check_in.admitted",
            actor_id: Some(Uuid::from_u128(2)),
            subject_id: Some(Uuid::from_u128(3)),
            details_hash: &DETAILS,
        }
    }

    #[test]
    fn an_entrys_hash_depends_on_everything() {
        let key = ChainKey::new(&[1; 32]);
        let hash = key.entry(&[0; 32], (3, 7), &facts());
        assert_eq!(hash, key.entry(&[0; 32], (3, 7), &facts()));
        let later = Timestamp::from_microsecond(2).unwrap();
        for (what, other) in [
            (
                "key",
                ChainKey::new(&[2; 32]).entry(&[0; 32], (3, 7), &facts()),
            ),
            ("previous", key.entry(&[1; 32], (3, 7), &facts())),
            ("chain", key.entry(&[0; 32], (4, 7), &facts())),
            ("number", key.entry(&[0; 32], (3, 8), &facts())),
            (
                "at",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        at: later,
                        ..facts()
                    },
                ),
            ),
            (
                "action",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        action: "check_in.undone",
                        ..facts()
                    },
                ),
            ),
            (
                "no actor",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        actor_id: None,
                        ..facts()
                    },
                ),
            ),
            (
                "the nil actor is not nobody",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        actor_id: Some(Uuid::nil()),
                        ..facts()
                    },
                ),
            ),
            (
                "subject",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        subject_id: Some(Uuid::from_u128(4)),
                        ..facts()
                    },
                ),
            ),
            (
                "details",
                key.entry(
                    &[0; 32],
                    (3, 7),
                    &Facts {
                        details_hash: &[6; 32],
                        ..facts()
                    },
                ),
            ),
        ] {
            assert_ne!(hash, other, "{what}");
        }
        let swapped = Facts {
            actor_id: facts().subject_id,
            subject_id: facts().actor_id,
            ..facts()
        };
        assert_ne!(hash, key.entry(&[0; 32], (3, 7), &swapped));
    }

    #[test]
    fn a_head_is_genuine_only_as_it_was_made() {
        let key = ChainKey::new(&[1; 32]);
        let head = key.head(3, 7, [9; 32]);
        assert!(key.is_genuine(&head));
        for forged in [
            Head { chain: 4, ..head },
            Head { entries: 6, ..head },
            Head {
                hash: [8; 32],
                ..head
            },
            Head {
                seal: Head::BROKEN,
                ..head
            },
        ] {
            assert!(!key.is_genuine(&forged), "{forged:?}");
        }
        assert!(!ChainKey::new(&[2; 32]).is_genuine(&head));
        assert_ne!(key.genesis(0), key.genesis(1));
    }
}

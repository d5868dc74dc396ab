//! The keyring: XChaCha20-Poly1305 with the key's id in front and the column and row as associated
//! data, so that a sealed value is useless in any other place.

use std::marker::PhantomData;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use uuid::Uuid;

/// The first bytes of a sealed value say which key sealed it.
pub const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;

/// A kind of personal data and the column that holds it.
pub trait Personal: Serialize + DeserializeOwned {
    /// `table.column`: part of the associated data.
    const COLUMN: &'static str;
}

/// A sealed `T`, as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// The stored bytes: key id, nonce, ciphertext with tag.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// From the stored bytes.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            of: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.bytes.len())
    }
}

/// Why a value could not be sealed or opened. Never says what it holds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// The key that sealed it is not on this keyring.
    #[error("the sealed value names a key that is not on the keyring")]
    UnknownKey,
    /// It was altered, moved to another row or column, or is no sealed value at all.
    #[error("the sealed value is damaged or stands in the wrong place")]
    Damaged,
}

/// What one secret of the installation gives.
struct Key {
    id: [u8; KEY_ID_BYTES],
    cipher: XChaCha20Poly1305,
    lookup: Hmac<Sha256>,
}

impl Key {
    /// Sealing and lookup keys are derived by HKDF-SHA-256 (RFC 5869).
    fn derive(secret: &[u8; 32]) -> Self {
        let root = Hkdf::<Sha256>::new(Some(b"front-of-house"), secret);
        let derive = |info: &[u8]| {
            let mut key = [0; 32];
            // 32 bytes are far below the limit of 255 blocks, the only way this can fail.
            let _ = root.expand(info, &mut key);
            key
        };
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&derive(b"key id")[..KEY_ID_BYTES]);
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(&derive(b"lookup"));
        Self {
            id,
            cipher: XChaCha20Poly1305::new(&derive(b"seal").into()),
            lookup: <Hmac<Sha256> as KeyInit>::new(&block),
        }
    }

    fn lookup(&self, kind: &str, value: &str) -> [u8; 32] {
        let mut mac = self.lookup.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The keys of the installation: the current one seals, all of them open. While they are changed there are several; once
/// everything is sealed anew the former ones can go.
pub struct Keyring {
    current: Key,
    former: Vec<Key>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} keys)", self.all().count())
    }
}

impl Keyring {
    /// A keyring with one 32-byte secret.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self {
            current: Key::derive(secret),
            former: Vec::new(),
        }
    }

    /// The same keyring, which also opens and finds what a former secret sealed.
    #[must_use]
    pub fn with_former(mut self, secret: &[u8; 32]) -> Self {
        self.former.push(Key::derive(secret));
        self
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.former)
    }

    /// Seals `value` for its column in the row `row`; `nonce` must be fresh random bytes.
    ///
    /// # Errors
    /// [`SealError::Damaged`] when the value cannot be written as JSON, which no type here does.
    pub fn seal<T: Personal>(
        &self,
        row: Uuid,
        nonce: [u8; NONCE_BYTES],
        value: &T,
    ) -> Result<Sealed<T>, SealError> {
        let plain = serde_json::to_vec(value).map_err(|_| SealError::Damaged)?;
        let key = &self.current;
        let sealed = key
            .cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: &plain,
                    aad: &place::<T>(row),
                },
            )
            .map_err(|_| SealError::Damaged)?;
        let mut bytes = Vec::with_capacity(KEY_ID_BYTES + NONCE_BYTES + sealed.len());
        bytes.extend_from_slice(&key.id);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(Sealed::from_bytes(bytes))
    }

    /// Opens a value that was sealed for this column and row.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn open<T: Personal>(&self, row: Uuid, sealed: &Sealed<T>) -> Result<T, SealError> {
        let (id, rest) = sealed
            .bytes
            .split_at_checked(KEY_ID_BYTES)
            .ok_or(SealError::Damaged)?;
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::Damaged)?;
        let key = self
            .all()
            .find(|key| key.id == id)
            .ok_or(SealError::UnknownKey)?;
        let plain = key
            .cipher
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: body,
                    aad: &place::<T>(row),
                },
            )
            .map_err(|_| SealError::Damaged)?;
        serde_json::from_slice(&plain).map_err(|_| SealError::Damaged)
    }

    /// The id of the current key: what its sealed values begin with.
    #[must_use]
    pub fn current_id(&self) -> [u8; KEY_ID_BYTES] {
        self.current.id
    }

    /// Whether the current key sealed it: what a former key sealed is to be sealed anew.
    #[must_use]
    pub fn is_current<T>(&self, sealed: &Sealed<T>) -> bool {
        sealed.bytes.starts_with(&self.current.id)
    }

    /// The keyed hash (HMAC-SHA-256) by which equal values of one kind are found without storing them.
    #[must_use]
    pub fn lookup(&self, kind: &str, value: &str) -> [u8; 32] {
        self.current.lookup(kind, value)
    }

    /// The same by every key, the current one first: while keys are changed, rows have one or the other.
    #[must_use]
    pub fn lookups(&self, kind: &str, value: &str) -> Vec<[u8; 32]> {
        self.all().map(|key| key.lookup(kind, value)).collect()
    }
}

fn place<T: Personal>(row: Uuid) -> Vec<u8> {
    let mut place = Vec::with_capacity(T::COLUMN.len() + 16);
    place.extend_from_slice(T::COLUMN.as_bytes());
    place.extend_from_slice(row.as_bytes());
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Name(String);
    impl Personal for Name {
        const COLUMN: &'static str = "reservation.guest";
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note(String);
    impl Personal for Note {
        const COLUMN: &'static str = "reservation.note";
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place() {
        let keyring = Keyring::new(&[1; 32]);
        let (row, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = keyring.seal(row, [9; 24], &Name("Ada".into())).unwrap();
        assert_eq!(keyring.open(row, &sealed).unwrap(), Name("Ada".into()));
        assert_eq!(keyring.open(other, &sealed), Err(SealError::Damaged));
        let moved: Sealed<Note> = Sealed::from_bytes(sealed.as_bytes().to_vec());
        assert_eq!(keyring.open(row, &moved), Err(SealError::Damaged));
        assert!(!sealed.as_bytes().windows(3).any(|w| w == b"Ada"));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let keyring = Keyring::new(&[1; 32]);
        let row = Uuid::from_u128(1);
        let sealed = keyring.seal(row, [9; 24], &Name("Ada".into())).unwrap();
        for at in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert!(
                keyring
                    .open::<Name>(row, &Sealed::from_bytes(bytes))
                    .is_err(),
                "byte {at}"
            );
        }
        for length in 0..sealed.as_bytes().len() {
            let bytes = sealed.as_bytes()[..length].to_vec();
            assert!(
                keyring
                    .open::<Name>(row, &Sealed::from_bytes(bytes))
                    .is_err()
            );
        }
    }

    #[test]
    fn another_key_is_named_as_such() {
        let row = Uuid::from_u128(1);
        let sealed = Keyring::new(&[1; 32])
            .seal(row, [9; 24], &Name("Ada".into()))
            .unwrap();
        assert_eq!(
            Keyring::new(&[2; 32]).open(row, &sealed),
            Err(SealError::UnknownKey)
        );
    }

    #[test]
    fn lookups_depend_on_key_kind_and_value() {
        let keyring = Keyring::new(&[1; 32]);
        assert_eq!(keyring.lookup("email", "a"), keyring.lookup("email", "a"));
        assert_ne!(keyring.lookup("email", "a"), keyring.lookup("phone", "a"));
        assert_ne!(keyring.lookup("email", "a"), keyring.lookup("email", "b"));
        assert_ne!(
            keyring.lookup("email", "a"),
            Keyring::new(&[2; 32]).lookup("email", "a")
        );
    }

    #[test]
    fn a_former_key_opens_and_finds_but_never_seals() {
        let row = Uuid::from_u128(1);
        let before = Keyring::new(&[1; 32]);
        let during = Keyring::new(&[2; 32]).with_former(&[1; 32]);
        let after = Keyring::new(&[2; 32]);
        let old = before.seal(row, [9; 24], &Name("Ada".into())).unwrap();
        assert!(before.is_current(&old) && !during.is_current(&old));
        assert_eq!(during.open(row, &old).unwrap(), Name("Ada".into()));
        let new = during.seal(row, [9; 24], &Name("Ada".into())).unwrap();
        assert!(during.is_current(&new));
        assert_eq!(after.open(row, &new).unwrap(), Name("Ada".into()));
        assert_eq!(
            during.lookups("email", "a"),
            [after.lookup("email", "a"), before.lookup("email", "a")]
        );
    }
}

//! The keys access tokens are signed with: kept sealed in the database, known to every node, changed every 90 days.

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_domain::{
    audit::Action,
    privacy::{Personal, SealError},
};
use foh_store::{StoreError, signing_keys};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{AlgorithmParameters, Jwk},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ACCESS_TOKEN_LIFE;
use crate::{House, entropy};

/// A key signs this long.
const LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// What another node did to the keys is seen after so long.
const KEPT: SignedDuration = SignedDuration::from_secs(60);
/// A key that is not known makes us look again, but no more often than this.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(2);
/// A retired key is published so much longer than the last token it may have signed: nodes see a change late.
const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, 7).
const ENVELOPE: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// It is damaged, or no key of the installation opens it.
    #[error("a signing key cannot be used")]
    Unusable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for SigningKeyError {
    fn from(_: SealError) -> Self {
        Self::Unusable
    }
}

/// The private half of a signing key.
#[derive(Serialize, Deserialize)]
pub(crate) struct SigningSecret([u8; 32]);

impl Personal for SigningSecret {
    const COLUMN: &'static str = "signing_keys.secret";
}

/// A key that signs.
pub(super) struct Signing {
    pub(super) id: Uuid,
    pub(super) private: EncodingKey,
}

impl Signing {
    fn new(id: Uuid, seed: &[u8; 32]) -> Self {
        let envelope = [&ENVELOPE[..], seed].concat();
        Self {
            id,
            private: EncodingKey::from_ed_der(&envelope),
        }
    }

    /// The public half; empty when there is none, which no seed gives.
    pub(super) fn public(&self) -> Vec<u8> {
        let jwk = Jwk::from_encoding_key(&self.private, Algorithm::EdDSA).ok();
        match jwk.map(|jwk| jwk.algorithm) {
            Some(AlgorithmParameters::OctetKeyPair(pair)) => {
                URL_SAFE_NO_PAD.decode(pair.x).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn example(seed: u8) -> (Self, DecodingKey) {
        let signing = Self::new(Uuid::from_u128(seed.into()), &[seed; 32]);
        let verifying = DecodingKey::from_ed_der(&signing.public());
        (signing, verifying)
    }
}

/// A key for those who verify (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its `kid`.
    pub id: Uuid,
    /// Its `x`: base64url of 32 bytes.
    pub x: String,
}

struct Known {
    signing: Option<Arc<Signing>>,
    verifying: Vec<(Uuid, Arc<DecodingKey>, PublicKey)>,
    oldest_allowed: Timestamp,
    read_at: Timestamp,
}

/// The keys as this node knows them.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<Arc<Known>>>);

impl SigningKeys {
    /// The key that signs at `now`; made when there is none.
    pub(super) async fn signing(
        &self,
        house: &House,
        now: Timestamp,
    ) -> Result<Arc<Signing>, SigningKeyError> {
        let known = self.known(house, now, KEPT).await?;
        if let Some(signing) = &known.signing {
            return Ok(Arc::clone(signing));
        }
        self.rotate(house, now).await?;
        let known = self.known(house, now, KEPT).await?;
        known.signing.clone().ok_or(SigningKeyError::Unusable)
    }

    /// The key of this name, if what it signed may still work.
    pub(super) async fn verifying(
        &self,
        house: &House,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Arc<DecodingKey>>, StoreError> {
        for patience in [KEPT, LOOK_AGAIN] {
            let known = match self.known(house, now, patience).await {
                Ok(known) => known,
                Err(SigningKeyError::Store(error)) => return Err(error),
                Err(SigningKeyError::Unusable) => return Ok(None),
            };
            let found = known.verifying.iter().find(|(key, ..)| *key == id);
            if let Some((_, key, _)) = found {
                return Ok(Some(Arc::clone(key)));
            }
        }
        Ok(None)
    }

    pub(super) async fn published(
        &self,
        house: &House,
        now: Timestamp,
    ) -> Result<Vec<PublicKey>, SigningKeyError> {
        self.signing(house, now).await?;
        let known = self.known(house, now, KEPT).await?;
        Ok(known
            .verifying
            .iter()
            .map(|(.., key)| key.clone())
            .collect())
    }

    /// Makes a new key and retires the others.
    pub(super) async fn rotate(
        &self,
        house: &House,
        now: Timestamp,
    ) -> Result<Uuid, SigningKeyError> {
        let id = entropy::new_id(now);
        let seed: [u8; 32] = entropy::bytes();
        let key = signing_keys::SigningKey {
            id,
            secret: house
                .keyring
                .seal(id, entropy::bytes(), &SigningSecret(seed))?,
            public: Signing::new(id, &seed).public(),
            created_at: now,
            retired_at: None,
        };
        let witness = house.witness().await?;
        house
            .db
            .write(id, move |tx| {
                signing_keys::insert(tx, &key)?;
                signing_keys::retire_others(tx, id, now)?;
                witness.note(tx, Action::SigningKeyMade, Some(id), &[])
            })
            .await?;
        self.forget_known();
        Ok(id)
    }

    /// Changes a key that has signed long enough and forgets those whose tokens have all expired.
    pub(super) async fn tidy(&self, house: &House, now: Timestamp) -> Result<(), SigningKeyError> {
        let known = self.known(house, now, KEPT).await?;
        if known.signing.is_some() && known.oldest_allowed < now - LIFE {
            self.rotate(house, now).await?;
        }
        house
            .db
            .write(Uuid::nil(), move |tx| {
                signing_keys::forget(tx, now - ACCESS_TOKEN_LIFE - GRACE)
            })
            .await?;
        Ok(())
    }

    fn forget_known(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn known(
        &self,
        house: &House,
        now: Timestamp,
        patience: SignedDuration,
    ) -> Result<Arc<Known>, SigningKeyError> {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known.filter(|known| now.duration_since(known.read_at) < patience) {
            return Ok(known);
        }
        let stored = house
            .db
            .read(signing_keys::all::<SigningSecret>)
            .await
            .map_err(SigningKeyError::Store)?;
        let fresh = Arc::new(Known::new(house, &stored, now));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

impl Known {
    fn new(
        house: &House,
        stored: &[signing_keys::SigningKey<SigningSecret>],
        now: Timestamp,
    ) -> Self {
        let current = stored.iter().find(|key| key.retired_at.is_none());
        let signing = current.and_then(|key| match house.keyring.open(key.id, &key.secret) {
            Ok(secret) => Some(Arc::new(Signing::new(key.id, &secret.0))),
            Err(error) => {
                tracing::error!(key = %key.id, %error, "a signing key cannot be opened");
                None
            }
        });
        let published = stored.iter().filter(|key| {
            key.retired_at
                .is_none_or(|retired| now < retired + ACCESS_TOKEN_LIFE + GRACE)
        });
        Self {
            signing,
            verifying: published
                .map(|key| {
                    let public = PublicKey {
                        id: key.id,
                        x: URL_SAFE_NO_PAD.encode(&key.public),
                    };
                    (
                        key.id,
                        Arc::new(DecodingKey::from_ed_der(&key.public)),
                        public,
                    )
                })
                .collect(),
            oldest_allowed: current.map_or(now, |key| key.created_at),
            read_at: now,
        }
    }
}

//! An ID token that a page of the provider's own button posts. It is good once, within ten minutes of its making, and if it has
//! a nonce, that must be one of ours: a token that was made for another page proves nothing here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_domain::privacy::{Personal, Sealed};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    super::{
        RefreshError, SignIn, Tokens, Visit,
        access_tokens::{Credential, USED_CREDENTIAL},
    },
    ExternalError,
};
use crate::{House, entropy};

/// A credential is taken this long after it was made, and a nonce as long after it was given.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// What a nonce says to us: nobody else can make or read it.
#[derive(Serialize, Deserialize)]
struct Given {
    at: Timestamp,
}

impl Personal for Given {
    const COLUMN: &'static str = "nonce.external_sign_in";
}

impl House {
    /// A nonce for the provider's button on a page: works for ten minutes.
    ///
    /// # Errors
    /// See [`ExternalError`].
    pub fn external_nonce(&self) -> Result<String, ExternalError> {
        let given = Given { at: self.now() };
        let sealed = self.keyring.seal(Uuid::nil(), entropy::bytes(), &given)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed.as_bytes()))
    }

    /// Signs a program in for the person whom the provider's ID token identifies, and by a code where the account has a
    /// second factor: without one the token is not used up.
    ///
    /// # Errors
    /// See [`ExternalError`].
    pub async fn sign_in_by_credential(
        &self,
        provider: &str,
        credential: &str,
        code: Option<&str>,
        visit: Visit<'_>,
    ) -> Result<SignIn<Tokens>, ExternalError> {
        let came = self.take(provider, credential, code, visit).await;
        self.unless_refused(provider, came).await
    }

    async fn take(
        &self,
        provider: &str,
        credential: &str,
        code: Option<&str>,
        visit: Visit<'_>,
    ) -> Result<SignIn<Tokens>, ExternalError> {
        let now = self.now();
        let verified = self.provider(provider)?.verify(credential, now).await?;
        let fresh = |at: Timestamp| now.duration_since(at) < FRESH;
        let nonce_is_ours = verified
            .nonce()
            .is_none_or(|nonce| self.given(nonce).is_some_and(|given| fresh(given.at)));
        if !nonce_is_ours || !verified.issued_at.is_some_and(fresh) {
            return Err(ExternalError::Stale);
        }
        let account = self.account_of(&verified).await?;
        // What was signed, without the signature: some algorithms have several for the same words.
        let (signed, _) = credential.rsplit_once('.').ok_or(ExternalError::Stale)?;
        let digest = Sha256::digest(signed.as_bytes());
        let credential = Credential {
            provider,
            id: Uuid::from_slice(&digest[..16]).unwrap_or_default(),
            until: verified.expires_at + FRESH,
        };
        let came = self.tokens_elsewhere(account, &credential, code, visit);
        came.await.map_err(|error| match error {
            RefreshError::Store(error) if error.is_constraint(USED_CREDENTIAL) => {
                ExternalError::Stale
            }
            other => other.into(),
        })
    }

    fn given(&self, nonce: &str) -> Option<Given> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let sealed = Sealed::from_bytes(bytes);
        self.keyring.open(Uuid::nil(), &sealed).ok()
    }
}

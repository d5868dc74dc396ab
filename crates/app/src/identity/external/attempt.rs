//! One attempt to sign in at a provider: begun here, answered there. What must be remembered meanwhile is sealed into a
//! cookie, so that only the browser that asked can bring the answer.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_domain::privacy::{Personal, Sealed};
use foh_gateways::oidc;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    super::{SignIn, Visit},
    ExternalError,
};
use crate::{House, entropy};

/// An attempt must be answered within this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// What is remembered of an attempt.
#[derive(Serialize, Deserialize)]
struct Remembered {
    provider: String,
    state: String,
    nonce: String,
    code_verifier: String,
    next: String,
    begun_at: Timestamp,
}

impl Personal for Remembered {
    const COLUMN: &'static str = "cookie.external_sign_in";
}

/// An attempt that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What the browser keeps, in a cookie.
    pub cookie: SecretString,
    /// How long the cookie may live.
    pub life: SignedDuration,
}

fn random() -> String {
    URL_SAFE_NO_PAD.encode(entropy::bytes::<32>())
}

impl House {
    /// Begins to sign in at the provider of this name; afterwards the browser is led to `next`.
    ///
    /// # Errors
    /// See [`ExternalError`].
    pub async fn begin_external(&self, name: &str, next: &str) -> Result<Begun, ExternalError> {
        let provider = self.provider(name)?;
        let now = self.now();
        let remembered = Remembered {
            provider: name.to_owned(),
            state: random(),
            nonce: random(),
            code_verifier: random(),
            next: next.to_owned(),
            begun_at: now,
        };
        let redirect_uri = self.redirect_uri(name);
        let attempt = remembered.attempt(&redirect_uri);
        let url = provider.authorization_url(&attempt, now).await?;
        let sealed = self
            .keyring
            .seal(Uuid::nil(), entropy::bytes(), &remembered)?;
        Ok(Begun {
            url: url.into(),
            cookie: URL_SAFE_NO_PAD.encode(sealed.as_bytes()).into(),
            life: PATIENCE,
        })
    }

    /// Signs the person in who came back with `code` and `state`; tells where they wanted to go.
    ///
    /// # Errors
    /// See [`ExternalError`].
    pub async fn finish_external(
        &self,
        name: &str,
        cookie: &str,
        state: &str,
        code: &str,
        visit: Visit<'_>,
    ) -> Result<(SignIn, String), ExternalError> {
        let came = self.come_back(name, cookie, state, code, visit).await;
        self.unless_refused(name, came).await
    }

    async fn come_back(
        &self,
        name: &str,
        cookie: &str,
        state: &str,
        code: &str,
        visit: Visit<'_>,
    ) -> Result<(SignIn, String), ExternalError> {
        let provider = self.provider(name)?;
        let now = self.now();
        let remembered = self
            .remembered(cookie)
            .filter(|remembered| {
                let same: bool = remembered.state.as_bytes().ct_eq(state.as_bytes()).into();
                let age = now.duration_since(remembered.begun_at);
                same && remembered.provider == name && age < PATIENCE
            })
            .ok_or(ExternalError::UnknownAttempt)?;
        let redirect_uri = self.redirect_uri(name);
        let attempt = remembered.attempt(&redirect_uri);
        let verified = provider.exchange(code, &attempt, now).await?;
        let account = self.account_of(&verified).await?;
        let came = self.sign_in_elsewhere(account, name, visit).await?;
        Ok((came, remembered.next))
    }

    fn remembered(&self, cookie: &str) -> Option<Remembered> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let sealed = Sealed::from_bytes(bytes);
        self.keyring.open(Uuid::nil(), &sealed).ok()
    }

    fn redirect_uri(&self, name: &str) -> String {
        format!("{}/sign-in/with/{name}/back", self.settings.site_base_url)
    }
}

impl Remembered {
    fn attempt<'a>(&'a self, redirect_uri: &'a str) -> oidc::Attempt<'a> {
        oidc::Attempt {
            redirect_uri,
            state: &self.state,
            nonce: &self.nonce,
            code_verifier: &self.code_verifier,
        }
    }
}

impl Begun {
    /// The cookie's value, to be sent.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.cookie.expose_secret()
    }
}

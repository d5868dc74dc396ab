//! Identity providers that speak `OpenID` Connect (Core 1.0, Discovery 1.0): discovery, the authorization-code flow with PKCE
//! (RFC 7636), and verification of ID tokens. Which account a verified person gets is not decided here.

mod claims;
mod document;
mod error;
mod web;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

pub use claims::Verified;
pub use error::OidcError;

use claims::Claims;
use document::{ALGORITHMS, Documents};
use web::Client;

/// What the provider published is read again after so long.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// A key that is not known makes us look again, but no more often than this.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(10);
/// The longest ID token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// A provider and what it knows this installation as.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The provider's name here: in addresses, in the configuration and on the button.
    pub name: String,
    /// Its issuer, exactly as its documents and tokens say it.
    pub issuer: Url,
    /// What it calls this installation.
    pub client_id: String,
    /// What this installation shows it; a public client has none.
    pub client_secret: Option<SecretString>,
}

/// One attempt of a person to sign in at the provider.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Where the provider sends the person back to; registered with it.
    pub redirect_uri: &'a str,
    /// Comes back in the address, so that the answer belongs to this browser (RFC 6749, 10.12).
    pub state: &'a str,
    /// Comes back in the ID token, so that the token belongs to this attempt.
    pub nonce: &'a str,
    /// Proves at the exchange that we asked (RFC 7636): 43 to 128 characters.
    pub code_verifier: &'a str,
}

/// An identity provider.
#[derive(Debug)]
pub struct Provider {
    registration: Registration,
    client: Client,
    documents: Mutex<Option<Documents>>,
}

impl Provider {
    /// A provider. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`OidcError::Misconfigured`] when its issuer is not HTTPS (a loopback address may be HTTP).
    pub fn new(registration: Registration) -> Result<Self, OidcError> {
        let client = Client::new(&registration.issuer)?;
        Ok(Self {
            registration,
            client,
            documents: Mutex::new(None),
        })
    }

    /// The provider's name here.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.registration.name
    }

    /// Where the person is sent to sign in.
    ///
    /// # Errors
    /// See [`OidcError`].
    pub async fn authorization_url(
        &self,
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Result<Url, OidcError> {
        let mut url = self.documents(now).await?.authorization_endpoint;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.registration.client_id)
            .append_pair("redirect_uri", attempt.redirect_uri)
            .append_pair("scope", "openid email profile")
            .append_pair("state", attempt.state)
            .append_pair("nonce", attempt.nonce)
            .append_pair(
                "code_challenge",
                &document::challenge(attempt.code_verifier),
            )
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    /// Changes the code that came back for an ID token and verifies it, its nonce included.
    ///
    /// # Errors
    /// See [`OidcError`].
    pub async fn exchange(
        &self,
        code: &str,
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Result<Verified, OidcError> {
        #[derive(Deserialize)]
        struct Answer {
            id_token: SecretString,
        }
        let documents = self.documents(now).await?;
        let registration = &self.registration;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", attempt.redirect_uri),
            ("code_verifier", attempt.code_verifier),
            ("client_id", registration.client_id.as_str()),
        ];
        let secret = registration.client_secret.as_ref();
        // Some take the secret only in the form, others only as HTTP Basic: their document says which.
        if let Some(secret) = secret.filter(|_| !documents.takes_basic()) {
            form.push(("client_secret", secret.expose_secret()));
        }
        let basic = secret
            .filter(|_| documents.takes_basic())
            .map(|secret| (registration.client_id.as_str(), secret));
        let answer: Answer = self
            .client
            .post(&documents.token_endpoint, &form, basic)
            .await?;
        let verified = self.verify(answer.id_token.expose_secret(), now).await?;
        if verified.nonce_is(attempt.nonce) {
            Ok(verified)
        } else {
            Err(OidcError::Refused("nonce"))
        }
    }

    /// Verifies an ID token (`OpenID` Connect Core 1.0, 3.1.3.7): signature by one of the provider's published keys with an
    /// asymmetric algorithm, issuer, audience, authorized party, times. Its nonce is the caller's to compare.
    ///
    /// # Errors
    /// See [`OidcError`].
    pub async fn verify(&self, id_token: &str, now: Timestamp) -> Result<Verified, OidcError> {
        if id_token.len() > LONGEST_TOKEN {
            return Err(OidcError::Refused("length"));
        }
        let header = decode_header(id_token).map_err(|_| OidcError::Refused("header"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(OidcError::Refused("algorithm"));
        }
        let key = self.key(header.kid.as_deref(), header.alg, now).await?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[self.issuer()]);
        validation.set_audience(&[&self.registration.client_id]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        // Those read the machine's clock; `Claims::check` is told the time.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Claims>(id_token, &key, &validation)
            .map_err(|error| error::refusal(&error))?
            .claims;
        claims.check(&self.registration.client_id, now)?;
        Ok(claims.verified(&self.registration.name, self.issuer()))
    }

    /// The issuer as its owner writes it: a URL without a path is written without the slash.
    fn issuer(&self) -> &str {
        document::as_written(&self.registration.issuer)
    }

    async fn documents(&self, now: Timestamp) -> Result<Documents, OidcError> {
        let mut known = self.documents.lock().await;
        if let Some(documents) = known.as_ref().filter(|known| known.age(now) < KEPT) {
            return Ok(documents.clone());
        }
        let read = Documents::read(&self.client, self.issuer(), now).await?;
        Ok(known.insert(read).clone())
    }

    async fn key(
        &self,
        kid: Option<&str>,
        algorithm: jsonwebtoken::Algorithm,
        now: Timestamp,
    ) -> Result<DecodingKey, OidcError> {
        let documents = self.documents(now).await?;
        if let Some(key) = documents.key(kid, algorithm) {
            return Ok(key);
        }
        // The provider may have changed its keys since.
        let mut known = self.documents.lock().await;
        let fresh = match known.as_ref().filter(|known| known.age(now) < LOOK_AGAIN) {
            Some(fresh) => fresh,
            None => known.insert(Documents::read(&self.client, self.issuer(), now).await?),
        };
        fresh
            .key(kid, algorithm)
            .ok_or(OidcError::Refused("unknown key"))
    }
}

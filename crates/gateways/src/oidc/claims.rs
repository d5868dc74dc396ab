//! What an ID token says.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use foh_domain::identity::{EmailAddress, PersonName};

use super::OidcError;

/// How far the provider's clock may be off.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// The longest subject (`OpenID` Connect Core 1.0, 2).
const LONGEST_SUBJECT: usize = 255;

/// The claims that matter here.
#[derive(Deserialize)]
pub(super) struct Claims {
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<Flag>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Some providers write booleans as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Text(String),
}

/// Who the provider says it is.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The provider's name here.
    pub provider: String,
    /// The issuer and its name for the person: together they are the identity, whatever happens to the address.
    pub issuer: String,
    /// See `issuer`.
    pub subject: String,
    /// The person's address, only when the provider says that it has verified it.
    pub verified_email: Option<EmailAddress>,
    /// The person's name, if it is one.
    pub name: Option<PersonName>,
    /// When the token was made, if it says so.
    pub issued_at: Option<Timestamp>,
    /// When it stops being valid.
    pub expires_at: Timestamp,
    nonce: Option<String>,
}

impl Verified {
    /// Whether the token was made for this nonce.
    #[must_use]
    pub fn nonce_is(&self, nonce: &str) -> bool {
        self.nonce
            .as_ref()
            .is_some_and(|own| own.as_bytes().ct_eq(nonce.as_bytes()).into())
    }

    /// The token's nonce, if it has one.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }
}

/// Seconds since 1970 (RFC 7519, 2: a number, whole or not).
fn moment(seconds: f64) -> Option<Timestamp> {
    let span = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::from_duration(span).ok()
}

impl Claims {
    /// What the signature does not prove: the authorized party and the times.
    pub(super) fn check(&self, client_id: &str, now: Timestamp) -> Result<(), OidcError> {
        let several = matches!(&self.aud, Audience::Several(all) if all.len() > 1);
        let names_us = match &self.aud {
            Audience::One(one) => one == client_id,
            Audience::Several(all) => all.iter().any(|one| one == client_id),
        };
        if !names_us {
            return Err(OidcError::Refused("audience"));
        }
        if self.azp.as_ref().map_or(several, |azp| azp != client_id) {
            return Err(OidcError::Refused("authorized party"));
        }
        if self.sub.is_empty() || self.sub.len() > LONGEST_SUBJECT {
            return Err(OidcError::Refused("subject"));
        }
        let expires = moment(self.exp).ok_or(OidcError::Refused("claims"))?;
        if now.duration_since(expires) >= LEEWAY {
            return Err(OidcError::Refused("expired"));
        }
        for early in [self.iat, self.nbf].into_iter().flatten() {
            let from = moment(early).ok_or(OidcError::Refused("claims"))?;
            if from.duration_since(now) > LEEWAY {
                return Err(OidcError::Refused("not yet valid"));
            }
        }
        Ok(())
    }

    pub(super) fn verified(self, provider: &str, issuer: &str) -> Verified {
        let verified = match self.email_verified {
            Some(Flag::Bool(verified)) => verified,
            Some(Flag::Text(text)) => text == "true",
            None => false,
        };
        Verified {
            provider: provider.to_owned(),
            issuer: issuer.to_owned(),
            subject: self.sub,
            verified_email: self
                .email
                .filter(|_| verified)
                .and_then(|email| EmailAddress::parse(&email).ok()),
            name: self.name.and_then(|name| PersonName::parse(&name).ok()),
            issued_at: self.iat.and_then(moment),
            expires_at: moment(self.exp).unwrap_or_default(),
            nonce: self.nonce,
        }
    }
}

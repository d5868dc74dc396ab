//! What a provider publishes about itself: its addresses and its keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{OidcError, web::Client};

/// The algorithms an ID token may be signed with: asymmetric ones only, so that no public key can serve as a shared secret.
pub(super) const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// The documents of one provider as they were read.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    takes_basic: bool,
    keys: JwkSet,
    read_at: Timestamp,
}

impl Documents {
    /// Reads them (`OpenID` Connect Discovery 1.0, 4).
    pub(super) async fn read(
        client: &Client,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Self, OidcError> {
        let address = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let address = Url::parse(&address).map_err(|_| OidcError::Misconfigured("issuer"))?;
        let discovery: Discovery = client.get(&address).await?;
        // Whoever answers for another issuer could speak for everybody.
        if discovery.issuer != issuer {
            return Err(OidcError::Misconfigured("issuer"));
        }
        let keys: JwkSet = client.get(&discovery.jwks_uri).await?;
        let methods = discovery.token_endpoint_auth_methods_supported;
        Ok(Self {
            authorization_endpoint: client.allowed(discovery.authorization_endpoint)?,
            token_endpoint: client.allowed(discovery.token_endpoint)?,
            // The usual one when the document is silent.
            takes_basic: methods.is_empty()
                || methods.iter().any(|one| one == "client_secret_basic"),
            keys,
            read_at: now,
        })
    }

    pub(super) fn age(&self, now: Timestamp) -> SignedDuration {
        now.duration_since(self.read_at)
    }

    pub(super) fn takes_basic(&self) -> bool {
        self.takes_basic
    }

    /// The published key a token names; without a name only if there is no choice.
    pub(super) fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.keys.keys.iter().filter(|key| {
            fits(key, algorithm) && kid.is_none_or(|kid| key.common.key_id.as_deref() == Some(kid))
        });
        let key = fitting.next()?;
        if fitting.next().is_some() {
            return None;
        }
        DecodingKey::from_jwk(key).ok()
    }
}

/// Whether a published key is for signatures of this algorithm.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let family = match key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(
            algorithm,
            Algorithm::RS256
                | Algorithm::RS384
                | Algorithm::RS512
                | Algorithm::PS256
                | Algorithm::PS384
                | Algorithm::PS512
        ),
        AlgorithmParameters::EllipticCurve(_) => {
            matches!(algorithm, Algorithm::ES256 | Algorithm::ES384)
        }
        AlgorithmParameters::OctetKeyPair(_) => algorithm == Algorithm::EdDSA,
        _ => false,
    };
    let common = &key.common;
    let for_signing = common
        .public_key_use
        .as_ref()
        .is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    let named = common
        .key_algorithm
        .is_none_or(|named| named.to_string() == format!("{algorithm:?}"));
    family && for_signing && named
}

/// The challenge of a verifier (RFC 7636, 4.2).
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// An issuer is compared letter by letter, and one without a path is written without a slash.
pub(super) fn as_written(issuer: &Url) -> &str {
    let text = issuer.as_str();
    if issuer.path() == "/" {
        text.trim_end_matches('/')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn issuers_are_written_as_their_owners_do() {
        for (given, written) in [
            ("https://accounts.google.com", "https://accounts.google.com"),
            ("https://id.example/realms/a", "https://id.example/realms/a"),
            ("https://id.example/realms/", "https://id.example/realms/"),
        ] {
            assert_eq!(as_written(&Url::parse(given).unwrap()), written);
        }
    }
}

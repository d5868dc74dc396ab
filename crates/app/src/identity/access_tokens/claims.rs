//! What an access token says, written and read.

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header, encode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ACCESS_TOKEN_LIFE, keys::Signing};

/// The type of access tokens (RFC 9068, 2.1): no other JWT of this or another house passes for one.
const TYPE: &str = "at+jwt";
/// The longest token that is looked at, in bytes.
const LONGEST: usize = 2_048;

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claims {
    /// The account.
    pub(super) subject: Uuid,
    /// The family of refresh tokens it came with.
    pub(super) family: Uuid,
    id: Uuid,
    issued_at: Timestamp,
}

/// The claims as they are sent (RFC 7519; `sid` as in `OpenID` Connect Back-Channel Logout 1.0).
#[derive(Serialize, Deserialize)]
struct Sent {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    jti: Uuid,
    iat: i64,
    exp: i64,
}

impl Claims {
    pub(super) fn new(subject: Uuid, family: Uuid, id: Uuid, now: Timestamp) -> Self {
        Self {
            subject,
            family,
            id,
            issued_at: now,
        }
    }

    /// The token; `None` when the key cannot sign.
    pub(super) fn sign(&self, key: &Signing, issuer: &str) -> Option<SecretString> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.id.to_string());
        let sent = Sent {
            iss: issuer.to_owned(),
            aud: issuer.to_owned(),
            sub: self.subject,
            sid: self.family,
            jti: self.id,
            iat: self.issued_at.as_second(),
            exp: (self.issued_at + ACCESS_TOKEN_LIFE).as_second(),
        };
        encode(&header, &sent, &key.private).ok().map(Into::into)
    }
}

/// The key a token names, if it is an access token at all.
pub(super) fn key_of(text: &str) -> Option<Uuid> {
    if text.len() > LONGEST {
        return None;
    }
    let header = decode_header(text).ok()?;
    let ours = header.alg == Algorithm::EdDSA && header.typ.as_deref() == Some(TYPE);
    header
        .kid
        .filter(|_| ours)
        .and_then(|kid| Uuid::try_parse(&kid).ok())
}

/// What a token says that this key signed, this house made for itself, and that works at `now`.
pub(super) fn read(text: &str, key: &DecodingKey, issuer: &str, now: Timestamp) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[issuer]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    // That reads the machine's clock; ours is compared below.
    validation.validate_exp = false;
    let sent = decode::<Sent>(text, key, &validation).ok()?.claims;
    let issued_at = Timestamp::from_second(sent.iat).ok()?;
    let seconds = now.as_second();
    // Another node's clock may be a little ahead.
    let works = seconds < sent.exp && sent.iat <= seconds + 60;
    works.then_some(Claims {
        subject: sent.sub,
        family: sent.sid,
        id: sent.jti,
        issued_at,
    })
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use jsonwebtoken::EncodingKey;
    use secrecy::ExposeSecret;
    use serde_json::{Value, json};

    use super::{super::keys::Signing, *};

    const HERE: &str = "https://tickets.example.org";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn claims() -> Claims {
        Claims::new(
            Uuid::from_u128(1),
            Uuid::from_u128(2),
            Uuid::from_u128(3),
            at(0),
        )
    }

    fn signed(key: &Signing) -> String {
        claims().sign(key, HERE).unwrap().expose_secret().to_owned()
    }

    fn signed_with(key: &EncodingKey, header: &Header, claims: &Value) -> String {
        encode(header, claims, key).unwrap()
    }

    fn sent() -> Value {
        json!({
            "iss": HERE, "aud": HERE, "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2),
            "jti": Uuid::from_u128(3), "iat": at(0).as_second(), "exp": at(900).as_second(),
        })
    }

    #[test]
    fn a_token_says_what_was_put_into_it_for_fifteen_minutes() {
        let (key, verifying) = Signing::example(7);
        let text = signed(&key);
        assert_eq!(key_of(&text), Some(key.id));
        for seconds in [-60, 0, 899] {
            assert_eq!(read(&text, &verifying, HERE, at(seconds)), Some(claims()));
        }
        for seconds in [-61, 900, 100_000] {
            assert_eq!(
                read(&text, &verifying, HERE, at(seconds)),
                None,
                "{seconds}"
            );
        }
    }

    #[test]
    fn other_houses_keys_and_changed_tokens_are_refused() {
        let (key, verifying) = Signing::example(7);
        let (_, foreign) = Signing::example(8);
        let text = signed(&key);
        assert_eq!(read(&text, &verifying, "https://evil.example", at(1)), None);
        assert_eq!(read(&text, &foreign, HERE, at(1)), None);
        for at_byte in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at_byte] = if changed[at_byte] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last letter of a part has bits that say nothing.
            let same = changed.split('.').zip(text.split('.')).all(|(one, other)| {
                URL_SAFE_NO_PAD.decode(one).ok() == URL_SAFE_NO_PAD.decode(other).ok()
            });
            assert!(
                same || read(&changed, &verifying, HERE, at(1)).is_none(),
                "byte {at_byte}"
            );
        }
    }

    #[test]
    fn other_algorithms_and_types_are_not_even_looked_at() {
        let (key, verifying) = Signing::example(7);
        let public = key.public();
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key.id.to_string());
        header.typ = Some(TYPE.to_owned());
        let by_public_key = signed_with(&EncodingKey::from_secret(&public), &header, &sent());
        assert_eq!(key_of(&by_public_key), None);
        assert_eq!(read(&by_public_key, &verifying, HERE, at(1)), None);

        let header = json!({"alg": "none", "typ": TYPE, "kid": key.id});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}.", part(&header), part(&sent()));
        assert_eq!(key_of(&unsigned), None);
        assert_eq!(read(&unsigned, &verifying, HERE, at(1)), None);

        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.id.to_string());
        assert_eq!(key_of(&signed_with(&key.private, &header, &sent())), None);
    }

    #[test]
    fn every_claim_is_required() {
        let (key, verifying) = Signing::example(7);
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.id.to_string());
        header.typ = Some(TYPE.to_owned());
        let good = signed_with(&key.private, &header, &sent());
        assert!(read(&good, &verifying, HERE, at(1)).is_some());
        for claim in ["iss", "aud", "sub", "sid", "jti", "iat", "exp"] {
            let mut without = sent();
            without.as_object_mut().unwrap().remove(claim);
            let text = signed_with(&key.private, &header, &without);
            assert_eq!(read(&text, &verifying, HERE, at(1)), None, "{claim}");
        }
    }
}

//! Keyed hashes (RFC 2104): signatures as the providers make them, and words derived from a secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// HMAC-SHA-256 of the parts, one after the other.
fn sha256(secret: &SecretString, parts: &[&[u8]]) -> Vec<u8> {
    mac::<Hmac<Sha256>>(secret, parts)
}

fn mac<M: Mac + KeyInit>(secret: &SecretString, parts: &[&[u8]]) -> Vec<u8> {
    // A key may have any length, so there is always one.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// HMAC-SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(secret: &SecretString, parts: &[&[u8]]) -> String {
    hex(&sha256(secret, parts))
}

/// HMAC-SHA-256 in base64.
pub(crate) fn sha256_base64(secret: &SecretString, text: &str) -> String {
    STANDARD.encode(sha256(secret, &[text.as_bytes()]))
}

/// HMAC-SHA-1 in base64.
pub(crate) fn sha1_base64(secret: &SecretString, text: &str) -> String {
    STANDARD.encode(mac::<Hmac<Sha1>>(secret, &[text.as_bytes()]))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Compares what somebody shows with what is expected, in constant time.
pub(crate) fn same(shown: &str, expected: &str) -> bool {
    shown.as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_the_standard_ones() {
        // RFC 4231 and RFC 2202, test case 2.
        let (key, text) = ("Jefe".into(), "what do ya want for nothing?");
        let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sha256_hex(&key, &[text.as_bytes()]), sha256);
        assert_eq!(sha1_base64(&key, text), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
    }
}

//! Signatures by a shared secret: HMAC-SHA-256 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Whether the parts, one after the other, were signed with the secret. Compared in constant time.
pub(super) fn signed(secret: &SecretString, parts: &[&[u8]], signature: &[u8]) -> bool {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const SIGNATURE: [u8; 32] = [
        0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75,
        0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec,
        0x38, 0x43,
    ];

    #[test]
    fn it_is_the_standard_one() {
        let secret = "Jefe".into();
        let parts: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        assert!(signed(&secret, &parts, &SIGNATURE));
        assert!(!signed(&"jefe".into(), &parts, &SIGNATURE));
        assert!(!signed(&secret, &parts[..1], &SIGNATURE));
        assert!(!signed(&secret, &parts, &SIGNATURE[..31]));
        assert!(!signed(&secret, &parts, &[]));
    }
}

//! `Stripe-Signature` (docs.stripe.com/webhooks, "Verify manually"): `t=` the second it was signed, `v1=` the HMAC-SHA-256 of that second, a dot and
//! the body, in hexadecimal. There are several `v1` while a secret is changed.

use jiff::Timestamp;
use secrecy::SecretString;

use super::{super::mac, HeaderMap, WebhookError};

/// How far the second of the signature may be from now, in seconds.
const TOLERANCE: u64 = 300;

pub(super) fn verify(
    headers: &HeaderMap,
    body: &[u8],
    secret: &SecretString,
    now: Timestamp,
) -> Result<(), WebhookError> {
    let header = headers
        .get("stripe-signature")
        .and_then(|header| header.to_str().ok())
        .ok_or(WebhookError::Forged)?;
    let parts = || header.split(',').filter_map(|part| part.split_once('='));
    let mut moments = parts().filter(|(name, _)| name.trim() == "t");
    let (Some((_, moment)), None) = (moments.next(), moments.next()) else {
        return Err(WebhookError::Forged);
    };
    let signed = parts()
        .filter(|(name, _)| name.trim() == "v1")
        .filter_map(|(_, signature)| bytes(signature.trim()))
        .any(|signature| mac::signed(secret, &[moment.as_bytes(), b".", body], &signature));
    if !signed {
        return Err(WebhookError::Forged);
    }
    let moment: i64 = moment.parse().map_err(|_| WebhookError::Forged)?;
    if now.as_second().abs_diff(moment) > TOLERANCE {
        return Err(WebhookError::Stale);
    }
    Ok(())
}

fn bytes(hexadecimal: &str) -> Option<[u8; 32]> {
    let digits = hexadecimal.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(bytes)
}

//! `X-Twilio-Signature` (twilio.com/docs/usage/security, "Validating requests are coming from Twilio"): HMAC-SHA-1 with the account's token over
//! the whole address and, in the order of their names, every posted field's name and value; in base64.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

/// Whether these fields, posted to this address, are signed with the token. Compared in constant time.
pub(super) fn is_genuine(
    token: &SecretString,
    url: &str,
    fields: &[(String, String)],
    signature: &str,
) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else {
        return false;
    };
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable();
    // As Twilio's own libraries have it: what is said twice alike counts once.
    sorted.dedup();
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()) else {
        return false;
    };
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(&signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's documents.
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(owned).collect()
    }

    fn documented() -> Vec<(String, String)> {
        fields(&[
            ("To", "+18005551212"),
            ("From", "+14158675309"),
            ("Digits", "1234"),
            ("Caller", "+14158675309"),
            ("CallSid", "CA1234567890ABCDE"),
        ])
    }

    #[test]
    fn it_is_the_documented_one() {
        let token = "12345".into();
        assert!(is_genuine(&token, URL, &documented(), SIGNATURE));
        // The example of its libraries for fields that come several times.
        let several = fields(&[
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ]);
        assert!(is_genuine(
            &token,
            URL,
            &several,
            "IK+Dwps556ElfBT0I3Rgjkr1wJU="
        ));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let token = "12345".into();
        let mut changed = documented();
        changed[2].1 = "1235".into();
        assert!(!is_genuine(&token, URL, &changed, SIGNATURE));
        let fewer = &documented()[1..];
        assert!(!is_genuine(&token, URL, fewer, SIGNATURE));
        let elsewhere = "https://mycompany.com/myapp.php?foo=1&bar=3";
        assert!(!is_genuine(&token, elsewhere, &documented(), SIGNATURE));
        assert!(!is_genuine(&"12346".into(), URL, &documented(), SIGNATURE));
        for signature in [
            "",
            "RSOYDt4T1cUTdK1PDd93",
            "not base64",
            "RSOYDt4T1cUTdK1PDd93/VVr8B9=",
        ] {
            assert!(!is_genuine(&token, URL, &documented(), signature));
        }
    }
}

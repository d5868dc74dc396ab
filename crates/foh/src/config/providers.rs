//! Who else may say who somebody is: identity providers that speak OpenID Connect.

use std::sync::Arc;

use foh_gateways::oidc::{Provider, Registration};
use secrecy::SecretString;
use url::Url;

use super::{Fault, Key, settings::Settings};

/// Google's issuer (<https://accounts.google.com/.well-known/openid-configuration>).
const GOOGLE: &str = "https://accounts.google.com";

/// Reads the providers that are set up: Google, and one more of any name.
pub(super) fn read(settings: &mut Settings) -> Vec<Arc<Provider>> {
    let google = Keys {
        name: "google".to_owned(),
        issuer: Key::GoogleIssuer,
        client_id: Key::GoogleClientId,
        client_secret: Key::GoogleClientSecret,
    };
    let other = Keys {
        name: settings
            .parse(Key::OidcName, name_from)
            .unwrap_or_else(|| "oidc".to_owned()),
        issuer: Key::OidcIssuer,
        client_id: Key::OidcClientId,
        client_secret: Key::OidcClientSecret,
    };
    let usual = Url::parse(GOOGLE).ok();
    let providers = [google.read(settings, usual), other.read(settings, None)];
    providers.into_iter().flatten().map(Arc::new).collect()
}

/// The keys that set one provider up.
struct Keys {
    name: String,
    issuer: Key,
    client_id: Key,
    client_secret: Key,
}

impl Keys {
    fn read(self, settings: &mut Settings, usual: Option<Url>) -> Option<Provider> {
        let issuer = settings.parse(self.issuer, |text| {
            Url::parse(text).map_err(|_| format!("{text:?} is not an address"))
        });
        let client_id = settings.parse(self.client_id, |text| Ok(text.to_owned()));
        let client_secret = settings.parse(self.client_secret, |text| Ok(SecretString::from(text)));
        let Some(client_id) = client_id else {
            for set in [self.issuer, self.client_secret] {
                if settings.has(set) {
                    lonely(settings, set, self.client_id);
                }
            }
            return None;
        };
        let Some(issuer) = issuer.or(usual) else {
            if !settings.has(self.issuer) {
                lonely(settings, self.client_id, self.issuer);
            }
            return None;
        };
        let registration = Registration {
            name: self.name,
            issuer,
            client_id,
            client_secret,
        };
        match Provider::new(registration) {
            Ok(provider) => Some(provider),
            Err(error) => {
                settings.refuse(self.issuer, error.to_string());
                None
            }
        }
    }
}

fn lonely(settings: &mut Settings, set: Key, missing: Key) {
    let problem = format!("is set without {}", missing.name());
    let fault = Fault::new(set, settings.origin(set), problem);
    settings
        .faults
        .push(fault.remedied_by("set both, or neither to do without this identity provider"));
}

/// The name stands in addresses.
fn name_from(text: &str) -> Result<String, String> {
    let fits = (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if fits && text != "google" {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} cannot be the name of a provider"))
    }
}

//! The provider of text messages.

use std::sync::Arc;

use foh_gateways::sms::{TextSetupError, Twilio, TwilioSetup};
use secrecy::SecretString;

use super::{
    Fault, Key,
    settings::{Settings, Value},
};

/// Who is asked if nobody else is named.
const USUAL: &str = "https://api.twilio.com";
/// What `.env.example` begins the token with; refused in production.
const EXAMPLE: &str = "REPLACE";
/// The account in `.env.example`; refused in production.
const EXAMPLE_ACCOUNT: &str = "AC00000000000000000000000000000000";
/// The length of a token of Twilio's, in bytes: none is shorter.
const SHORTEST_TOKEN: usize = 32;

/// What is needed to be a customer of a provider.
const NEEDED: [Key; 3] = [Key::SmsAccount, Key::SmsToken, Key::SmsFrom];

/// Reads account, token and sender: all are set, or none.
pub(super) fn read(settings: &mut Settings) -> Option<Arc<Twilio>> {
    let text = |settings: &mut Settings, key| settings.parse(key, |text| Ok(text.to_owned()));
    let address = text(settings, Key::SmsUrl);
    let account = text(settings, Key::SmsAccount);
    let token = settings.parse(Key::SmsToken, |text| Ok(SecretString::from(text)));
    let from = text(settings, Key::SmsFrom);
    let (Some(account), Some(token), Some(from)) = (account, token, from) else {
        tell_missing(settings);
        return None;
    };
    let setup = TwilioSetup {
        address: address.unwrap_or_else(|| USUAL.to_owned()),
        account,
        token,
        from,
    };
    match Twilio::new(setup) {
        Ok(provider) => Some(Arc::new(provider)),
        Err(error) => {
            let key = match error {
                TextSetupError::Account => Key::SmsAccount,
                TextSetupError::Token => Key::SmsToken,
                TextSetupError::From => Key::SmsFrom,
                _ => Key::SmsUrl,
            };
            settings.refuse(key, error.to_string());
            None
        }
    }
}

/// Notes what is set without the rest.
fn tell_missing(settings: &mut Settings) {
    let missing: Vec<_> = NEEDED
        .into_iter()
        .filter(|key| !settings.has(*key))
        .map(Key::name)
        .collect();
    let set = [Key::SmsUrl].into_iter().chain(NEEDED);
    let Some(set) = set.into_iter().find(|key| settings.has(*key)) else {
        return;
    };
    if missing.is_empty() {
        return;
    }
    let problem = format!("is set without {}", missing.join(" and "));
    let fault = Fault::new(set, settings.origin(set), problem);
    let remedy =
        "set sms_account, sms_token and sms_from, or nothing of it to do without text messages";
    settings.faults.push(fault.remedied_by(remedy));
}

/// Notes what production does not take.
pub(super) fn check(settings: &mut Settings) {
    let text = |settings: &Settings, key| match settings.get(key).map(|set| &set.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    if text(settings, Key::SmsUrl).is_some_and(|url| url.starts_with("http://")) {
        settings.refuse(
            Key::SmsUrl,
            "begins with http://, which anybody on the way can read",
        );
    }
    if text(settings, Key::SmsAccount).is_some_and(|account| account == EXAMPLE_ACCOUNT) {
        settings.refuse(Key::SmsAccount, "is the placeholder from .env.example");
    }
    let Some(token) = text(settings, Key::SmsToken) else {
        return;
    };
    if token.starts_with(EXAMPLE) {
        settings.refuse(Key::SmsToken, "is the placeholder from .env.example");
    } else if token.len() < SHORTEST_TOKEN {
        settings.refuse(Key::SmsToken, "is shorter than 32 characters");
    }
}

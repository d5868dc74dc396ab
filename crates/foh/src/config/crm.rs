//! Customer records elsewhere that are told of bookings.

use std::{collections::BTreeSet, sync::Arc};

use foh_gateways::crm::{CrmSetupError, HttpCrm};
use secrecy::SecretString;

use super::{
    Fault, Key,
    settings::{Settings, Value},
};

/// What `.env.example` begins the token with; refused in production.
const EXAMPLE: &str = "REPLACE";
/// The shortest token that production accepts, in bytes.
const SHORTEST_TOKEN: usize = 32;

/// Reads address and token: both are set, or neither.
pub(super) fn read(settings: &mut Settings) -> Option<Arc<HttpCrm>> {
    let address = settings.parse(Key::CrmUrl, |text| Ok(text.to_owned()));
    let token = settings.parse(Key::CrmToken, |text| Ok(SecretString::from(text)));
    let (Some(address), Some(token)) = (address, token) else {
        for (set, missing) in [(Key::CrmUrl, Key::CrmToken), (Key::CrmToken, Key::CrmUrl)] {
            if settings.has(set) && !settings.has(missing) {
                let problem = format!("is set without {}", missing.name());
                let fault = Fault::new(set, settings.origin(set), problem);
                settings
                    .faults
                    .push(fault.remedied_by("set both, or neither to do without a CRM"));
            }
        }
        return None;
    };
    match HttpCrm::new(&address, token) {
        Ok(crm) => Some(Arc::new(crm)),
        Err(error @ CrmSetupError::Token) => {
            settings.refuse(Key::CrmToken, error.to_string());
            None
        }
        Err(error) => {
            settings.refuse(Key::CrmUrl, error.to_string());
            None
        }
    }
}

/// Notes a token that somebody else may know or guess.
pub(super) fn check(settings: &mut Settings) {
    let Some(Value::Text(token)) = settings.get(Key::CrmToken).map(|set| &set.value) else {
        return;
    };
    let different: BTreeSet<u8> = token.bytes().collect();
    let problem = if token.starts_with(EXAMPLE) {
        "is the placeholder from .env.example"
    } else if token.len() < SHORTEST_TOKEN {
        "is shorter than 32 characters"
    } else if different.len() < 8 {
        "is not random: its characters repeat"
    } else {
        return;
    };
    settings.refuse(Key::CrmToken, problem);
}

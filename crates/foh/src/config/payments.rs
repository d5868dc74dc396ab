//! Who takes payments: the accounts with mobile money and with a card processor.

use std::sync::Arc;

use foh_app::payments::Providers;
use foh_domain::payments::PaymentMethod;
use foh_gateways::payments::{
    Airtel, AirtelSetup, Mtn, MtnAccess, MtnSetup, PaymentSetupError, Stripe, StripeSetup,
};
use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use super::{
    Fault, Key, SiteBaseUrl,
    settings::{Settings, Value},
};

/// Who is asked for cards if nobody else is named.
const STRIPE: &str = "https://api.stripe.com";
/// What `.env.example` begins secrets with; refused in production.
const EXAMPLE: &str = "REPLACE";

/// Every secret of these accounts.
const SECRETS: [Key; 8] = [
    Key::MtnKey,
    Key::MtnSubscriptionKey,
    Key::MtnRefundKey,
    Key::MtnRefundSubscriptionKey,
    Key::AirtelClientSecret,
    Key::AirtelCallbackKey,
    Key::StripeKey,
    Key::StripeWebhookSecret,
];

/// Where a provider tells of its decisions.
pub(crate) fn callback(base: &SiteBaseUrl, method: PaymentMethod) -> Option<Url> {
    let address = format!("{}/api/payments/{}/webhook", base.as_str(), method.as_str());
    address.parse().ok()
}

/// Reads the accounts: of each everything that is needed is set, or nothing.
pub(super) fn read(settings: &mut Settings, base: Option<&SiteBaseUrl>) -> Providers {
    let mut providers = Providers::default();
    if let Some(mtn) = mtn(settings, base) {
        providers = providers.with(PaymentMethod::Mtn, Arc::new(mtn));
    }
    if let Some(airtel) = airtel(settings) {
        providers = providers.with(PaymentMethod::Airtel, Arc::new(airtel));
    }
    if let Some(stripe) = stripe(settings) {
        providers = providers.with(PaymentMethod::Card, Arc::new(stripe));
    }
    providers
}

fn mtn(settings: &mut Settings, base: Option<&SiteBaseUrl>) -> Option<Mtn> {
    let refunds = [
        Key::MtnRefundUser,
        Key::MtnRefundKey,
        Key::MtnRefundSubscriptionKey,
    ];
    let disbursements = if any(settings, &refunds) {
        whole(settings, &refunds, &[]).then(|| access(settings, refunds))
    } else {
        None
    };
    let needed = [
        Key::MtnUrl,
        Key::MtnEnvironment,
        Key::MtnUser,
        Key::MtnKey,
        Key::MtnSubscriptionKey,
    ];
    if !whole(settings, &needed, &refunds) {
        return None;
    }
    let setup = MtnSetup {
        address: text(settings, Key::MtnUrl)?,
        environment: text(settings, Key::MtnEnvironment)?,
        collections: access(
            settings,
            [Key::MtnUser, Key::MtnKey, Key::MtnSubscriptionKey],
        )?,
        disbursements: disbursements.flatten(),
        callback: base.and_then(|base| callback(base, PaymentMethod::Mtn)),
    };
    told(settings, Key::MtnUrl, Mtn::new(&setup))
}

fn access(settings: &mut Settings, [user, key, subscription]: [Key; 3]) -> Option<MtnAccess> {
    let id = settings.parse(user, |text| {
        Uuid::try_parse(text).map_err(|_| "is not a UUID, as MTN's API users are".to_owned())
    });
    Some(MtnAccess {
        user: id?,
        key: secret(settings, key)?,
        subscription_key: secret(settings, subscription)?,
    })
}

fn airtel(settings: &mut Settings) -> Option<Airtel> {
    let needed = [
        Key::AirtelUrl,
        Key::AirtelCountry,
        Key::AirtelCallingCode,
        Key::AirtelClientId,
        Key::AirtelClientSecret,
    ];
    if !whole(settings, &needed, &[Key::AirtelCallbackKey]) {
        return None;
    }
    let setup = AirtelSetup {
        address: text(settings, Key::AirtelUrl)?,
        country: text(settings, Key::AirtelCountry)?,
        calling_code: text(settings, Key::AirtelCallingCode)?,
        client_id: text(settings, Key::AirtelClientId)?,
        client_secret: secret(settings, Key::AirtelClientSecret)?,
        callback_key: secret(settings, Key::AirtelCallbackKey),
    };
    told(settings, Key::AirtelUrl, Airtel::new(setup))
}

fn stripe(settings: &mut Settings) -> Option<Stripe> {
    let needed = [Key::StripeKey, Key::StripeWebhookSecret];
    if !whole(settings, &needed, &[Key::StripeUrl]) {
        return None;
    }
    let setup = StripeSetup {
        address: text(settings, Key::StripeUrl).unwrap_or_else(|| STRIPE.to_owned()),
        key: secret(settings, Key::StripeKey)?,
        webhook_secret: secret(settings, Key::StripeWebhookSecret)?,
    };
    told(settings, Key::StripeUrl, Stripe::new(setup))
}

fn text(settings: &mut Settings, key: Key) -> Option<String> {
    settings.parse(key, |text| Ok(text.to_owned()))
}

fn secret(settings: &mut Settings, key: Key) -> Option<SecretString> {
    settings.parse(key, |text| Ok(text.into()))
}

fn any(settings: &Settings, keys: &[Key]) -> bool {
    keys.iter().any(|key| settings.has(*key))
}

/// Whether all of `needed` is set; some of it, or of `further`, without the rest is a fault.
fn whole(settings: &mut Settings, needed: &[Key], further: &[Key]) -> bool {
    let missing: Vec<_> = needed
        .iter()
        .filter(|key| !settings.has(**key))
        .map(|key| key.name())
        .collect();
    if missing.is_empty() {
        return true;
    }
    let mut all = needed.iter().chain(further);
    if let Some(set) = all.find(|key| settings.has(**key)) {
        let problem = format!("is set without {}", missing.join(" and "));
        let fault = Fault::new(*set, settings.origin(*set), problem);
        let names: Vec<_> = needed.iter().map(|key| key.name()).collect();
        let remedy = format!("set {}, or none of them to do without", names.join(", "));
        settings.faults.push(fault.remedied_by(remedy));
    }
    false
}

fn told<T>(settings: &mut Settings, key: Key, made: Result<T, PaymentSetupError>) -> Option<T> {
    made.inspect_err(|error| settings.refuse(key, error.to_string()))
        .ok()
}

/// Notes what production does not take.
pub(super) fn check(settings: &mut Settings) {
    for key in SECRETS {
        let Some(Value::Text(secret)) = settings.get(key).map(|set| &set.value) else {
            continue;
        };
        if secret.starts_with(EXAMPLE) {
            settings.refuse(key, "is the placeholder from .env.example");
        }
    }
    for key in [Key::MtnUrl, Key::AirtelUrl, Key::StripeUrl] {
        let Some(Value::Text(address)) = settings.get(key).map(|set| &set.value) else {
            continue;
        };
        if address.starts_with("http://") {
            settings.refuse(
                key,
                "begins with http://, which anybody on the way can read",
            );
        }
    }
}

//! The providers of payments: each is set up whole, or not at all.

use std::sync::Arc;

use foh_app::payments::Providers;
use foh_domain::payments::PaymentMethod;
use foh_gateways::payments::{
    Airtel, AirtelSetup, Mtn, MtnAccess, MtnSetup, PaymentProvider, PaymentSetupError, Stripe,
    StripeSetup,
};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    Fault, Key, SiteBaseUrl,
    settings::{Settings, Value},
};

/// Who is asked if nobody else is named.
const MTN: &str = "https://proxy.momoapi.mtn.com";
const AIRTEL: &str = "https://openapi.airtel.africa";
const STRIPE: &str = "https://api.stripe.com";
/// What `.env.example` begins secrets with; refused in production.
const EXAMPLE: &str = "REPLACE";

const MTN_NEEDED: [Key; 4] = [
    Key::MtnEnvironment,
    Key::MtnUser,
    Key::MtnKey,
    Key::MtnSubscriptionKey,
];
const MTN_REFUNDS: [Key; 3] = [
    Key::MtnRefundUser,
    Key::MtnRefundKey,
    Key::MtnRefundSubscriptionKey,
];
const AIRTEL_NEEDED: [Key; 4] = [
    Key::AirtelCountry,
    Key::AirtelCallingCode,
    Key::AirtelClientId,
    Key::AirtelClientSecret,
];
const STRIPE_NEEDED: [Key; 2] = [Key::StripeKey, Key::StripeWebhookSecret];
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

/// Reads the providers that are set up.
pub(super) fn read(settings: &mut Settings, site: Option<&SiteBaseUrl>) -> Providers {
    let mtn = mtn(settings, site);
    let airtel = airtel(settings);
    let stripe = stripe(settings);
    let found = [
        (PaymentMethod::Mtn, mtn),
        (PaymentMethod::Airtel, airtel),
        (PaymentMethod::Card, stripe),
    ];
    found.into_iter().fold(
        Providers::default(),
        |all, (method, provider)| match provider {
            Some(provider) => all.with(method, provider),
            None => all,
        },
    )
}

fn mtn(settings: &mut Settings, site: Option<&SiteBaseUrl>) -> Option<Arc<dyn PaymentProvider>> {
    let others: Vec<Key> = [Key::MtnUrl].into_iter().chain(MTN_REFUNDS).collect();
    let whole = whole(settings, &MTN_NEEDED, &others);
    let refunds = self::whole(settings, &MTN_REFUNDS, &[]);
    let collections = access(
        settings,
        [Key::MtnUser, Key::MtnKey, Key::MtnSubscriptionKey],
    );
    let disbursements = access(settings, MTN_REFUNDS).filter(|_| refunds);
    let setup = MtnSetup {
        address: text(settings, Key::MtnUrl).unwrap_or_else(|| MTN.to_owned()),
        environment: text(settings, Key::MtnEnvironment)?,
        collections: collections.filter(|_| whole)?,
        disbursements,
        // MTN tells nobody of a decision in the clear.
        callback: site
            .filter(|site| site.is_https())
            .and_then(|site| webhook(site, PaymentMethod::Mtn).parse().ok()),
    };
    made(settings, [Key::MtnUrl, Key::MtnKey], Mtn::new(&setup))
}

fn airtel(settings: &mut Settings) -> Option<Arc<dyn PaymentProvider>> {
    let others = [Key::AirtelUrl, Key::AirtelCallbackKey];
    let whole = whole(settings, &AIRTEL_NEEDED, &others);
    let setup = AirtelSetup {
        address: text(settings, Key::AirtelUrl).unwrap_or_else(|| AIRTEL.to_owned()),
        country: text(settings, Key::AirtelCountry)?,
        calling_code: text(settings, Key::AirtelCallingCode)?,
        client_id: text(settings, Key::AirtelClientId)?,
        client_secret: secret(settings, Key::AirtelClientSecret).filter(|_| whole)?,
        callback_key: secret(settings, Key::AirtelCallbackKey),
    };
    let keys = [Key::AirtelUrl, Key::AirtelCallingCode];
    made(settings, keys, Airtel::new(setup))
}

fn stripe(settings: &mut Settings) -> Option<Arc<dyn PaymentProvider>> {
    let whole = whole(settings, &STRIPE_NEEDED, &[Key::StripeUrl]);
    let setup = StripeSetup {
        address: text(settings, Key::StripeUrl).unwrap_or_else(|| STRIPE.to_owned()),
        key: secret(settings, Key::StripeKey)?,
        webhook_secret: secret(settings, Key::StripeWebhookSecret).filter(|_| whole)?,
    };
    let keys = [Key::StripeUrl, Key::StripeKey];
    made(settings, keys, Stripe::new(setup))
}

/// Where a provider tells what it has to say.
pub(crate) fn webhook(site: &SiteBaseUrl, method: PaymentMethod) -> String {
    format!("{}/api/payments/{}/webhook", site.as_str(), method.as_str())
}

fn text(settings: &mut Settings, key: Key) -> Option<String> {
    settings.parse(key, |text| Ok(text.to_owned()))
}

fn secret(settings: &mut Settings, key: Key) -> Option<SecretString> {
    settings.parse(key, |text| Ok(SecretString::from(text)))
}

/// The keys to one product of MTN.
fn access(settings: &mut Settings, [user, key, subscription_key]: [Key; 3]) -> Option<MtnAccess> {
    let user = settings.parse(user, |text| {
        Uuid::parse_str(text).map_err(|_| "is not the UUID of an API user".to_owned())
    });
    let key = secret(settings, key);
    let subscription_key = secret(settings, subscription_key);
    Some(MtnAccess {
        user: user?,
        key: key?,
        subscription_key: subscription_key?,
    })
}

/// Whether all that a provider needs is set; what is set without the rest is told.
fn whole(settings: &mut Settings, needed: &[Key], others: &[Key]) -> bool {
    let all = || needed.iter().chain(others).copied();
    let Some(set) = all().find(|key| settings.has(*key)) else {
        return false;
    };
    let missing: Vec<_> = needed
        .iter()
        .copied()
        .filter(|key| !settings.has(*key))
        .map(Key::name)
        .collect();
    if missing.is_empty() {
        return true;
    }
    let problem = format!("is set without {}", missing.join(" and "));
    let fault = Fault::new(set, settings.origin(set), problem);
    let names: Vec<_> = needed.iter().copied().map(Key::name).collect();
    let remedy = format!(
        "set {}, or nothing of it to do without",
        names.join(" and ")
    );
    settings.faults.push(fault.remedied_by(remedy));
    false
}

/// A provider, or a fault at its address or at the key whose text does not do.
fn made<P: PaymentProvider + 'static>(
    settings: &mut Settings,
    [address, other]: [Key; 2],
    provider: Result<P, PaymentSetupError>,
) -> Option<Arc<dyn PaymentProvider>> {
    match provider {
        Ok(provider) => Some(Arc::new(provider)),
        Err(error @ PaymentSetupError::Text(_)) => {
            settings.refuse(other, error.to_string());
            None
        }
        Err(error) => {
            settings.refuse(address, error.to_string());
            None
        }
    }
}

/// Notes what production does not take.
pub(super) fn check(settings: &mut Settings) {
    let told = |settings: &Settings, key| match settings.get(key).map(|set| &set.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    for key in SECRETS {
        if told(settings, key).starts_with(EXAMPLE) {
            settings.refuse(key, "is the placeholder from .env.example");
        }
    }
    for key in [Key::MtnUrl, Key::AirtelUrl, Key::StripeUrl] {
        if told(settings, key).starts_with("http://") {
            settings.refuse(
                key,
                "begins with http://, which anybody on the way can read",
            );
        }
    }
    if told(settings, Key::MtnEnvironment) == "sandbox" {
        settings.refuse(
            Key::MtnEnvironment,
            "is MTN's sandbox, where no money moves",
        );
    }
    if told(settings, Key::StripeKey).contains("_test_") {
        settings.refuse(Key::StripeKey, "is a test key, by which no money moves");
    }
}

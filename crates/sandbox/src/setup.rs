//! How the sandbox is set up, and how the gateways are that fit it.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use foh_gateways::payments::{AirtelSetup, MtnAccess, MtnSetup, StripeSetup};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use uuid::Uuid;

use crate::sign;

/// Tells the time.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system of MTN's own sandbox.
pub(crate) const MTN_ENVIRONMENT: &str = "sandbox";

/// How the sandbox is set up.
#[derive(Clone)]
pub struct Setup {
    /// Where programs and browsers reach it, such as `http://127.0.0.1:4011`: hosted pages are below it.
    pub address: Url,
    /// All of its credentials are derived from this, so that whoever has it fits.
    pub secret: SecretString,
    /// The clock of the house: signatures and tokens carry the time.
    pub now: Now,
    /// Two letters: where Airtel's payers are.
    pub country: String,
    /// The country's telephone code, such as `250`.
    pub calling_code: String,
    /// Where Airtel tells of a decision. MTN learns it from each request.
    pub airtel_callback: Option<Url>,
    /// Where Stripe tells of a decision.
    pub stripe_webhook: Option<Url>,
    /// How long things take.
    pub pace: Pace,
}

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Until a payer decides, and until a refund is done.
    pub decision: Duration,
    /// Until a payer decides who is late: longer than places are held.
    pub late: Duration,
    /// From one status of a text to the next.
    pub text: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            decision: Duration::from_secs(1),
            late: Duration::from_mins(11),
            text: Duration::from_millis(500),
        }
    }
}

/// How the sender of texts knows this installation. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct TwilioAccess {
    /// Where the API is.
    pub address: String,
    /// The account's sid, which is its user name as well.
    pub account: String,
    /// Its password, which signs status callbacks as well.
    pub token: SecretString,
    /// A number to send from.
    pub from: String,
}

impl Setup {
    /// A sandbox in Rwanda that calls nobody back but MTN's clients.
    #[must_use]
    pub fn new(address: Url, secret: SecretString, now: Now) -> Self {
        Self {
            address,
            secret,
            now,
            country: "RW".into(),
            calling_code: "250".into(),
            airtel_callback: None,
            stripe_webhook: None,
            pace: Pace::default(),
        }
    }

    /// MTN's gateway that fits.
    #[must_use]
    pub fn mtn(&self, callback: Option<Url>) -> MtnSetup {
        MtnSetup {
            address: self.address.to_string(),
            environment: MTN_ENVIRONMENT.into(),
            collections: self.mtn_access("collection"),
            disbursements: Some(self.mtn_access("disbursement")),
            callback,
        }
    }

    /// Airtel's gateway that fits.
    #[must_use]
    pub fn airtel(&self) -> AirtelSetup {
        AirtelSetup {
            address: self.address.to_string(),
            country: self.country.clone(),
            calling_code: self.calling_code.clone(),
            client_id: self.word("airtel client"),
            client_secret: self.word("airtel client secret").into(),
            callback_key: Some(self.airtel_callback_key()),
        }
    }

    /// Stripe's gateway that fits.
    #[must_use]
    pub fn stripe(&self) -> StripeSetup {
        StripeSetup {
            address: self.address.to_string(),
            key: format!("sk_test_{}", self.word("stripe key")).into(),
            webhook_secret: self.stripe_webhook_secret(),
        }
    }

    /// The access to the sender of texts that fits.
    #[must_use]
    pub fn twilio(&self) -> TwilioAccess {
        let mut account = format!("AC{}", self.word("twilio account"));
        account.truncate(34);
        TwilioAccess {
            address: self.address.to_string(),
            account,
            token: self.word("twilio token").into(),
            from: format!("+{}700000000", self.calling_code),
        }
    }

    pub(crate) fn mtn_access(&self, product: &str) -> MtnAccess {
        let user = self.word(&format!("mtn {product} user"));
        MtnAccess {
            // The first half of a hash in hexadecimal is a UUID without hyphens.
            user: Uuid::parse_str(user.get(..32).unwrap_or_default()).unwrap_or_default(),
            key: self.word(&format!("mtn {product} key")).into(),
            subscription_key: self.word(&format!("mtn {product} subscription")).into(),
        }
    }

    pub(crate) fn airtel_callback_key(&self) -> SecretString {
        self.word("airtel callback key").into()
    }

    pub(crate) fn stripe_webhook_secret(&self) -> SecretString {
        format!("whsec_{}", self.word("stripe webhook secret")).into()
    }

    /// A word nobody guesses who does not have the secret.
    pub(crate) fn word(&self, what: &str) -> String {
        sign::sha256_hex(&self.secret, &[what.as_bytes()])
    }

    /// Whether a basic authorisation is this one.
    pub(crate) fn is_basic(shown: &str, user: &str, password: &SecretString) -> bool {
        let expected = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
        shown
            .strip_prefix("Basic ")
            .is_some_and(|shown| sign::same(shown, &expected))
    }
}

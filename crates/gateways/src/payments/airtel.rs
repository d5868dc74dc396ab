//! Airtel Money, as its portal documents it (developers.airtel.africa: Authorization, Collection v1, Refund v1, Callback).
//!
//! The payer approves on their phone. Airtel refuses with HTTP 200 and `success: false` inside, and its enquiry names an amount in few countries.

mod callback;
mod codes;
mod words;

use std::{fmt, time::Duration};

use foh_domain::{
    identity::PhoneNumber,
    payments::{FailureReason, Reported},
};
use jiff::Timestamp;
use reqwest::{RequestBuilder, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{
    Asking, Charge, HeaderMap, Payment, PaymentError, PaymentProvider, PaymentSetupError, Refund,
    RefundReported, Refunding, Started, Step, Told, Trouble, Webhook, WebhookError, amount,
    line::{self, Line, RawAnswer},
    order::plain,
    tokens::Tokens,
};
use crate::http::PATIENCE;

/// The longest text of a payment, in characters.
const LONGEST_REFERENCE: usize = 64;

/// How Airtel knows this installation. Its `Debug` shows no secret.
#[derive(Debug)]
pub struct AirtelSetup {
    /// Where the API is, such as `https://openapi.airtel.africa`.
    pub address: String,
    /// Two letters, such as `RW`.
    pub country: String,
    /// The country's telephone code, such as `250`: Airtel wants numbers without it.
    pub calling_code: String,
    /// The application's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Signs callbacks, where that is switched on; they are only a reason to ask in any case.
    pub callback_key: Option<SecretString>,
}

/// Airtel Money of one country.
pub struct Airtel {
    line: Line,
    country: HeaderValue,
    country_code: String,
    calling_code: String,
    client_id: String,
    client_secret: SecretString,
    callback_key: Option<SecretString>,
    tokens: Tokens,
}

impl fmt::Debug for Airtel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Airtel")
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}

impl Airtel {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn new(setup: AirtelSetup) -> Result<Self, PaymentSetupError> {
        Self::with_patience(setup, PATIENCE)
    }

    /// The same with another time limit for each answer.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn with_patience(
        setup: AirtelSetup,
        patience: Duration,
    ) -> Result<Self, PaymentSetupError> {
        let code = &setup.calling_code;
        if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PaymentSetupError::Text("calling code"));
        }
        Ok(Self {
            line: Line::new(&setup.address, patience)?,
            country: line::text(&setup.country, "country")?,
            country_code: setup.country,
            calling_code: setup.calling_code,
            client_id: setup.client_id,
            client_secret: setup.client_secret,
            callback_key: setup.callback_key,
            tokens: Tokens::default(),
        })
    }

    async fn ask(
        &self,
        question: RequestBuilder,
        currency: &'static str,
    ) -> Result<RawAnswer, PaymentError> {
        let renewal = self.line.post(&["auth", "oauth2", "token"])?.json(&json!({
            "client_id": self.client_id,
            "client_secret": self.client_secret.expose_secret(),
            "grant_type": "client_credentials",
        }));
        let question = question
            .header("x-country", &self.country)
            .header("x-currency", currency);
        self.tokens.ask(renewal, question).await
    }

    /// The number without the country, as Airtel wants it.
    fn national(&self, phone: Option<&PhoneNumber>) -> Option<String> {
        let number = phone?.expose().strip_prefix('+')?;
        number.strip_prefix(&self.calling_code).map(str::to_owned)
    }

    async fn collect(&self, charge: &Charge) -> Result<RawAnswer, PaymentError> {
        let number = self
            .national(charge.phone.as_ref())
            .ok_or_else(|| PaymentError::refused(FailureReason::PayerUnknown, Trouble::Phone))?;
        let amount = amount::number(charge.money)
            .ok_or_else(|| PaymentError::refused(FailureReason::ProviderFailed, Trouble::Amount))?;
        let (country, currency) = (&self.country_code, charge.money.currency.code());
        let question = self.line.post(&["merchant", "v1", "payments", ""])?;
        let question = question.json(&words::Collection {
            reference: plain(&charge.purpose, LONGEST_REFERENCE),
            subscriber: words::Subscriber {
                country,
                currency,
                msisdn: number,
            },
            transaction: words::Asked {
                amount,
                country,
                currency,
                id: charge.id.simple().to_string(),
            },
        });
        self.ask(question, currency).await
    }

    /// Asks about a payment by our id, so a start whose answer was lost can be looked up as well.
    async fn enquire(&self, payment: &Payment) -> Result<RawAnswer, PaymentError> {
        let id = payment.id.simple().to_string();
        let question = self.line.get(&["standard", "v1", "payments", &id])?;
        self.ask(question, payment.money.currency.code()).await
    }

    /// Airtel gives back whole payments, under its own name for them, which only the enquiry tells.
    async fn give_back(&self, refund: &Refund) -> Told<Refunding> {
        if refund.money != refund.payment.money {
            let reason = FailureReason::ProviderFailed;
            return Told::lost(PaymentError::refused(reason, Trouble::Amount));
        }
        let taken = self.enquire(&refund.payment).await;
        let name = match taken.and_then(|answer| words::name_of_taken(&answer)) {
            Ok(name) => name,
            Err(error) => return Told::lost(error.beforehand()),
        };
        let answer = match self.line.post(&["standard", "v1", "payments", "refund"]) {
            Ok(question) => {
                let question =
                    question.json(&json!({ "transaction": { "airtel_money_id": name } }));
                self.ask(question, refund.money.currency.code()).await
            }
            Err(error) => Err(error),
        };
        Told::of(answer, words::given_back)
    }
}

impl PaymentProvider for Airtel {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        Box::pin(async {
            Told::of(self.collect(charge).await, |answer| {
                words::collected(answer)?;
                Ok(Started {
                    reference: charge.id.simple().to_string(),
                    step: Step::Approve,
                })
            })
        })
    }

    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported> {
        Box::pin(async {
            Told::of(self.enquire(payment).await, |answer| {
                words::reported(answer, payment)
            })
        })
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding> {
        Box::pin(self.give_back(refund))
    }

    /// A refund has no id of ours: the second is refused, whether the first was made by us or by somebody at the portal.
    fn repeats_refunds(&self) -> bool {
        false
    }

    /// Airtel documents no enquiry about refunds: it answers them at once.
    fn refund_status<'a>(
        &'a self,
        _: &'a Refund,
        _reference: &'a str,
    ) -> Asking<'a, RefundReported> {
        let told = Told::lost(PaymentError::NotSent(Trouble::NotOffered));
        Box::pin(std::future::ready(told))
    }

    fn verify_webhook(
        &self,
        _: &HeaderMap,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        callback::read(body, self.callback_key.as_ref())
    }
}

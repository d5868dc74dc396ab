//! Cards, by Stripe's protocol (docs.stripe.com/api: Checkout Sessions, Refunds, Events): the payer types the card on the provider's own page,
//! where a Checkout Session makes the payment intent.
//!
//! A session whose address nobody has cannot be paid: a start whose answer was lost has taken nothing, and is started again to get the address.

mod session;
mod signature;
mod units;

use std::{fmt, time::Duration};

use foh_domain::payments::{FailureReason, Reported};
use jiff::Timestamp;
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    Asking, Charge, HeaderMap, Payment, PaymentError, PaymentProvider, PaymentSetupError, Refund,
    RefundReported, Refunding, Started, Step, Told, Trouble, Webhook, WebhookError,
    line::{self, Line, RawAnswer},
    order::plain,
};
use crate::http::PATIENCE;
use session::Session;

/// The version of the API this is written for; without it an account decides.
const VERSION: &str = "2024-06-20";
/// The longest name of what is paid for, in characters.
const LONGEST_NAME: usize = 250;

/// How the provider knows this installation. Its `Debug` shows no secret.
#[derive(Debug)]
pub struct StripeSetup {
    /// Where the API is, such as `https://api.stripe.com`.
    pub address: String,
    /// The secret key, or better a restricted one for Checkout Sessions and refunds.
    pub key: SecretString,
    /// Signs webhooks.
    pub webhook_secret: SecretString,
}

/// Cards on a hosted page.
pub struct Stripe {
    line: Line,
    key: SecretString,
    webhook_secret: SecretString,
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Refunded {
    id: String,
    status: String,
    amount: u64,
    currency: String,
}

impl Stripe {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn new(setup: StripeSetup) -> Result<Self, PaymentSetupError> {
        Self::with_patience(setup, PATIENCE)
    }

    /// The same with another time limit for each answer.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn with_patience(
        setup: StripeSetup,
        patience: Duration,
    ) -> Result<Self, PaymentSetupError> {
        line::header(&setup.key, "key")?;
        line::header(&setup.webhook_secret, "webhook secret")?;
        Ok(Self {
            line: Line::new(&setup.address, patience)?,
            key: setup.key,
            webhook_secret: setup.webhook_secret,
        })
    }

    async fn ask(&self, question: RequestBuilder) -> Result<RawAnswer, PaymentError> {
        let question = question
            .bearer_auth(self.key.expose_secret())
            .header("stripe-version", VERSION);
        line::ask(question).await
    }

    async fn open(&self, charge: &Charge) -> Result<RawAnswer, PaymentError> {
        let refused = |trouble| PaymentError::refused(FailureReason::ProviderFailed, trouble);
        let units = units::of(charge.money).ok_or_else(|| refused(Trouble::Amount))?;
        let back = charge
            .return_to
            .as_ref()
            .ok_or_else(|| refused(Trouble::Address))?;
        let id = charge.id.to_string();
        let mut form = vec![
            ("mode", "payment".to_owned()),
            ("payment_method_types[0]", "card".to_owned()),
            ("client_reference_id", id.clone()),
            ("payment_intent_data[metadata][payment]", id.clone()),
            ("line_items[0][quantity]", "1".to_owned()),
            (
                "line_items[0][price_data][currency]",
                charge.money.currency.code().to_lowercase(),
            ),
            ("line_items[0][price_data][unit_amount]", units.to_string()),
            (
                "line_items[0][price_data][product_data][name]",
                plain(&charge.purpose, LONGEST_NAME),
            ),
            ("success_url", back.paid.to_string()),
            ("cancel_url", back.given_up.to_string()),
        ];
        if let Some(closes_at) = charge.closes_at {
            form.push(("expires_at", closes_at.as_second().to_string()));
        }
        let question = self.line.post(&["v1", "checkout", "sessions"])?;
        self.ask(question.header("idempotency-key", id).form(&form))
            .await
    }

    fn opened(&self, answer: &RawAnswer) -> Result<Started, PaymentError> {
        let unreadable = PaymentError::Unknown(Trouble::Unreadable);
        let session = session_in(answer)?;
        let page = session.url.as_deref().and_then(|url| Url::parse(url).ok());
        let page = page
            .filter(|page| self.line.may_visit(page))
            .ok_or(unreadable)?;
        Ok(Started {
            reference: session.id,
            step: Step::Visit(page),
        })
    }

    async fn look(&self, payment: &Payment) -> Result<RawAnswer, PaymentError> {
        let reference = payment
            .reference
            .as_deref()
            .ok_or(PaymentError::NotSent(Trouble::Reference))?;
        let question = self
            .line
            .get(&["v1", "checkout", "sessions", reference])?
            .query(&[("expand[]", "payment_intent")]);
        self.ask(question).await
    }

    /// A refund names the payment intent, which the session tells.
    async fn give_back(&self, refund: &Refund) -> Told<Refunding> {
        let session = self.look(&refund.payment).await;
        let intent = session.and_then(|answer| session_in(&answer)?.paid_intent(refund.payment.id));
        let answer = match intent {
            Ok(intent) => self.post_refund(refund, &intent).await,
            Err(error) => Err(error.beforehand()),
        };
        Told::of(answer, |answer| {
            let refunded = refund_in(answer)?;
            Ok(Refunding {
                reported: reported(&refunded, refund),
                reference: refunded.id,
            })
        })
    }

    async fn post_refund(&self, refund: &Refund, intent: &str) -> Result<RawAnswer, PaymentError> {
        let units = units::of(refund.money)
            .ok_or_else(|| PaymentError::refused(FailureReason::ProviderFailed, Trouble::Amount))?;
        let id = refund.id.to_string();
        let form = [
            ("payment_intent", intent.to_owned()),
            ("amount", units.to_string()),
            ("metadata[refund]", id.clone()),
        ];
        let question = self.line.post(&["v1", "refunds"])?;
        self.ask(question.header("idempotency-key", id).form(&form))
            .await
    }

    async fn look_at_refund(&self, refund: &Refund, reference: &str) -> Told<RefundReported> {
        let answer = match self.line.get(&["v1", "refunds", reference]) {
            Ok(question) => self.ask(question).await,
            Err(error) => Err(error),
        };
        Told::of(answer, |answer| Ok(reported(&refund_in(answer)?, refund)))
    }
}

fn session_in(answer: &RawAnswer) -> Result<Session, PaymentError> {
    read(answer)
}

fn refund_in(answer: &RawAnswer) -> Result<Refunded, PaymentError> {
    read(answer)
}

fn read<T: serde::de::DeserializeOwned>(answer: &RawAnswer) -> Result<T, PaymentError> {
    if !answer.is_success() {
        return Err(PaymentError::of(answer.status));
    }
    answer
        .json()
        .ok_or(PaymentError::Unknown(Trouble::Unreadable))
}

fn reported(refunded: &Refunded, refund: &Refund) -> RefundReported {
    let money = units::money(refunded.amount, &refunded.currency);
    match refunded.status.as_str() {
        _ if money != Some(refund.money) => RefundReported::Unknown,
        "pending" | "requires_action" => RefundReported::Pending,
        "succeeded" => RefundReported::Completed,
        "failed" | "canceled" => RefundReported::Failed,
        _ => RefundReported::Unknown,
    }
}

impl PaymentProvider for Stripe {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        Box::pin(async { Told::of(self.open(charge).await, |answer| self.opened(answer)) })
    }

    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported> {
        Box::pin(async {
            Told::of(self.look(payment).await, |answer| {
                if answer.status == 404 {
                    return Err(PaymentError::Missing);
                }
                let session = session_in(answer)?;
                Ok(if session.is(payment.id) {
                    session.reported()
                } else {
                    Reported::Unknown
                })
            })
        })
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding> {
        Box::pin(self.give_back(refund))
    }

    fn refund_status<'a>(
        &'a self,
        refund: &'a Refund,
        reference: &'a str,
    ) -> Asking<'a, RefundReported> {
        Box::pin(self.look_at_refund(refund, reference))
    }

    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        signature::verify(headers, body, &self.webhook_secret, now)?;
        session::news(body)
    }
}

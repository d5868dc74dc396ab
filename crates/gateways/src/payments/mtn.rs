//! MTN `MoMo`, as the Open API documents it (momodeveloper.mtn.com: Collections `requesttopay` and Disbursements `refund`, v1.0).
//!
//! The payer approves on their phone. MTN's callbacks are not signed: they are a reason to ask, and never believed.

mod product;
mod words;

use std::{fmt, time::Duration};

use foh_domain::payments::{FailureReason, Reported};
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::SecretString;
use serde::Serialize;
use url::Url;
use uuid::Uuid;

use super::{
    Asking, Charge, HeaderMap, Payment, PaymentError, PaymentProvider, PaymentSetupError, Refund,
    RefundReported, Refunding, Started, Step, Told, Trouble, Webhook, WebhookError,
    line::{self, Line, RawAnswer},
    order::plain,
};
use crate::http::PATIENCE;
use product::Product;

/// The longest text on the payer's phone, in characters.
const LONGEST_NOTE: usize = 160;

/// How MTN knows this installation. Its `Debug` shows no secret.
#[derive(Debug)]
pub struct MtnSetup {
    /// Where the API is, such as `https://proxy.momoapi.mtn.com`.
    pub address: String,
    /// The country's system, such as `mtnrwanda`, or `sandbox`.
    pub environment: String,
    /// Takes money.
    pub collections: MtnAccess,
    /// Gives it back; without it, refunds are not offered.
    pub disbursements: Option<MtnAccess>,
    /// Where MTN tells of a decision; its host is the one registered with MTN.
    pub callback: Option<Url>,
}

/// The keys to one product. Each has its own.
#[derive(Debug)]
pub struct MtnAccess {
    /// The API user.
    pub user: Uuid,
    /// Its key.
    pub key: SecretString,
    /// The primary key of the subscription.
    pub subscription_key: SecretString,
}

/// MTN `MoMo` of one country.
pub struct Mtn {
    line: Line,
    environment: HeaderValue,
    callback: Option<HeaderValue>,
    collections: Product,
    disbursements: Option<Product>,
}

impl fmt::Debug for Mtn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mtn")
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Request {
    amount: String,
    currency: &'static str,
    #[serde(rename = "externalId")]
    external_id: Uuid,
    #[serde(rename = "payerMessage")]
    payer_message: String,
    #[serde(rename = "payeeNote")]
    payee_note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Payer>,
    #[serde(
        rename = "referenceIdToRefund",
        skip_serializing_if = "Option::is_none"
    )]
    refunded: Option<Uuid>,
}

#[derive(Serialize)]
struct Payer {
    #[serde(rename = "partyIdType")]
    kind: &'static str,
    #[serde(rename = "partyId")]
    number: String,
}

impl Mtn {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn new(setup: &MtnSetup) -> Result<Self, PaymentSetupError> {
        Self::with_patience(setup, PATIENCE)
    }

    /// The same with another time limit for each answer.
    ///
    /// # Errors
    /// See [`PaymentSetupError`].
    pub fn with_patience(setup: &MtnSetup, patience: Duration) -> Result<Self, PaymentSetupError> {
        let callback = setup.callback.as_ref();
        let disbursements = setup.disbursements.as_ref();
        Ok(Self {
            line: Line::new(&setup.address, patience)?,
            environment: line::text(&setup.environment, "environment")?,
            callback: callback
                .map(|url| line::text(url.as_str(), "callback"))
                .transpose()?,
            collections: Product::new("collection", &setup.collections)?,
            disbursements: disbursements
                .map(|access| Product::new("disbursement", access))
                .transpose()?,
        })
    }

    /// POST to make something under an id of ours; it is made once.
    async fn make(
        &self,
        product: &Product,
        operation: &str,
        id: Uuid,
        request: &Request,
    ) -> Result<RawAnswer, PaymentError> {
        let mut question = self
            .line
            .post(&[product.name, "v1_0", operation])?
            .header("x-reference-id", id.to_string())
            .json(request);
        if let Some(callback) = &self.callback {
            question = question.header("x-callback-url", callback);
        }
        product.ask(&self.line, &self.environment, question).await
    }

    async fn look(
        &self,
        product: &Product,
        operation: &str,
        id: &str,
    ) -> Result<RawAnswer, PaymentError> {
        let question = self.line.get(&[product.name, "v1_0", operation, id])?;
        product.ask(&self.line, &self.environment, question).await
    }

    async fn request_to_pay(&self, charge: &Charge) -> Told<Started> {
        let Some(phone) = &charge.phone else {
            let reason = FailureReason::PayerUnknown;
            return Told::lost(PaymentError::refused(reason, Trouble::Phone));
        };
        let note = plain(&charge.purpose, LONGEST_NOTE);
        let request = Request {
            amount: charge.money.plain(),
            currency: charge.money.currency.code(),
            external_id: charge.id,
            payer_message: note.clone(),
            payee_note: note,
            payer: Some(Payer {
                kind: "MSISDN",
                number: phone.expose().trim_start_matches('+').to_owned(),
            }),
            refunded: None,
        };
        let answer = self
            .make(&self.collections, "requesttopay", charge.id, &request)
            .await;
        Told::of(answer, |answer| {
            words::made(answer)?;
            Ok(Started {
                reference: charge.id.to_string(),
                step: Step::Approve,
            })
        })
    }

    async fn give_back(&self, refund: &Refund) -> Told<Refunding> {
        let Some(disbursements) = &self.disbursements else {
            return Told::lost(PaymentError::refused(
                FailureReason::ProviderFailed,
                Trouble::NotOffered,
            ));
        };
        let note = plain(&refund.purpose, LONGEST_NOTE);
        let request = Request {
            amount: refund.money.plain(),
            currency: refund.money.currency.code(),
            external_id: refund.id,
            payer_message: note.clone(),
            payee_note: note,
            payer: None,
            refunded: Some(refund.payment.id),
        };
        let answer = self
            .make(disbursements, "refund", refund.id, &request)
            .await;
        Told::of(answer, |answer| {
            words::made(answer)?;
            Ok(Refunding {
                reference: refund.id.to_string(),
                reported: RefundReported::Pending,
            })
        })
    }

    async fn look_at_refund(&self, refund: &Refund, reference: &str) -> Told<RefundReported> {
        let Some(disbursements) = &self.disbursements else {
            return Told::lost(PaymentError::NotSent(Trouble::NotOffered));
        };
        let answer = self.look(disbursements, "refund", reference).await;
        Told::of(answer, |answer| {
            let reported = words::reported(answer)?;
            Ok(RefundReported::of(reported, refund.money))
        })
    }
}

impl PaymentProvider for Mtn {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        Box::pin(self.request_to_pay(charge))
    }

    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported> {
        Box::pin(async {
            // The reference is our id, so a start whose answer was lost can be looked up as well.
            let id = payment.id.to_string();
            let answer = self.look(&self.collections, "requesttopay", &id).await;
            Told::of(answer, words::reported)
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
        _: &HeaderMap,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        words::hint(body)
    }
}

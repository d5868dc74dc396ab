//! Payment providers behind one interface: mobile money, cards by a hosted page, and cash.
//!
//! Nothing here decides what becomes of a payment: that is [`foh_domain::payments::decide_report`]. No card number passes through this program: a
//! card is typed on the provider's own page.

mod airtel;
mod amount;
mod cash;
mod error;
mod line;
mod mac;
mod mtn;
mod order;
mod stripe;
mod tokens;
mod webhook;

use std::pin::Pin;

use foh_domain::payments::Reported;
use jiff::Timestamp;
pub use reqwest::header::HeaderMap;

pub use airtel::{Airtel, AirtelSetup};
pub use cash::Cash;
pub use error::{PaymentError, PaymentSetupError, Trouble};
pub use line::RawAnswer;
pub use mtn::{Mtn, MtnAccess, MtnSetup};
pub use order::{Charge, Payment, Refund, RefundReported, Refunding, ReturnTo, Started, Step};
pub use stripe::{Stripe, StripeSetup};
pub use webhook::{Webhook, WebhookError};

/// What a provider answered to one question, raw and read.
#[derive(Debug)]
pub struct Told<T> {
    /// What it means.
    pub outcome: Result<T, PaymentError>,
    /// The answer as it came, to be stored sealed: it names the payer. Nothing when there was none. Answers that carry access tokens are never here.
    pub answer: Option<RawAnswer>,
}

impl<T> Told<T> {
    /// There is no answer to the question.
    fn lost(error: PaymentError) -> Self {
        Self {
            outcome: Err(error),
            answer: None,
        }
    }

    /// Reads the answer, if there is one.
    fn of(
        answer: Result<RawAnswer, PaymentError>,
        read: impl FnOnce(&RawAnswer) -> Result<T, PaymentError>,
    ) -> Self {
        match answer {
            Err(error) => Self::lost(error),
            Ok(answer) => Self {
                outcome: read(&answer),
                answer: Some(answer),
            },
        }
    }
}

/// What a provider is asked over the network: boxed, so that the program picks its providers at start.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Told<T>> + Send + 'a>>;

/// Takes money from payers and gives it back.
pub trait PaymentProvider: Send + Sync {
    /// Asks for a payment. To start the same charge again, with nothing in it changed, is to start it once.
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started>;

    /// Asks how a payment stands. Any error but [`PaymentError::Missing`] means only that it is to be asked again.
    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported>;

    /// Gives money back. Where [`Self::repeats_refunds`], to ask for the same refund again, with nothing in it changed, is to ask for it once.
    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding>;

    /// Whether a refund that may have been made, because its answer was lost, can be asked for again. Where it cannot, the second answer says
    /// nothing of the first, and staff have to look with the provider.
    fn repeats_refunds(&self) -> bool {
        true
    }

    /// Asks how a refund stands which [`Self::refund`] answered with this reference.
    fn refund_status<'a>(
        &'a self,
        refund: &'a Refund,
        reference: &'a str,
    ) -> Asking<'a, RefundReported>;

    /// Reads what somebody says who claims to be the provider.
    ///
    /// # Errors
    /// See [`WebhookError`].
    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Webhook, WebhookError>;
}

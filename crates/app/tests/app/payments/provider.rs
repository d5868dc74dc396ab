//! A provider that does as it is told, and remembers what it was asked.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use foh_domain::payments::{FailureReason, Money, Reported};
use foh_gateways::payments::{
    Asking, Charge, HeaderMap, Payment, PaymentError, PaymentProvider, RawAnswer, Refund,
    RefundReported, Refunding, Started, Step, Told, Trouble, Webhook, WebhookError,
};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

/// What becomes of the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is done and answered.
    Done,
    /// It is done, and the answer is lost.
    AnswerLost,
    /// It is not done, and nobody knows.
    QuestionLost,
    /// It is not done, and that is known.
    NotSent,
    /// It is refused.
    Refused,
}

#[derive(Default)]
struct Memory {
    fates: VecDeque<Fate>,
    charges: HashMap<Uuid, Vec<String>>,
    standing: HashMap<Uuid, Reported>,
    asked: HashMap<Uuid, usize>,
    /// What went back of which payment.
    refunds: HashMap<Uuid, (Uuid, Money)>,
    refund_questions: usize,
    refunds_are: Option<RefundReported>,
}

/// The provider.
pub struct Provider {
    memory: Mutex<Memory>,
    page: bool,
    repeats: bool,
    /// Nobody is answered while this says so.
    silent: watch::Sender<bool>,
}

impl Provider {
    pub fn phone() -> Self {
        Self {
            memory: Mutex::default(),
            page: false,
            repeats: true,
            silent: watch::Sender::new(false),
        }
    }

    /// One with a hosted page.
    pub fn page() -> Self {
        Self {
            page: true,
            ..Self::phone()
        }
    }

    /// One whose refunds can be asked for only once.
    pub fn forgetful() -> Self {
        Self {
            repeats: false,
            ..Self::phone()
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap()
    }

    /// What becomes of the next questions that change something, in this order; others are done.
    pub fn fates(&self, fates: impl IntoIterator<Item = Fate>) {
        self.memory().fates.extend(fates);
    }

    /// How a payment stands from now on.
    pub fn says(&self, charge: Uuid, reported: Reported) {
        self.memory().standing.insert(charge, reported);
    }

    /// How refunds are answered from now on.
    pub fn refunds_are(&self, reported: RefundReported) {
        self.memory().refunds_are = Some(reported);
    }

    pub fn be_silent(&self, silent: bool) {
        self.silent.send_replace(silent);
    }

    /// How often a payment was asked about.
    pub fn asked(&self, charge: Uuid) -> usize {
        self.memory().asked.get(&charge).copied().unwrap_or(0)
    }

    /// The charges under this id, in all their words.
    pub fn charges(&self, charge: Uuid) -> Vec<String> {
        self.memory()
            .charges
            .get(&charge)
            .cloned()
            .unwrap_or_default()
    }

    /// How many payments it was asked for.
    pub fn payments(&self) -> usize {
        self.memory().charges.len()
    }

    /// What went back of a payment, in minor units.
    pub fn given_back(&self, charge: Uuid) -> u64 {
        let memory = self.memory();
        let of = memory.refunds.values().filter(|(of, _)| *of == charge);
        of.map(|(_, money)| money.amount).sum()
    }

    pub fn refund_questions(&self) -> usize {
        self.memory().refund_questions
    }

    fn fate(&self) -> Fate {
        self.memory().fates.pop_front().unwrap_or(Fate::Done)
    }

    async fn heard(&self) {
        let mut silent = self.silent.subscribe();
        let _ = silent.wait_for(|silent| !silent).await;
    }
}

fn answer<T>(outcome: Result<T, PaymentError>, words: &str) -> Told<T> {
    Told {
        outcome,
        answer: Some(RawAnswer {
            status: 200,
            body: words.as_bytes().to_vec(),
        }),
    }
}

fn failed<T>(error: PaymentError) -> Told<T> {
    Told {
        outcome: Err(error),
        answer: None,
    }
}

/// What a fate makes of a question that was done, or not.
fn told<T>(fate: Fate, done: T, words: &str) -> Told<T> {
    match fate {
        Fate::Done => answer(Ok(done), words),
        Fate::AnswerLost | Fate::QuestionLost => failed(PaymentError::Unknown(Trouble::TimedOut)),
        Fate::NotSent => failed(PaymentError::NotSent(Trouble::Unreachable)),
        Fate::Refused => answer(
            Err(PaymentError::Refused {
                reason: FailureReason::InsufficientFunds,
                trouble: Trouble::Answer(400),
            }),
            "no",
        ),
    }
}

impl PaymentProvider for Provider {
    fn start<'a>(&'a self, charge: &'a Charge) -> Asking<'a, Started> {
        Box::pin(async move {
            self.heard().await;
            let fate = self.fate();
            if matches!(fate, Fate::Done | Fate::AnswerLost) {
                let back = charge.return_to.as_ref().unwrap();
                let words = format!(
                    "{} {} {:?} {:?} {}",
                    charge.money,
                    charge.purpose,
                    charge.phone.as_ref().map(|phone| phone.expose().to_owned()),
                    charge.closes_at,
                    back.paid,
                );
                let mut memory = self.memory();
                memory.charges.entry(charge.id).or_default().push(words);
                memory
                    .standing
                    .entry(charge.id)
                    .or_insert(Reported::Pending);
            }
            let step = if self.page {
                Step::Visit(
                    format!("https://pay.example.org/{}", charge.id)
                        .parse()
                        .unwrap(),
                )
            } else {
                Step::Approve
            };
            let started = Started {
                reference: format!("ref-{}", charge.id),
                step,
            };
            told(fate, started, "started by Ada")
        })
    }

    fn status<'a>(&'a self, payment: &'a Payment) -> Asking<'a, Reported> {
        Box::pin(async move {
            self.heard().await;
            if self.page && payment.reference.is_none() {
                return failed(PaymentError::NotSent(Trouble::Reference));
            }
            let mut memory = self.memory();
            *memory.asked.entry(payment.id).or_default() += 1;
            match memory.standing.get(&payment.id) {
                Some(reported) => answer(Ok(*reported), "stands so for Ada"),
                None => answer(Err(PaymentError::Missing), "unknown"),
            }
        })
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Asking<'a, Refunding> {
        Box::pin(async move {
            self.heard().await;
            let fate = self.fate();
            let mut memory = self.memory();
            memory.refund_questions += 1;
            if matches!(fate, Fate::Done | Fate::AnswerLost) {
                // Whoever cannot tell two questions apart gives twice.
                let fresh = Uuid::from_u128(memory.refund_questions as u128);
                let name = if self.repeats { refund.id } else { fresh };
                memory
                    .refunds
                    .insert(name, (refund.payment.id, refund.money));
            }
            let refunding = Refunding {
                reference: format!("back-{}", refund.id),
                reported: memory.refunds_are.unwrap_or(RefundReported::Completed),
            };
            told(fate, refunding, "given to Ada")
        })
    }

    fn repeats_refunds(&self) -> bool {
        self.repeats
    }

    fn refund_status<'a>(&'a self, _: &'a Refund, _: &'a str) -> Asking<'a, RefundReported> {
        Box::pin(async move {
            let reported = self.memory().refunds_are;
            answer(
                Ok(reported.unwrap_or(RefundReported::Completed)),
                "stands so",
            )
        })
    }

    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        _: Timestamp,
    ) -> Result<Webhook, WebhookError> {
        let body: Value = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
        let id = |name: &str| body[name].as_str().and_then(|id| Uuid::parse_str(id).ok());
        if let Some(id) = id("hint") {
            return Ok(Webhook::Hint { id });
        }
        if !headers.contains_key("x-signed") {
            return Err(WebhookError::Forged);
        }
        let id = id("id").ok_or(WebhookError::NotOurs)?;
        let standing = self.memory().standing.get(&id).copied();
        Ok(Webhook::News {
            event_id: body["event"].as_str().unwrap_or_default().to_owned(),
            id,
            reference: format!("ref-{id}"),
            reported: standing.ok_or(WebhookError::NotOurs)?,
        })
    }
}

/// How long a test waits for what must come.
pub const LIMIT: Duration = Duration::from_secs(30);

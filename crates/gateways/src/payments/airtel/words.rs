//! Airtel's words: what it is asked, and how it answers.

use foh_domain::payments::{FailureReason, Reported};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Payment, PaymentError, RawAnswer, RefundReported, Refunding, Trouble, amount,
    codes::{Meaning, meaning},
};

#[derive(Serialize)]
pub(super) struct Collection<'a> {
    pub(super) reference: String,
    pub(super) subscriber: Subscriber<'a>,
    pub(super) transaction: Asked<'a>,
}

#[derive(Serialize)]
pub(super) struct Subscriber<'a> {
    pub(super) country: &'a str,
    pub(super) currency: &'static str,
    pub(super) msisdn: String,
}

#[derive(Serialize)]
pub(super) struct Asked<'a> {
    pub(super) amount: Box<RawValue>,
    pub(super) country: &'a str,
    pub(super) currency: &'static str,
    pub(super) id: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Data>,
    status: Status,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    transaction: Option<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    /// Some answers have `false` here.
    id: Option<Box<RawValue>>,
    status: Option<String>,
    airtel_money_id: Option<String>,
    amount: Option<Box<RawValue>>,
    currency: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    success: bool,
    response_code: Option<String>,
    result_code: Option<String>,
}

impl Status {
    /// What the codes say; the product knows better than its bus.
    fn meaning(&self) -> Meaning {
        [&self.response_code, &self.result_code]
            .into_iter()
            .flatten()
            .map(|code| meaning(code))
            .find(|meaning| *meaning != Meaning::Unsure)
            .unwrap_or(Meaning::Unsure)
    }
}

impl Answer {
    fn read(answer: &RawAnswer) -> Option<Self> {
        answer.json()
    }

    fn transaction(&self) -> Option<&Transaction> {
        self.data.as_ref()?.transaction.as_ref()
    }
}

/// What follows from a status of HTTP and codes that are no success. Only an answer that is a refusal on both counts is one.
fn refusal(answer: &RawAnswer, meaning: Meaning) -> PaymentError {
    let by_status = if answer.is_success() {
        PaymentError::Unknown(Trouble::Answer(answer.status))
    } else {
        PaymentError::of(answer.status)
    };
    let trouble = Trouble::Answer(answer.status);
    match (by_status, meaning) {
        (PaymentError::Refused { .. }, Meaning::Refused(reason)) => {
            PaymentError::refused(reason, trouble)
        }
        (PaymentError::Unknown(_), Meaning::Refused(reason)) if answer.is_success() => {
            PaymentError::refused(reason, trouble)
        }
        (by_status, _) => by_status,
    }
}

/// Whether a payment was asked for. Success means only that the payer is being asked.
pub(super) fn collected(answer: &RawAnswer) -> Result<(), PaymentError> {
    let Some(read) = Answer::read(answer) else {
        return Err(refusal(answer, Meaning::Unsure));
    };
    let meaning = match (answer.status, read.status.meaning()) {
        // With 400 this code says "Msisdn Not Found": nobody was asked for a PIN yet.
        (400, Meaning::Refused(FailureReason::NotAnswered)) => {
            Meaning::Refused(FailureReason::PayerUnknown)
        }
        (_, meaning) => meaning,
    };
    match meaning {
        _ if answer.is_success() && read.status.success => Ok(()),
        Meaning::Duplicate if answer.status < 500 => Ok(()),
        meaning => Err(refusal(answer, meaning)),
    }
}

/// How a payment stands. Its transaction's status decides; codes only say why it failed.
pub(super) fn reported(answer: &RawAnswer, payment: &Payment) -> Result<Reported, PaymentError> {
    let read = Answer::read(answer);
    let meaning = read.as_ref().map(|read| read.status.meaning());
    if meaning == Some(Meaning::NotFound) && answer.status < 500 {
        return Err(PaymentError::Missing);
    }
    if !answer.is_success() {
        return Err(PaymentError::of(answer.status));
    }
    let unreadable = PaymentError::Unknown(Trouble::Unreadable);
    let read = read.ok_or(unreadable)?;
    let transaction = read.transaction().ok_or(unreadable)?;
    if !transaction.is(payment) {
        return Ok(Reported::Unknown);
    }
    Ok(match (transaction.status.as_deref(), meaning) {
        (Some("TIP" | "TA"), _) => Reported::Pending,
        (Some("TS"), _) if read.status.success => transaction.taken(payment),
        (Some("TE"), _) => Reported::Failed(FailureReason::NotAnswered),
        (Some("TF"), Some(Meaning::Refused(reason))) => Reported::Failed(reason),
        (Some("TF"), _) => Reported::Failed(FailureReason::ProviderFailed),
        _ => Reported::Unknown,
    })
}

impl Transaction {
    /// Whether it is this one, if it says which it is.
    fn is(&self, payment: &Payment) -> bool {
        let Some(id) = &self.id else { return true };
        match serde_json::from_str::<String>(id.get()) {
            Ok(id) => id == payment.id.simple().to_string(),
            Err(_) => id.get() == "false",
        }
    }

    /// What it took. Most countries do not say: then it is what the id stands for, because an id is asked for once and with one amount.
    fn taken(&self, payment: &Payment) -> Reported {
        let currency = self.currency.as_deref();
        let asked = payment.money.currency.code();
        let taken = match &self.amount {
            Some(amount) => amount::read(amount, currency.unwrap_or(asked)),
            None if currency.is_none_or(|currency| currency == asked) => Some(payment.money),
            None => None,
        };
        taken.map_or(Reported::Unknown, Reported::Completed)
    }
}

/// Airtel's own name for a payment that was taken.
pub(super) fn name_of_taken(answer: &RawAnswer) -> Result<String, PaymentError> {
    if !answer.is_success() {
        return Err(PaymentError::of(answer.status));
    }
    let nothing = PaymentError::refused(FailureReason::ProviderFailed, Trouble::NothingTaken);
    let read = Answer::read(answer).ok_or(PaymentError::Unknown(Trouble::Unreadable))?;
    let taken = read
        .transaction()
        .filter(|transaction| transaction.status.as_deref() == Some("TS"));
    taken
        .and_then(|transaction| transaction.airtel_money_id.clone())
        .ok_or(nothing)
}

/// Whether a payment was given back.
pub(super) fn given_back(answer: &RawAnswer) -> Result<Refunding, PaymentError> {
    let Some(read) = Answer::read(answer) else {
        return Err(refusal(answer, Meaning::Unsure));
    };
    let transaction = read.transaction();
    let status = transaction.and_then(|transaction| transaction.status.as_deref());
    let done = matches!(status, Some("SUCCESS" | "TS"));
    match (answer.is_success(), read.status.success, done) {
        (true, true, _) => Ok(Refunding {
            reference: transaction
                .and_then(|transaction| transaction.airtel_money_id.clone())
                .unwrap_or_default(),
            reported: if done {
                RefundReported::Completed
            } else {
                RefundReported::Unknown
            },
        }),
        // It says both: somebody has to look.
        (_, false, true) => Err(PaymentError::Unknown(Trouble::Answer(answer.status))),
        _ => Err(refusal(answer, read.status.meaning())),
    }
}

//! What providers are asked for and what they say of it.

use std::fmt;

use foh_domain::{
    identity::PhoneNumber,
    payments::{Money, Reported},
};
use jiff::Timestamp;
use url::Url;
use uuid::Uuid;

/// A payment to ask for. Its `Debug` shows nothing of the payer.
#[derive(Clone)]
pub struct Charge {
    /// Names the payment for ever, here and with the provider, so that asking twice is asking once. MTN asks for a UUID of version 4.
    pub id: Uuid,
    /// How much.
    pub money: Money,
    /// Whose mobile money it is; a hosted page and cash need none.
    pub phone: Option<PhoneNumber>,
    /// What it is for, as the payer reads it: nothing personal.
    pub purpose: String,
    /// Where a hosted page sends its visitor afterwards.
    pub return_to: Option<ReturnTo>,
    /// When a hosted page is closed. Stripe refuses less than 30 minutes and more than a day from its start.
    pub closes_at: Option<Timestamp>,
}

impl fmt::Debug for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charge")
            .field("id", &self.id)
            .field("money", &self.money)
            .finish_non_exhaustive()
    }
}

/// Where a hosted page sends its visitor: neither address proves anything.
#[derive(Debug, Clone)]
pub struct ReturnTo {
    /// Who has paid.
    pub paid: Url,
    /// Who turned back.
    pub given_up: Url,
}

/// A payment was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The provider's name for it.
    pub reference: String,
    /// What happens next.
    pub step: Step,
}

/// What happens after the start.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// The payer approves it on their phone.
    Approve,
    /// The payer visits the provider's page. Whoever has the address can pay, so it is not shown in logs.
    Visit(Url),
    /// Nothing: the money is in the till.
    Taken,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Approve => "Approve",
            Self::Visit(_) => "Visit(…)",
            Self::Taken => "Taken",
        })
    }
}

/// A payment that was asked for.
#[derive(Debug, Clone)]
pub struct Payment {
    /// As in its [`Charge`].
    pub id: Uuid,
    /// As its start answered; nothing when that answer was lost.
    pub reference: Option<String>,
    /// How much was asked for.
    pub money: Money,
}

/// Money to give back.
#[derive(Debug, Clone)]
pub struct Refund {
    /// Names the refund for ever, here and with the provider. MTN asks for a UUID of version 4.
    pub id: Uuid,
    /// Of which payment.
    pub payment: Payment,
    /// How much of it.
    pub money: Money,
    /// What it is for, as the payer reads it: nothing personal.
    pub purpose: String,
}

/// A refund was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunding {
    /// The provider's name for it.
    pub reference: String,
    /// How it stands.
    pub reported: RefundReported,
}

/// What a provider reports of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundReported {
    /// It is on its way.
    Pending,
    /// The payer has it.
    Completed,
    /// The payer does not get it.
    Failed,
    /// Something this program does not know, or another amount than was asked for.
    Unknown,
}

impl RefundReported {
    /// A refund that a provider reports in the words of a payment.
    pub(super) fn of(reported: Reported, asked: Money) -> Self {
        match reported {
            Reported::Pending => Self::Pending,
            Reported::Completed(given) if given == asked => Self::Completed,
            Reported::Failed(_) => Self::Failed,
            Reported::Completed(_) | Reported::Unknown => Self::Unknown,
        }
    }
}

/// A text that every provider takes: letters, digits and single spaces, at most so many characters.
pub(super) fn plain(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(most).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use foh_domain::payments::Currency;

    #[test]
    fn texts_are_plain_and_short() {
        for (text, most, expected) in [
            ("Kigali → Huye, 2 places", 40, "Kigali Huye 2 places"),
            ("a\r\nX-Evil: b", 40, "a X Evil b"),
            ("éclair", 3, "écl"),
            ("ab cd", 3, "ab"),
            ("", 3, ""),
        ] {
            assert_eq!(plain(text, most), expected);
        }
    }

    #[test]
    fn debug_shows_neither_payer_nor_page() {
        let charge = Charge {
            id: Uuid::nil(),
            money: Money::of(500, Currency::EUR).unwrap(),
            phone: Some(PhoneNumber::parse("+250788123456").unwrap()),
            purpose: "Ada's journey".into(),
            return_to: None,
            closes_at: None,
        };
        let step = Step::Visit("https://pay.example.org/secret".parse().unwrap());
        let shown = format!("{charge:?} {step:?}");
        for word in ["788123456", "Ada", "secret"] {
            assert!(!shown.contains(word), "{shown}");
        }
    }
}

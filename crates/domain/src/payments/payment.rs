//! The life of a payment: what a provider reports, and what becomes of it, in whatever order and however often it comes.

use super::{Currency, Money};

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// The payer has not decided, or the provider has not said.
    Pending,
    /// The money was taken.
    Completed,
    /// No money was taken, as far as is known.
    Failed,
    /// The money was taken and all of it given back.
    Refunded,
}

impl PaymentStatus {
    /// Every status, in the order of a payment's life.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Completed, Self::Failed, Self::Refunded];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Why no money was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureReason {
    /// The payer said no.
    Refused,
    /// The payer did not answer in time.
    NotAnswered,
    /// The payer has too little.
    InsufficientFunds,
    /// The payer has reached a limit of their provider.
    LimitReached,
    /// The provider does not know the payer, or lets them pay nobody.
    PayerUnknown,
    /// The card or its holder was not accepted.
    NotAuthorised,
    /// The provider could not do it.
    ProviderFailed,
}

impl FailureReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Refused,
        Self::NotAnswered,
        Self::InsufficientFunds,
        Self::LimitReached,
        Self::PayerUnknown,
        Self::NotAuthorised,
        Self::ProviderFailed,
    ];

    /// The word in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotAnswered => "not_answered",
            Self::InsufficientFunds => "insufficient_funds",
            Self::LimitReached => "limit_reached",
            Self::PayerUnknown => "payer_unknown",
            Self::NotAuthorised => "not_authorised",
            Self::ProviderFailed => "provider_failed",
        }
    }

    /// The reason a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// What the payer is told, and what they can do.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Refused => "The payment was refused on your phone. You can try again.",
            Self::NotAnswered => "The payment was not approved in time. You can try again.",
            Self::InsufficientFunds => {
                "There is too little money on this account. Pay in another way, or try again later."
            }
            Self::LimitReached => {
                "This account has reached its limit for today. Pay in another way, or try again tomorrow."
            }
            Self::PayerUnknown => {
                "The provider knows no account that can pay under this number. Check it, or pay in another way."
            }
            Self::NotAuthorised => "The card was not accepted. Try another one.",
            Self::ProviderFailed => {
                "The provider could not take the payment. Try again, or pay in another way."
            }
        }
    }
}

/// What a provider reports of a payment, whether it was asked or says so by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The payer has not decided.
    Pending,
    /// It took this.
    Completed(Money),
    /// It took nothing.
    Failed(FailureReason),
    /// Something this program does not know.
    Unknown,
}

/// What staff are to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentAlert {
    /// The provider reports a status this program does not know.
    UnknownStatus,
    /// The provider took another amount or another currency than was asked for.
    WrongAmount {
        /// What it took.
        taken: Money,
    },
    /// The provider says that a payment failed which it had said was completed.
    Contradiction,
    /// The provider has not said for a day what became of it.
    Undecided,
}

impl PaymentAlert {
    /// The kind of alert, the word in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownStatus => "unknown_status",
            Self::WrongAmount { .. } => "wrong_amount",
            Self::Contradiction => "contradiction",
            Self::Undecided => "undecided",
        }
    }

    /// As it is stored: the kind, and what was taken as `wrong_amount 500 RWF`.
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::WrongAmount { taken } => {
                let (amount, code) = (taken.amount, taken.currency.code());
                format!("{} {amount} {code}", self.as_str())
            }
            alert => alert.as_str().to_owned(),
        }
    }

    /// The alert that was stored so.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let plain = [Self::UnknownStatus, Self::Contradiction, Self::Undecided];
        if let Some(alert) = plain.into_iter().find(|alert| alert.as_str() == text) {
            return Some(alert);
        }
        let (amount, code) = text.strip_prefix("wrong_amount ")?.split_once(' ')?;
        let currency = Currency::parse(code).ok()?;
        let taken = Money::of(amount.parse().ok()?, currency).ok()?;
        Some(Self::WrongAmount { taken })
    }

    /// What staff are told.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::UnknownStatus => {
                "The provider reports something this program does not know.".to_owned()
            }
            Self::WrongAmount { taken } => {
                format!("The provider took {taken}, which is not what was asked for.")
            }
            Self::Contradiction => {
                "The provider says that it failed, after it had said that it was paid.".to_owned()
            }
            Self::Undecided => "The provider has not said for a day what became of it.".to_owned(),
        }
    }

    /// Whether this alert is to stand in the place of `other`: what costs money is not hidden by what does not.
    #[must_use]
    pub fn outranks(self, other: Option<Self>) -> bool {
        let rank = |alert: Self| match alert {
            Self::WrongAmount { .. } => 3,
            Self::Contradiction => 2,
            Self::UnknownStatus => 1,
            Self::Undecided => 0,
        };
        other.is_none_or(|other| rank(self) > rank(other))
    }
}

/// What becomes of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// Nothing: it is known, or nothing is known yet.
    Stays,
    /// Nothing, but somebody is to look.
    Alert(PaymentAlert),
    /// The money was taken.
    Completes,
    /// No money was taken.
    Fails(FailureReason),
}

/// Decides what a report changes. A report that comes twice, late or in another order changes nothing twice: what is completed stays
/// so, and what had failed completes if the money was taken after all.
#[must_use]
pub fn decide_report(status: PaymentStatus, asked: Money, reported: Reported) -> Transition {
    use PaymentStatus::{Completed, Failed, Pending, Refunded};
    match (status, reported) {
        (Pending | Failed, Reported::Completed(taken)) if taken == asked => Transition::Completes,
        (Pending | Failed, Reported::Completed(taken)) => {
            Transition::Alert(PaymentAlert::WrongAmount { taken })
        }
        (Pending, Reported::Failed(reason)) => Transition::Fails(reason),
        (Completed, Reported::Failed(_)) => Transition::Alert(PaymentAlert::Contradiction),
        (Pending, Reported::Unknown) => Transition::Alert(PaymentAlert::UnknownStatus),
        // Late news of what is decided.
        (Failed, Reported::Failed(_) | Reported::Unknown)
        | (Completed, Reported::Completed(_) | Reported::Unknown)
        | (Refunded, _)
        | (_, Reported::Pending) => Transition::Stays,
    }
}

/// How the booking stands that a completed payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidFor {
    /// It waits, and its places are held.
    Held,
    /// Its hold ran out.
    Expired,
    /// It was cancelled.
    Cancelled,
    /// It was paid already, by another payment.
    Paid,
}

/// What a completed payment does to its booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The held places are the payer's.
    Confirm,
    /// The places are taken once more, and are the payer's.
    TakeAgain,
    /// The money goes back.
    GiveBack,
}

/// Decides what a completed payment is good for. `free`: whether its places are free once more.
#[must_use]
pub fn settle(paid_for: PaidFor, free: bool) -> Settlement {
    match paid_for {
        PaidFor::Held => Settlement::Confirm,
        PaidFor::Expired if free => Settlement::TakeAgain,
        PaidFor::Expired | PaidFor::Cancelled | PaidFor::Paid => Settlement::GiveBack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    fn euro(amount: u64) -> Money {
        Money {
            amount,
            currency: Currency::EUR,
        }
    }

    #[test]
    fn every_report_on_every_status() {
        use PaymentStatus::{Completed, Failed, Pending, Refunded};
        use Transition::{Alert, Completes, Fails, Stays};
        let refused = FailureReason::Refused;
        let other = euro(4_999);
        let wrong = Alert(PaymentAlert::WrongAmount { taken: other });
        let table = [
            (
                Pending,
                [
                    Stays,
                    Completes,
                    wrong,
                    Fails(refused),
                    Alert(PaymentAlert::UnknownStatus),
                ],
            ),
            (Failed, [Stays, Completes, wrong, Stays, Stays]),
            (
                Completed,
                [
                    Stays,
                    Stays,
                    Stays,
                    Alert(PaymentAlert::Contradiction),
                    Stays,
                ],
            ),
            (Refunded, [Stays; 5]),
        ];
        assert_eq!(table.len(), PaymentStatus::ALL.len());
        for (status, expected) in table {
            let reports = [
                Reported::Pending,
                Reported::Completed(euro(5_000)),
                Reported::Completed(other),
                Reported::Failed(refused),
                Reported::Unknown,
            ];
            for (reported, expected) in reports.into_iter().zip(expected) {
                let decided = decide_report(status, euro(5_000), reported);
                assert_eq!(decided, expected, "{status:?} {reported:?}");
            }
        }
    }

    #[test]
    fn another_currency_is_another_amount() {
        let francs = Money {
            amount: 5_000,
            currency: Currency::parse("CHF").unwrap(),
        };
        let decided = decide_report(
            PaymentStatus::Pending,
            euro(5_000),
            Reported::Completed(francs),
        );
        assert_eq!(
            decided,
            Transition::Alert(PaymentAlert::WrongAmount { taken: francs })
        );
    }

    #[test]
    fn the_order_of_reports_does_not_matter() {
        // Whatever comes before or after it: once the money is known to be taken, it is taken, and exactly one report says so.
        let reports = [
            Reported::Pending,
            Reported::Failed(FailureReason::NotAnswered),
            Reported::Completed(euro(5_000)),
            Reported::Completed(euro(5_000)),
            Reported::Unknown,
        ];
        let orders = permutations(&reports);
        assert_eq!(orders.len(), 120);
        for order in orders {
            let (mut status, mut completed) = (PaymentStatus::Pending, 0);
            for reported in &order {
                match decide_report(status, euro(5_000), *reported) {
                    Transition::Completes => {
                        completed += 1;
                        status = PaymentStatus::Completed;
                    }
                    Transition::Fails(_) => status = PaymentStatus::Failed,
                    Transition::Stays | Transition::Alert(_) => {}
                }
            }
            assert_eq!(
                (status, completed),
                (PaymentStatus::Completed, 1),
                "{order:?}"
            );
        }
    }

    fn permutations(items: &[Reported]) -> Vec<Vec<Reported>> {
        if items.is_empty() {
            return vec![Vec::new()];
        }
        (0..items.len())
            .flat_map(|first| {
                let mut rest = items.to_vec();
                let chosen = rest.remove(first);
                permutations(&rest).into_iter().map(move |mut order| {
                    order.insert(0, chosen);
                    order
                })
            })
            .collect()
    }

    #[test]
    fn what_a_payment_is_good_for() {
        for (paid_for, free, expected) in [
            (PaidFor::Held, false, Settlement::Confirm),
            (PaidFor::Expired, true, Settlement::TakeAgain),
            (PaidFor::Expired, false, Settlement::GiveBack),
            (PaidFor::Cancelled, true, Settlement::GiveBack),
            (PaidFor::Paid, true, Settlement::GiveBack),
        ] {
            assert_eq!(settle(paid_for, free), expected, "{paid_for:?}");
        }
    }

    #[test]
    fn words_are_read_as_written() {
        for status in PaymentStatus::ALL {
            assert_eq!(PaymentStatus::parse(status.as_str()), Some(status));
        }
        for reason in FailureReason::ALL {
            assert_eq!(FailureReason::parse(reason.as_str()), Some(reason));
            assert!(reason.in_words().ends_with('.'));
        }
        let alerts = [
            PaymentAlert::UnknownStatus,
            PaymentAlert::WrongAmount { taken: euro(4_999) },
            PaymentAlert::Contradiction,
            PaymentAlert::Undecided,
        ];
        for alert in alerts {
            assert_eq!(PaymentAlert::from_stored(&alert.stored()), Some(alert));
            assert!(alert.in_words().ends_with('.'));
            assert!(alert.outranks(None) && !alert.outranks(Some(alert)));
        }
        let wrong = ["", "wrong_amount", "wrong_amount 5", "wrong_amount x EUR"];
        assert!(
            wrong
                .iter()
                .all(|text| PaymentAlert::from_stored(text).is_none())
        );
        assert_eq!(PaymentStatus::parse("paid"), None);
        assert_eq!(FailureReason::parse(""), None);
    }
}

//! What is given back, and by which way.

use foh_domain::payments::{Money, PaymentMethod, RefundStatus};
use foh_store::{payments::PaymentRow, refunds::RefundRow};

use crate::payments::taken_of;

/// What is given back of a booking, in sentences. A refund that failed is told of like one that is on its way: staff see to it.
pub(super) fn in_words(payments: &[PaymentRow], refunds: &[RefundRow]) -> String {
    let sentences: Vec<String> = payments
        .iter()
        .filter_map(|payment| {
            let refunds: Vec<_> = refunds
                .iter()
                .filter(|refund| refund.payment_id == payment.id)
                .collect();
            let amount = refunds.iter().map(|refund| refund.money.amount).sum();
            let money = Money {
                amount,
                ..payment.money
            };
            let done = refunds
                .iter()
                .all(|refund| refund.status == RefundStatus::Completed);
            (!money.is_zero()).then(|| sentence(money, payment.method, done))
        })
        .collect();
    if !sentences.is_empty() {
        return sentences.join(" ");
    }
    let paid = payments.iter().any(|payment| taken_of(payment).is_some());
    if paid {
        "Nothing of what was paid is given back.".to_owned()
    } else {
        "Nothing was paid.".to_owned()
    }
}

fn sentence(money: Money, method: PaymentMethod, done: bool) -> String {
    match (method, done) {
        (PaymentMethod::Mtn | PaymentMethod::Airtel, false) => {
            format!("{money} goes back to your {} account.", method.in_words())
        }
        (PaymentMethod::Mtn | PaymentMethod::Airtel, true) => {
            format!("{money} is back on your {} account.", method.in_words())
        }
        (PaymentMethod::Card, false) => format!("{money} goes back to your card."),
        (PaymentMethod::Card, true) => format!("{money} is back on your card."),
        (PaymentMethod::Cash, false) => format!("You get {money} back at the desk."),
        (PaymentMethod::Cash, true) => format!("You have got {money} back at the desk."),
    }
}

#[cfg(test)]
mod tests {
    use foh_domain::payments::Currency;

    use super::*;

    #[test]
    fn each_way_has_its_words() {
        let money = Money::of(10_000, Currency::parse("RWF").unwrap()).unwrap();
        for (method, done, expected) in [
            (
                PaymentMethod::Mtn,
                false,
                "RWF 10,000 goes back to your MTN MoMo account.",
            ),
            (
                PaymentMethod::Airtel,
                true,
                "RWF 10,000 is back on your Airtel Money account.",
            ),
            (
                PaymentMethod::Card,
                false,
                "RWF 10,000 goes back to your card.",
            ),
            (
                PaymentMethod::Cash,
                false,
                "You get RWF 10,000 back at the desk.",
            ),
            (
                PaymentMethod::Cash,
                true,
                "You have got RWF 10,000 back at the desk.",
            ),
        ] {
            assert_eq!(sentence(money, method, done), expected);
        }
    }
}

//! The gateways, unchanged, against the sandbox over HTTP; and its pages.

#![allow(
    clippy::unwrap_used,
    reason = "a broken environment shall fail the test at once"
)]

mod airtel;
mod house;
mod mtn;
mod pages;
mod place;
mod stripe;
mod twilio;

use foh_domain::{
    identity::PhoneNumber,
    payments::{Currency, FailureReason, Money, Reported},
};
use foh_gateways::payments::{
    Charge, Payment, PaymentError, PaymentProvider, Refund, ReturnTo, Trouble,
};
use uuid::Uuid;

fn money(amount: i64, code: &str) -> Money {
    Money::of(amount, Currency::parse(code).unwrap()).unwrap()
}

/// A charge to the payer whose number ends in this digit.
fn charge(number: u128, last: char, money: Money) -> Charge {
    Charge {
        id: Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_0000_0000 + number),
        money,
        phone: Some(PhoneNumber::parse(&format!("+25078812345{last}")).unwrap()),
        purpose: "Kigali Huye".into(),
        return_to: Some(ReturnTo {
            paid: "http://127.0.0.1:9/paid".parse().unwrap(),
            given_up: "http://127.0.0.1:9/given-up".parse().unwrap(),
        }),
        closes_at: None,
    }
}

fn payment(charge: &Charge, reference: &str) -> Payment {
    Payment {
        id: charge.id,
        reference: Some(reference.to_owned()),
        money: charge.money,
    }
}

fn refund(number: u128, payment: &Payment, money: Money) -> Refund {
    Refund {
        id: Uuid::from_u128(0x9999_5678_9abc_4def_8123_4567_0000_0000 + number),
        payment: payment.clone(),
        money,
        purpose: "Cancelled".into(),
    }
}

fn refused(status: u16) -> PaymentError {
    PaymentError::Refused {
        reason: FailureReason::ProviderFailed,
        trouble: Trouble::Answer(status),
    }
}

/// Asks until a payment is decided.
async fn decided(provider: &dyn PaymentProvider, payment: &Payment) -> Reported {
    let mut told = Reported::Pending;
    place::until(async || {
        told = provider.status(payment).await.outcome.unwrap();
        told != Reported::Pending
    })
    .await;
    told
}

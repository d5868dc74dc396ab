//! Payment providers over HTTP, each against a server that behaves as the provider documents, and everything they may do meanwhile.

#![allow(
    clippy::unwrap_used,
    reason = "a broken environment shall fail the test at once"
)]

mod airtel;
mod airtel_after;
mod airtel_server;
mod cash;
mod mtn;
mod mtn_access;
mod mtn_server;
mod server;
mod stripe;
mod stripe_refunds;
mod stripe_server;
mod stripe_webhooks;

use std::time::Duration;

use foh_domain::{
    identity::PhoneNumber,
    payments::{Currency, FailureReason, Money},
};
use foh_gateways::payments::{Charge, Payment, PaymentError, Refund, ReturnTo, Trouble};
use uuid::Uuid;

/// Long enough for every answer that comes, on a busy machine.
const PATIENT: Duration = Duration::from_secs(20);
/// For answers that never come.
const HASTY: Duration = Duration::from_millis(400);

fn money(amount: i64, code: &str) -> Money {
    Money::of(amount, Currency::parse(code).unwrap()).unwrap()
}

fn charge(money: Money) -> Charge {
    Charge {
        id: Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_89ab_cdef),
        money,
        phone: Some(PhoneNumber::parse("+250788123456").unwrap()),
        purpose: "Kigali - Huye".into(),
        return_to: Some(ReturnTo {
            paid: "https://example.org/paid".parse().unwrap(),
            given_up: "https://example.org/given-up".parse().unwrap(),
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

fn refund(payment: Payment, money: Money) -> Refund {
    Refund {
        id: Uuid::from_u128(0x9999_5678_9abc_4def_8123_4567_89ab_cdef),
        payment,
        money,
        purpose: "Cancelled".into(),
    }
}

fn refused(reason: FailureReason, status: u16) -> PaymentError {
    PaymentError::Refused {
        reason,
        trouble: Trouble::Answer(status),
    }
}

//! Cards on a hosted page.

use std::time::Duration;

use foh_domain::payments::{FailureReason, Reported};
use foh_gateways::payments::{
    Charge, Payment, PaymentError, PaymentProvider, Step, Stripe, StripeSetup, Trouble,
};
use serde_json::json;

use crate::{
    HASTY, PATIENT, charge, money, payment, refused,
    server::{Fault, Server},
    stripe_server::{KEY, StripeProvider, form, paid},
};

pub const WEBHOOK_SECRET: &str = "whsec_of_this_test";
const OPEN: &str = "POST /v1/checkout/sessions";

pub fn setup(address: String) -> StripeSetup {
    StripeSetup {
        address,
        key: KEY.into(),
        webhook_secret: WEBHOOK_SECRET.into(),
    }
}

pub async fn stripe(patience: Duration) -> (Server<StripeProvider>, Stripe) {
    let server = Server::start(StripeProvider::default()).await;
    let stripe = Stripe::with_patience(setup(server.url()), patience).unwrap();
    (server, stripe)
}

pub fn euros() -> Charge {
    charge(money(2_500, "EUR"))
}

#[tokio::test]
async fn a_payer_is_sent_to_the_hosted_page() {
    let (server, stripe) = stripe(PATIENT).await;
    let mut charge = euros();
    charge.closes_at = Some("2026-11-21T20:00:00Z".parse().unwrap());
    let started = stripe.start(&charge).await.outcome.unwrap();
    assert_eq!(started.reference, "cs_test_1");
    let page = "https://checkout.example.org/c/pay/cs_test_1#secret";
    assert_eq!(started.step, Step::Visit(page.parse().unwrap()));
    let asked = server.questions(OPEN).remove(0);
    assert_eq!(asked.header("idempotency-key"), charge.id.to_string());
    let id = charge.id.to_string();
    let expected = [
        ("mode", "payment"),
        ("payment_method_types[0]", "card"),
        ("client_reference_id", &id),
        ("payment_intent_data[metadata][payment]", &id),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "2500"),
        (
            "line_items[0][price_data][product_data][name]",
            "Kigali Huye",
        ),
        ("success_url", "https://example.org/paid"),
        ("cancel_url", "https://example.org/given-up"),
        ("expires_at", "1795291200"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form(&asked), expected.into());
}

#[tokio::test]
async fn amounts_are_sent_in_the_units_of_the_provider() {
    for (amount, code, units) in [
        (2_500, "RWF", "2500"),
        (500, "ISK", "50000"),
        (12_300, "MGA", "123"),
    ] {
        let (server, stripe) = stripe(PATIENT).await;
        let charge = charge(money(amount, code));
        let id = stripe.start(&charge).await.outcome.unwrap().reference;
        let asked = form(&server.questions(OPEN).remove(0));
        assert_eq!(asked["line_items[0][price_data][unit_amount]"], units);
        server.provider(|stripe| stripe.succeeds(&id));
        let told = stripe.status(&payment(&charge, &id)).await.outcome;
        assert_eq!(told, Ok(Reported::Completed(charge.money)));
    }
    let (server, stripe) = stripe(PATIENT).await;
    let told = stripe.start(&charge(money(5_000, "UGX"))).await.outcome;
    let expected = PaymentError::Refused {
        reason: FailureReason::ProviderFailed,
        trouble: Trouble::Amount,
    };
    assert_eq!(told, Err(expected));
    assert!(server.questions("").is_empty());
}

#[tokio::test]
async fn a_payment_is_pending_and_then_decided() {
    let (server, stripe) = stripe(PATIENT).await;
    let charge = euros();
    let id = stripe.start(&charge).await.outcome.unwrap().reference;
    let payment = payment(&charge, &id);
    let declined = |status: &str, code: &str, decline: Option<&str>| {
        let error = json!({"code": code, "decline_code": decline, "message": "declined"});
        json!({"status": status, "payment_status": "unpaid",
            "payment_intent": {"id": "pi_1", "status": "requires_payment_method", "last_payment_error": error}})
    };
    let completed = Reported::Completed;
    let cases = [
        (json!({}), Reported::Pending),
        // The payer may try another card.
        (
            declined("open", "card_declined", Some("stolen_card")),
            Reported::Pending,
        ),
        (
            declined("expired", "card_declined", Some("insufficient_funds")),
            Reported::Failed(FailureReason::InsufficientFunds),
        ),
        (
            declined("expired", "card_declined", Some("card_velocity_exceeded")),
            Reported::Failed(FailureReason::LimitReached),
        ),
        (
            declined("expired", "card_declined", Some("generic_decline")),
            Reported::Failed(FailureReason::NotAuthorised),
        ),
        (
            declined("expired", "expired_card", None),
            Reported::Failed(FailureReason::NotAuthorised),
        ),
        (
            declined("expired", "payment_intent_authentication_failure", None),
            Reported::Failed(FailureReason::NotAuthorised),
        ),
        (
            declined("expired", "processing_error", None),
            Reported::Failed(FailureReason::ProviderFailed),
        ),
        (
            json!({"status": "expired", "payment_status": "unpaid", "payment_intent": null}),
            Reported::Failed(FailureReason::NotAnswered),
        ),
        (
            json!({"status": "complete", "payment_status": "unpaid"}),
            Reported::Pending,
        ),
        (
            json!({"status": "expired", "payment_status": "paid"}),
            Reported::Unknown,
        ),
        (
            json!({"status": "complete", "payment_status": "no_payment_required"}),
            Reported::Unknown,
        ),
        (
            json!({"status": "archived", "payment_status": "paid"}),
            Reported::Unknown,
        ),
        (paid(), completed(charge.money)),
        (
            json!({"amount_total": 2_499}),
            completed(money(2_499, "EUR")),
        ),
        (
            json!({"amount_total": 2_500, "currency": "chf"}),
            completed(money(2_500, "CHF")),
        ),
        (json!({"currency": "doubloon"}), Reported::Unknown),
        (json!({"currency": null}), Reported::Unknown),
        (
            json!({"currency": "eur", "client_reference_id": "another"}),
            Reported::Unknown,
        ),
    ];
    for (changes, expected) in cases {
        server.provider(|stripe| stripe.becomes(&id, &changes));
        let told = stripe.status(&payment).await.outcome;
        assert_eq!(told, Ok(expected), "{changes}");
    }
}

#[tokio::test]
async fn a_start_whose_answer_was_lost_is_started_again_and_made_once() {
    let (server, stripe) = stripe(HASTY).await;
    let charge = euros();
    for (fault, trouble) in [
        (Fault::Silent, Trouble::TimedOut),
        (Fault::HangUp, Trouble::Broken),
        (Fault::Half, Trouble::Broken),
    ] {
        server.fail_after(OPEN, fault);
        let lost = stripe.start(&charge).await.outcome;
        assert_eq!(lost, Err(PaymentError::Unknown(trouble)));
    }
    let unnamed = Payment {
        id: charge.id,
        reference: None,
        money: charge.money,
    };
    let told = stripe.status(&unnamed).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Reference)));
    let started = stripe.start(&charge).await.outcome.unwrap();
    assert_eq!(started.reference, "cs_test_1");
    assert_eq!(server.provider(|stripe| stripe.done), 1);
    // Another amount under the same key is refused rather than taken.
    let other = Charge {
        money: money(9_900, "EUR"),
        ..charge
    };
    let told = stripe.start(&other).await.outcome;
    assert_eq!(told, Err(refused(FailureReason::ProviderFailed, 400)));
    let gone = stripe.status(&payment(&other, "cs_test_9")).await.outcome;
    assert_eq!(gone, Err(PaymentError::Missing));
}

#[tokio::test]
async fn what_it_answers_decides_whether_it_may_have_been_done() {
    let (server, stripe) = stripe(PATIENT).await;
    let charge = euros();
    for (status, body, expected) in [
        (401, "{}", PaymentError::NotSent(Trouble::Credentials)),
        (429, "{}", PaymentError::NotSent(Trouble::Answer(429))),
        (409, "{}", PaymentError::Unknown(Trouble::Answer(409))),
        (500, "{}", PaymentError::Unknown(Trouble::Answer(500))),
        (400, "{}", refused(FailureReason::ProviderFailed, 400)),
        (200, "<html>", PaymentError::Unknown(Trouble::Unreadable)),
        (
            200,
            "{\"id\": \"cs_1\", \"url\": null}",
            PaymentError::Unknown(Trouble::Unreadable),
        ),
        (
            200,
            "{\"id\": \"cs_1\", \"url\": \"http://evil.example\"}",
            PaymentError::Unknown(Trouble::Unreadable),
        ),
        (
            200,
            "{\"id\": \"cs_1\", \"url\": \"javascript:alert(1)\"}",
            PaymentError::Unknown(Trouble::Unreadable),
        ),
    ] {
        server.answer_instead(OPEN, status, body);
        let told = stripe.start(&charge).await;
        assert_eq!(told.outcome, Err(expected), "{status} {body}");
        assert_eq!(told.answer.unwrap().body, body.as_bytes());
    }
    let homeless = Charge {
        return_to: None,
        ..charge
    };
    let told = stripe.start(&homeless).await.outcome;
    let expected = PaymentError::Refused {
        reason: FailureReason::ProviderFailed,
        trouble: Trouble::Address,
    };
    assert_eq!(told, Err(expected));
}

#[test]
fn secrets_are_not_shown() {
    let address = || "https://example.org".to_owned();
    let shown = format!(
        "{:?} {:?}",
        setup(address()),
        Stripe::new(setup(address())).unwrap()
    );
    assert!(
        !shown.contains(KEY) && !shown.contains(WEBHOOK_SECRET),
        "{shown}"
    );
}

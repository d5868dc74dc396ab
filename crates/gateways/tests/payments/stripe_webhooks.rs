//! Webhooks of the hosted page: forged, late, duplicated, reordered, missing, with another amount.

use foh_domain::payments::{
    FailureReason, Money, PaymentAlert, PaymentStatus, Reported, Transition, decide_report,
};
use foh_gateways::payments::{HeaderMap, PaymentProvider, Stripe, Webhook, WebhookError};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    charge, money, payment,
    server::Server,
    stripe::{WEBHOOK_SECRET, setup},
    stripe_server::StripeProvider,
};

const NOW: i64 = 1_795_000_000;

fn sign(secret: &str, second: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{second}.{body}").as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn receive(header: Option<&str>, body: &str) -> Result<Webhook, WebhookError> {
    let stripe = Stripe::new(setup("https://api.example.org".into())).unwrap();
    let mut headers = HeaderMap::new();
    if let Some(header) = header {
        headers.insert("stripe-signature", header.parse().unwrap());
    }
    let now = Timestamp::from_second(NOW).unwrap();
    stripe.verify_webhook(&headers, body.as_bytes(), now)
}

fn signed(body: &str) -> Result<Webhook, WebhookError> {
    let signature = sign(WEBHOOK_SECRET, NOW, body);
    receive(Some(&format!("t={NOW},v1={signature}")), body)
}

/// An event, as it is sent by whoever calls itself the provider.
fn event(id: &str, kind: &str, changes: &Value) -> String {
    let mut session = json!({
        "id": "cs_test_1", "object": "checkout.session", "client_reference_id": charge(euros(2_500)).id,
        "status": "complete", "payment_status": "paid", "payment_intent": "pi_1", "amount_total": 2500, "currency": "eur", "url": null,
    });
    for (name, value) in changes.as_object().unwrap() {
        session[name] = value.clone();
    }
    json!({"id": id, "object": "event", "type": kind, "data": {"object": session}}).to_string()
}

fn euros(amount: i64) -> Money {
    money(amount, "EUR")
}

fn reported(webhook: Result<Webhook, WebhookError>) -> Reported {
    match webhook.unwrap() {
        Webhook::News { reported, .. } => reported,
        hint @ Webhook::Hint { .. } => panic!("{hint:?} proves nothing"),
    }
}

#[test]
fn news_that_is_signed_is_read() {
    let body = event("evt_1", "checkout.session.completed", &json!({}));
    let expected = Webhook::News {
        event_id: "evt_1".into(),
        id: charge(euros(2_500)).id,
        reference: "cs_test_1".into(),
        reported: Reported::Completed(euros(2_500)),
    };
    assert_eq!(signed(&body), Ok(expected));
    let unpaid = json!({"payment_status": "unpaid"});
    for (kind, changes, expected) in [
        ("completed", unpaid.clone(), Reported::Pending),
        (
            "async_payment_succeeded",
            json!({}),
            Reported::Completed(euros(2_500)),
        ),
        (
            "async_payment_failed",
            unpaid,
            Reported::Failed(FailureReason::NotAuthorised),
        ),
        (
            "expired",
            json!({"status": "expired", "payment_status": "unpaid"}),
            Reported::Failed(FailureReason::NotAnswered),
        ),
        (
            "completed",
            json!({"amount_total": 1}),
            Reported::Completed(euros(1)),
        ),
        (
            "completed",
            json!({"currency": "usd"}),
            Reported::Completed(money(2_500, "USD")),
        ),
        ("completed", json!({"currency": "?"}), Reported::Unknown),
        ("pondered", json!({"status": "pondered"}), Reported::Unknown),
    ] {
        let body = event("evt_1", &format!("checkout.session.{kind}"), &changes);
        assert_eq!(reported(signed(&body)), expected, "{kind} {changes}");
    }
}

#[test]
fn what_is_forged_or_changed_is_refused() {
    let body = event("evt_1", "checkout.session.completed", &json!({}));
    let good = sign(WEBHOOK_SECRET, NOW, &body);
    let other = sign("whsec_of_another", NOW, &body);
    let changed = body.replace("2500", "2501");
    let short = &good[..62];
    for (header, body) in [
        (None, &body),
        (Some(String::new()), &body),
        (Some(format!("t={NOW}")), &body),
        (Some(format!("v1={good}")), &body),
        (Some(format!("t={NOW},v1=")), &body),
        (Some(format!("t={NOW},v1={short}")), &body),
        (Some(format!("t={NOW},v1={short}zz")), &body),
        (Some(format!("t={NOW},v0={good}")), &body),
        (Some(format!("t={NOW},v1={other}")), &body),
        (Some(format!("t={},v1={good}", NOW - 1)), &body),
        (Some(format!("t={NOW},t={NOW},v1={good}")), &body),
        (
            Some(format!(
                "t=now,v1={}",
                sign(WEBHOOK_SECRET, 0, body.as_str())
            )),
            &body,
        ),
        (Some(format!("t={NOW},v1={good}")), &changed),
    ] {
        let told = receive(header.as_deref(), body);
        assert_eq!(told, Err(WebhookError::Forged), "{header:?}");
    }
    // While the secret is changed there are two; one of them is ours.
    let both = format!("t={NOW},v1={other},v1={good},v0=00");
    assert!(receive(Some(&both), &body).is_ok());
}

#[test]
fn what_was_signed_long_ago_is_refused_even_if_it_is_genuine() {
    let body = event("evt_1", "checkout.session.completed", &json!({}));
    for (age, expected) in [
        (0, true),
        (300, true),
        (-300, true),
        (301, false),
        (-301, false),
        (NOW - i64::MAX / 2, false),
    ] {
        let second = NOW - age;
        let header = format!("t={second},v1={}", sign(WEBHOOK_SECRET, second, &body));
        let told = receive(Some(&header), &body);
        assert_eq!(told.is_ok(), expected, "{age}");
        assert!(expected || told == Err(WebhookError::Stale));
    }
}

#[test]
fn news_of_something_else_is_told_apart() {
    let elsewhere = json!({"client_reference_id": "order-17"});
    let nowhere = json!({"client_reference_id": null});
    for body in [
        event("evt_1", "payment_intent.created", &json!({})),
        event("evt_1", "checkout.session.completed", &elsewhere),
        event("evt_1", "checkout.session.completed", &nowhere),
    ] {
        assert_eq!(signed(&body), Err(WebhookError::NotOurs));
    }
    for body in [
        "",
        "{}",
        "[]",
        "{\"id\": \"evt_1\", \"type\": \"checkout.session.completed\", \"data\": {\"object\": 7}}",
    ] {
        assert_eq!(signed(body), Err(WebhookError::Unreadable), "{body}");
    }
}

/// How a payment stands after these reports, and how often it was completed.
fn after(reports: &[Reported]) -> (PaymentStatus, u32) {
    let (mut status, mut completed) = (PaymentStatus::Pending, 0);
    for reported in reports {
        match decide_report(status, euros(2_500), *reported) {
            Transition::Completes => {
                completed += 1;
                status = PaymentStatus::Completed;
            }
            Transition::Fails(_) => status = PaymentStatus::Failed,
            Transition::Stays | Transition::Alert(_) => {}
        }
    }
    (status, completed)
}

#[test]
fn duplicated_and_reordered_webhooks_complete_a_payment_once() {
    let expired = json!({"status": "expired", "payment_status": "unpaid"});
    let pending = reported(signed(&event(
        "evt_1",
        "checkout.session.completed",
        &json!({"payment_status": "unpaid"}),
    )));
    let failed = reported(signed(&event(
        "evt_2",
        "checkout.session.expired",
        &expired,
    )));
    let completed = reported(signed(&event(
        "evt_3",
        "checkout.session.async_payment_succeeded",
        &json!({}),
    )));
    for order in [
        [pending, failed, completed, completed],
        [pending, completed, failed, completed],
        [pending, completed, completed, failed],
        [completed, pending, failed, completed],
        [failed, completed, pending, completed],
        [completed, failed, completed, pending],
    ] {
        assert_eq!(after(&order), (PaymentStatus::Completed, 1), "{order:?}");
    }
    // The same event names itself the same, so that it is handled once.
    let body = event("evt_3", "checkout.session.completed", &json!({}));
    assert_eq!(signed(&body), signed(&body));
}

#[test]
fn another_amount_or_currency_completes_nothing() {
    for changes in [json!({"amount_total": 2_499}), json!({"currency": "usd"})] {
        let taken = reported(signed(&event(
            "evt_1",
            "checkout.session.completed",
            &changes,
        )));
        let decided = decide_report(PaymentStatus::Pending, euros(2_500), taken);
        let wrong = matches!(decided, Transition::Alert(PaymentAlert::WrongAmount { .. }));
        assert!(wrong, "{decided:?}");
    }
}

#[tokio::test]
async fn a_webhook_that_never_comes_is_made_up_for_by_asking() {
    let server = Server::start(StripeProvider::default()).await;
    let stripe = Stripe::new(setup(server.url())).unwrap();
    let charge = charge(euros(2_500));
    let id = stripe.start(&charge).await.outcome.unwrap().reference;
    server.provider(|stripe| stripe.succeeds(&id));
    let asked = stripe.status(&payment(&charge, &id)).await.outcome.unwrap();
    assert_eq!(after(&[asked]), (PaymentStatus::Completed, 1));
    // And when it comes after all, it changes nothing.
    let late = reported(signed(&event(
        "evt_1",
        "checkout.session.completed",
        &json!({}),
    )));
    assert_eq!(after(&[asked, late]), (PaymentStatus::Completed, 1));
}

//! Airtel Money.

use foh_domain::payments::{FailureReason, Reported};
use foh_gateways::payments::{
    Airtel, AirtelSetup, HeaderMap, PaymentError, PaymentProvider, RefundReported, Trouble,
    Webhook, WebhookError,
};
use serde_json::Value;

use crate::{charge, decided, money, payment, place::Sandbox, refund, refused};

fn airtel(sandbox: &Sandbox) -> Airtel {
    Airtel::new(sandbox.setup.airtel()).unwrap()
}

#[tokio::test]
async fn the_last_digit_decides() {
    let sandbox = Sandbox::start().await;
    let airtel = airtel(&sandbox);
    let asked = money(2_500, "RWF");
    let completed = Reported::Completed;
    let failed = Reported::Failed;
    for (last, expected, callbacks) in [
        ('7', completed(asked), vec![]),
        ('1', completed(asked), vec!["TS"]),
        ('2', failed(FailureReason::Refused), vec!["TF"]),
        ('5', failed(FailureReason::InsufficientFunds), vec!["TF"]),
        ('6', completed(asked), vec!["TS", "TIP", "TS"]),
        ('8', completed(money(2_750, "RWF")), vec!["TS"]),
    ] {
        let charge = charge(last.into(), last, asked);
        let started = airtel.start(&charge).await.outcome.unwrap();
        let told = decided(&airtel, &payment(&charge, &started.reference)).await;
        assert_eq!(told, expected, "{last}");
        for callback in callbacks {
            let received = sandbox.house.next().await;
            assert_eq!(received.path, "/airtel");
            let told = airtel.verify_webhook(&HeaderMap::new(), &received.body, Sandbox::now());
            assert_eq!(told, Ok(Webhook::Hint { id: charge.id }), "{last}");
            let body: Value = serde_json::from_slice(&received.body).unwrap();
            assert_eq!(body["transaction"]["status_code"], callback, "{last}");
        }
    }
    assert!(sandbox.house.has_nothing().await);
}

#[tokio::test]
async fn who_waits_is_decided_on_the_page() {
    let sandbox = Sandbox::start().await;
    let airtel = airtel(&sandbox);
    let asked = money(1_050, "EUR");
    let failed = Reported::Failed;
    for (number, last, action, expected) in [
        (1, '0', "approve", Reported::Completed(asked)),
        (2, '4', "refuse", failed(FailureReason::Refused)),
        (3, '3', "expire", failed(FailureReason::NotAnswered)),
    ] {
        let charge = charge(number, last, asked);
        airtel.start(&charge).await.outcome.unwrap();
        let told = airtel.status(&payment(&charge, "")).await.outcome;
        assert_eq!(told, Ok(Reported::Pending));
        let pressed = sandbox.press(&format!("/payments/{number}/{action}")).await;
        assert_eq!(pressed, (303, format!("/#payment-{number}")));
        let told = airtel.status(&payment(&charge, "")).await.outcome;
        assert_eq!(told, Ok(expected), "{action}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_was_a_payment_and_is_made_once() {
    let sandbox = Sandbox::start().await;
    let airtel = airtel(&sandbox);
    let charge = charge(9, '9', money(900, "RWF"));
    let lost = airtel.start(&charge).await.outcome;
    assert_eq!(lost, Err(PaymentError::Unknown(Trouble::Broken)));
    let told = decided(&airtel, &payment(&charge, "")).await;
    assert_eq!(told, Reported::Completed(charge.money));
    let again = airtel.start(&charge).await;
    assert!(again.outcome.is_ok());
    let answer: Value = serde_json::from_slice(&again.answer.unwrap().body).unwrap();
    assert_eq!(answer["status"]["result_code"], "ESB000041");
    let page = sandbox.page("/").await;
    assert_eq!(page.matches("id=\"payment-").count(), 1);
}

#[tokio::test]
async fn whole_payments_are_given_back_once() {
    let sandbox = Sandbox::start().await;
    let airtel = airtel(&sandbox);
    let charge = charge(1, '1', money(2_500, "RWF"));
    airtel.start(&charge).await.outcome.unwrap();
    let paid = payment(&charge, "");
    decided(&airtel, &paid).await;
    let refund = refund(1, &paid, charge.money);
    let refunding = airtel.refund(&refund).await.outcome.unwrap();
    assert_eq!(refunding.reported, RefundReported::Completed);
    let again = airtel.refund(&refund).await.outcome;
    assert_eq!(again, Err(refused(200)));
    assert!(sandbox.page("/").await.contains("Given back"));
    let unknown = payment(&crate::charge(5, '1', charge.money), "");
    let told = airtel.status(&unknown).await.outcome;
    assert_eq!(told, Err(PaymentError::Missing));
}

#[tokio::test]
async fn only_who_has_the_keys_is_let_in_and_callbacks_are_signed() {
    let sandbox = Sandbox::start().await;
    let charge = charge(1, '1', money(2_500, "RWF"));
    let stranger = Airtel::new(AirtelSetup {
        client_secret: "another".into(),
        callback_key: Some("another".into()),
        ..sandbox.setup.airtel()
    });
    let stranger = stranger.unwrap();
    let told = stranger.start(&charge).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Credentials)));
    let airtel = airtel(&sandbox);
    airtel.start(&charge).await.outcome.unwrap();
    let received = sandbox.house.next().await;
    let told = stranger.verify_webhook(&HeaderMap::new(), &received.body, Sandbox::now());
    assert_eq!(told, Err(WebhookError::Forged));
    // An expired token is renewed.
    sandbox.advance(180);
    let told = airtel.status(&payment(&charge, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Completed(charge.money)));
}

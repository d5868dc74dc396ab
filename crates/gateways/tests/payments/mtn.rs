//! MTN `MoMo`.

use std::time::Duration;

use foh_domain::payments::{FailureReason, Reported};
use foh_gateways::payments::{
    HeaderMap, Mtn, MtnAccess, MtnSetup, PaymentError, PaymentProvider, RefundReported, Step,
    Trouble, Webhook, WebhookError,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::{
    HASTY, PATIENT, charge, money,
    mtn_server::{KEY, MtnProvider, SUBSCRIPTION, USER},
    payment, refund, refused,
    server::{Fault, Server},
};

pub const PAY: &str = "POST /collection/v1_0/requesttopay";

fn access(key: &str) -> MtnAccess {
    MtnAccess {
        user: Uuid::from_u128(USER),
        key: key.into(),
        subscription_key: SUBSCRIPTION.into(),
    }
}

pub fn setup(address: String, key: &str) -> MtnSetup {
    MtnSetup {
        address,
        environment: "mtnrwanda".into(),
        collections: access(key),
        disbursements: Some(access(key)),
        callback: Some("https://example.org/webhooks/mtn".parse().unwrap()),
    }
}

pub async fn mtn(patience: Duration) -> (Server<MtnProvider>, Mtn) {
    let server = Server::start(MtnProvider::default()).await;
    let mtn = Mtn::with_patience(&setup(server.url(), KEY), patience).unwrap();
    (server, mtn)
}

#[tokio::test]
async fn a_payer_is_asked_as_documented() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    let told = mtn.start(&charge).await;
    let started = told.outcome.unwrap();
    assert_eq!(started.reference, charge.id.to_string());
    assert_eq!(started.step, Step::Approve);
    assert_eq!(told.answer.unwrap().status, 202);
    let asked = server.questions(PAY).remove(0);
    assert_eq!(asked.header("x-reference-id"), charge.id.to_string());
    let callback = asked.header("x-callback-url");
    assert_eq!(callback, "https://example.org/webhooks/mtn");
    assert_eq!(
        asked.json(),
        json!({
            "amount": "2500", "currency": "RWF", "externalId": charge.id,
            "payer": {"partyIdType": "MSISDN", "partyId": "250788123456"},
            "payerMessage": "Kigali Huye", "payeeNote": "Kigali Huye",
        })
    );
}

#[tokio::test]
async fn a_payment_is_pending_and_then_decided() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(1_050, "EUR"));
    let id = mtn.start(&charge).await.outcome.unwrap().reference;
    let payment = payment(&charge, &id);
    let object = |code: &str| json!({"status": "FAILED", "reason": {"code": code, "message": ""}});
    let word = |code: &str| json!({"status": "FAILED", "reason": code});
    let failed = Reported::Failed;
    let cases = [
        (json!({}), Reported::Pending),
        (
            json!({"status": "SUCCESSFUL"}),
            Reported::Completed(charge.money),
        ),
        (
            json!({"status": "SUCCESSFUL", "amount": "10.49"}),
            Reported::Completed(money(1_049, "EUR")),
        ),
        (
            json!({"status": "SUCCESSFUL", "amount": 10.5, "currency": "CHF"}),
            Reported::Completed(money(1_050, "CHF")),
        ),
        (
            json!({"status": "SUCCESSFUL", "amount": "10.505"}),
            Reported::Unknown,
        ),
        (
            json!({"status": "SUCCESSFUL", "amount": null}),
            Reported::Unknown,
        ),
        (json!({"status": "REVERSED"}), Reported::Unknown),
        (word("APPROVAL_REJECTED"), failed(FailureReason::Refused)),
        (object("APPROVAL_REJECTED"), failed(FailureReason::Refused)),
        (
            object("TRANSACTION_CANCELED"),
            failed(FailureReason::Refused),
        ),
        (object("EXPIRED"), failed(FailureReason::NotAnswered)),
        (
            object("COULD_NOT_PERFORM_TRANSACTION"),
            failed(FailureReason::NotAnswered),
        ),
        (
            object("NOT_ENOUGH_FUNDS"),
            failed(FailureReason::InsufficientFunds),
        ),
        (
            object("PAYER_LIMIT_REACHED"),
            failed(FailureReason::LimitReached),
        ),
        (
            object("PAYER_NOT_FOUND"),
            failed(FailureReason::PayerUnknown),
        ),
        (
            object("SENDER_ACCOUNT_NOT_ACTIVE"),
            failed(FailureReason::PayerUnknown),
        ),
        (
            object("PAYEE_NOT_ALLOWED_TO_RECEIVE"),
            failed(FailureReason::ProviderFailed),
        ),
        (
            object("INTERNAL_PROCESSING_ERROR"),
            failed(FailureReason::ProviderFailed),
        ),
        (object("NEW_WORD"), failed(FailureReason::ProviderFailed)),
        (
            json!({"status": "FAILED", "reason": null}),
            failed(FailureReason::ProviderFailed),
        ),
    ];
    for (changes, expected) in cases {
        server.provider(|mtn| {
            mtn.becomes(&id, &json!({"amount": "10.50", "currency": "EUR"}));
            mtn.becomes(&id, &changes);
        });
        let told = mtn.status(&payment).await;
        assert_eq!(told.outcome, Ok(expected), "{changes}");
        assert!(told.answer.unwrap().body.ends_with(b"}"));
    }
}

#[tokio::test]
async fn a_time_out_after_the_request_was_made_leaves_it_unknown_and_made_once() {
    let (server, mtn) = mtn(HASTY).await;
    let charge = charge(money(2_500, "RWF"));
    server.fail_after(PAY, Fault::Silent);
    let told = mtn.start(&charge).await;
    assert_eq!(told.outcome, Err(PaymentError::Unknown(Trouble::TimedOut)));
    assert_eq!(told.answer, None);
    let payment = payment(&charge, "");
    assert_eq!(mtn.status(&payment).await.outcome, Ok(Reported::Pending));
    // 409: it was made before.
    let again = mtn.start(&charge).await;
    assert_eq!(again.answer.unwrap().status, 409);
    assert_eq!(again.outcome.unwrap().step, Step::Approve);
    assert_eq!(server.provider(|mtn| mtn.done), 1);
}

#[tokio::test]
async fn a_broken_answer_leaves_it_unknown() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    for (fault, trouble) in [
        (Fault::HangUp, Trouble::Broken),
        (Fault::Half, Trouble::Broken),
        (Fault::Endless, Trouble::Unreadable),
    ] {
        server.fail_after(PAY, fault);
        let told = mtn.start(&charge).await.outcome;
        assert_eq!(told, Err(PaymentError::Unknown(trouble)), "{fault:?}");
    }
    assert_eq!(server.provider(|mtn| mtn.done), 1);
    for status in [500, 503, 504, 302] {
        server.answer_instead(PAY, status, "{\"code\": \"PAYER_NOT_FOUND\"}");
        let told = mtn.start(&charge).await.outcome;
        let unknown = PaymentError::Unknown(Trouble::Answer(status));
        assert_eq!(told, Err(unknown));
    }
}

#[tokio::test]
async fn a_request_that_was_never_made_is_missing_and_can_be_started() {
    let (_server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    let payment = payment(&charge, "");
    let missing = mtn.status(&payment).await.outcome;
    assert_eq!(missing, Err(PaymentError::Missing));
    mtn.start(&charge).await.outcome.unwrap();
    assert_eq!(mtn.status(&payment).await.outcome, Ok(Reported::Pending));
}

#[tokio::test]
async fn a_refusal_at_the_start_says_why() {
    let (server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    for (status, code, expected) in [
        (
            400,
            "PAYER_NOT_FOUND",
            refused(FailureReason::PayerUnknown, 400),
        ),
        (
            400,
            "INVALID_CURRENCY",
            refused(FailureReason::ProviderFailed, 400),
        ),
        (
            403,
            "FORBIDDEN_IP",
            PaymentError::NotSent(Trouble::Credentials),
        ),
        (429, "BUSY", PaymentError::NotSent(Trouble::Answer(429))),
    ] {
        let body = json!({"code": code, "message": "250788123456"}).to_string();
        server.answer_instead(PAY, status, &body);
        let told = mtn.start(&charge).await;
        assert_eq!(told.outcome, Err(expected));
        let shown = format!("{told:?} {expected}");
        assert!(
            !shown.contains("250788123456") && !shown.contains(code),
            "{shown}"
        );
        assert_eq!(told.answer.unwrap().body, body.as_bytes());
    }
    let without = crate::Charge {
        phone: None,
        ..charge
    };
    let told = mtn.start(&without).await.outcome;
    let expected = PaymentError::Refused {
        reason: FailureReason::PayerUnknown,
        trouble: Trouble::Phone,
    };
    assert_eq!(told, Err(expected));
    assert_eq!(server.provider(|mtn| mtn.done), 0);
}

#[tokio::test]
async fn money_is_given_back_once() {
    let (server, mtn) = mtn(HASTY).await;
    let charge = charge(money(2_500, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    let refund = refund(payment(&charge, ""), money(1_000, "RWF"));
    server.fail_after("/v1_0/refund", Fault::Silent);
    let lost = mtn.refund(&refund).await.outcome;
    assert_eq!(lost, Err(PaymentError::Unknown(Trouble::TimedOut)));
    let refunding = mtn.refund(&refund).await.outcome.unwrap();
    assert_eq!(refunding.reported, RefundReported::Pending);
    assert_eq!(server.provider(|mtn| mtn.done), 2);
    let asked = server
        .questions("POST /disbursement/v1_0/refund")
        .remove(0)
        .json();
    assert_eq!(asked["referenceIdToRefund"], charge.id.to_string());
    assert_eq!(
        (&asked["amount"], asked.get("payer")),
        (&json!("1000"), None)
    );

    for (changes, expected) in [
        (json!({}), RefundReported::Pending),
        (json!({"status": "SUCCESSFUL"}), RefundReported::Completed),
        (json!({"amount": "999"}), RefundReported::Unknown),
        (
            json!({"status": "FAILED", "reason": "NOT_ENOUGH_FUNDS"}),
            RefundReported::Failed,
        ),
    ] {
        server.provider(|mtn| mtn.becomes(&refunding.reference, &changes));
        let told = mtn.refund_status(&refund, &refunding.reference).await;
        assert_eq!(told.outcome, Ok(expected));
    }
}

#[tokio::test]
async fn without_disbursements_nothing_is_given_back() {
    let server = Server::start(MtnProvider::default()).await;
    let setup = MtnSetup {
        disbursements: None,
        ..setup(server.url(), KEY)
    };
    let mtn = Mtn::new(&setup).unwrap();
    let charge = charge(money(2_500, "RWF"));
    let told = mtn
        .refund(&refund(payment(&charge, ""), charge.money))
        .await;
    let expected = PaymentError::Refused {
        reason: FailureReason::ProviderFailed,
        trouble: Trouble::NotOffered,
    };
    assert_eq!(told.outcome, Err(expected));
    assert!(server.questions("").is_empty());
}

#[tokio::test]
async fn a_callback_is_never_believed() {
    let (_server, mtn) = mtn(PATIENT).await;
    let charge = charge(money(2_500, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    let forged = json!({
        "externalId": charge.id, "amount": "2500", "currency": "RWF", "status": "SUCCESSFUL",
        "payer": {"partyIdType": "MSISDN", "partyId": "250788123456"}, "financialTransactionId": "1",
    });
    let told = mtn.verify_webhook(
        &HeaderMap::new(),
        forged.to_string().as_bytes(),
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(told, Ok(Webhook::Hint { id: charge.id }));
    let status = mtn.status(&payment(&charge, "")).await.outcome;
    assert_eq!(status, Ok(Reported::Pending));
    for body in ["", "{}", "[]", "{\"externalId\": \"1\"}"] {
        let told = mtn.verify_webhook(&HeaderMap::new(), body.as_bytes(), Timestamp::UNIX_EPOCH);
        assert_eq!(told, Err(WebhookError::Unreadable), "{body}");
    }
}

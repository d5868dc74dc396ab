//! Airtel Money: what comes after a payment.

use base64::{Engine, engine::general_purpose::STANDARD};
use foh_domain::payments::FailureReason;
use foh_gateways::payments::{
    Airtel, AirtelSetup, HeaderMap, PaymentError, PaymentProvider, RefundReported, Trouble,
    Webhook, WebhookError,
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::json;
use sha2::Sha256;

use crate::{
    HASTY, PATIENT,
    airtel::{CALLBACK_KEY, airtel, francs, not_asked, setup},
    money, payment, refund, refused,
    server::Fault,
};

const GIVE_BACK: &str = "POST /standard/v1/payments/refund";

#[tokio::test]
async fn whole_payments_are_given_back_once() {
    let (server, airtel) = airtel(HASTY).await;
    let charge = francs();
    let id = airtel.start(&charge).await.outcome.unwrap().reference;
    let refund = refund(payment(&charge, &id), charge.money);
    let failed = FailureReason::ProviderFailed;
    let nothing = not_asked(failed, Trouble::NothingTaken);
    assert_eq!(airtel.refund(&refund).await.outcome, Err(nothing));
    server.provider(|airtel| airtel.succeeds(&id));

    let part = crate::Refund {
        money: money(1_000, "RWF"),
        ..refund.clone()
    };
    let told = airtel.refund(&part).await.outcome;
    assert_eq!(told, Err(not_asked(failed, Trouble::Amount)));
    // The enquiry before it is lost: certainly nothing was given back.
    server.fail_after("GET", Fault::Silent);
    let told = airtel.refund(&refund).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::TimedOut)));
    assert!(server.questions(GIVE_BACK).is_empty());

    // It says both.
    let both = json!({"data": {"transaction": {"status": "SUCCESS"}}, "status": {"success": false, "response_code": "DP00800001009"}});
    server.answer_instead(GIVE_BACK, 200, &both.to_string());
    let told = airtel.refund(&refund).await.outcome;
    assert_eq!(told, Err(PaymentError::Unknown(Trouble::Answer(200))));

    let given = airtel.refund(&refund).await.outcome.unwrap();
    assert_eq!(given.reported, RefundReported::Completed);
    assert_eq!(given.reference, "CI210603.1234.L06942");
    let asked = server.questions(GIVE_BACK).remove(1).json();
    assert_eq!(
        asked,
        json!({"transaction": {"airtel_money_id": "MP210603.1234.L06941"}})
    );
    let again = airtel.refund(&refund).await.outcome;
    assert_eq!(again, Err(refused(failed, 200)));
    assert_eq!(server.provider(|airtel| airtel.done), 2);
    // So an answer that was lost is not asked for again by a machine.
    assert!(!airtel.repeats_refunds());
}

fn hash(key: &str, transaction: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(transaction.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_callback_is_a_reason_to_ask_if_its_hash_is_good() {
    let (server, airtel) = airtel(PATIENT).await;
    let charge = francs();
    let transaction = format!(
        r#"{{"id":"{}","message":"Paid RWF 2,500","status_code":"TS","airtel_money_id":"MP1"}}"#,
        charge.id.simple()
    );
    let say = |airtel: &Airtel, transaction: &str, hash: &str| {
        let body = format!(r#"{{"transaction":{transaction},"hash":"{hash}"}}"#);
        airtel.verify_webhook(&HeaderMap::new(), body.as_bytes(), Timestamp::UNIX_EPOCH)
    };
    let good = hash(CALLBACK_KEY, &transaction);
    let hint = Ok(Webhook::Hint { id: charge.id });
    // Twice is as good as once.
    assert_eq!(say(&airtel, &transaction, &good), hint);
    assert_eq!(say(&airtel, &transaction, &good), hint);
    let changed = transaction.replace("2,500", "9,500");
    for (transaction, hash) in [
        (&changed, good.as_str()),
        (&transaction, &hash("another", &transaction)),
        (&transaction, &good[..40]),
        (&transaction, ""),
        (&transaction, "not base64"),
    ] {
        let told = say(&airtel, transaction, hash);
        assert_eq!(told, Err(WebhookError::Forged), "{transaction} {hash}");
    }
    let unsigned = format!(r#"{{"transaction":{transaction}}}"#);
    let told = airtel.verify_webhook(
        &HeaderMap::new(),
        unsigned.as_bytes(),
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(told, Err(WebhookError::Forged));
    let elsewhere = r#"{"id":"order-17"}"#;
    let told = say(&airtel, elsewhere, &hash(CALLBACK_KEY, elsewhere));
    assert_eq!(told, Err(WebhookError::NotOurs));
    let told = airtel.verify_webhook(&HeaderMap::new(), b"[]", Timestamp::UNIX_EPOCH);
    assert_eq!(told, Err(WebhookError::Unreadable));

    // Without a key nothing can be proven, and nothing is believed.
    let keyless = Airtel::new(AirtelSetup {
        callback_key: None,
        ..setup(server.url())
    })
    .unwrap();
    assert_eq!(say(&keyless, &transaction, ""), hint);
}

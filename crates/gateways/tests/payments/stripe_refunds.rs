//! Cards on a hosted page: what is given back.

use foh_domain::payments::FailureReason;
use foh_gateways::payments::{PaymentError, PaymentProvider, RefundReported, Trouble};
use serde_json::json;

use crate::{
    HASTY, money, payment, refund, refused,
    server::Fault,
    stripe::{euros, stripe},
};

const GIVE_BACK: &str = "POST /v1/refunds";

#[tokio::test]
async fn parts_of_a_payment_are_given_back_once_each() {
    let (server, stripe) = stripe(HASTY).await;
    let charge = euros();
    let id = stripe.start(&charge).await.outcome.unwrap().reference;
    let refund = refund(payment(&charge, &id), money(1_000, "EUR"));
    let told = stripe.refund(&refund).await.outcome;
    let nothing = PaymentError::Refused {
        reason: FailureReason::ProviderFailed,
        trouble: Trouble::NothingTaken,
    };
    assert_eq!(told, Err(nothing));
    server.provider(|stripe| stripe.succeeds(&id));
    server.fail_after("GET", Fault::HangUp);
    let told = stripe.refund(&refund).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Broken)));
    assert!(server.questions(GIVE_BACK).is_empty());

    server.fail_after(GIVE_BACK, Fault::Silent);
    let lost = stripe.refund(&refund).await.outcome;
    assert_eq!(lost, Err(PaymentError::Unknown(Trouble::TimedOut)));
    let refunding = stripe.refund(&refund).await.outcome.unwrap();
    assert_eq!(refunding.reported, RefundReported::Pending);
    assert_eq!(server.provider(|stripe| stripe.done), 2);
    for (changes, expected) in [
        (
            json!({"status": "requires_action"}),
            RefundReported::Pending,
        ),
        (json!({"status": "succeeded"}), RefundReported::Completed),
        (json!({"status": "failed"}), RefundReported::Failed),
        (json!({"status": "canceled"}), RefundReported::Failed),
        (json!({"status": "lost"}), RefundReported::Unknown),
        (
            json!({"status": "succeeded", "currency": "chf"}),
            RefundReported::Unknown,
        ),
    ] {
        server.provider(|stripe| stripe.refund_becomes(&refunding.reference, &changes));
        let told = stripe
            .refund_status(&refund, &refunding.reference)
            .await
            .outcome;
        assert_eq!(told, Ok(expected), "{changes}");
    }
    let all = crate::Refund {
        id: uuid::Uuid::from_u128(5),
        money: charge.money,
        ..refund
    };
    let told = stripe.refund(&all).await.outcome;
    assert_eq!(told, Err(refused(FailureReason::ProviderFailed, 400)));
}

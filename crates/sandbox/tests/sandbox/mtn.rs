//! MTN `MoMo`.

use std::sync::Arc;

use foh_domain::payments::{FailureReason, Reported};
use foh_gateways::payments::{
    HeaderMap, Mtn, MtnSetup, PaymentError, PaymentProvider, RefundReported, Step, Trouble, Webhook,
};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::{charge, decided, house::Received, money, payment, place::Sandbox, refund};

fn mtn(sandbox: &Sandbox) -> Mtn {
    let callback = sandbox.house.at("/mtn");
    Mtn::new(&sandbox.setup.mtn(Some(callback))).unwrap()
}

/// What a callback says that the gateway takes for one.
fn status(mtn: &Mtn, received: &Received, id: uuid::Uuid) -> String {
    assert_eq!(received.path, "/mtn");
    let told = mtn.verify_webhook(&HeaderMap::new(), &received.body, Sandbox::now());
    assert_eq!(told, Ok(Webhook::Hint { id }));
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    body["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_last_digit_decides() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let asked = money(2_500, "RWF");
    let completed = Reported::Completed;
    for (last, expected, callbacks) in [
        ('1', completed(asked), vec!["SUCCESSFUL"]),
        (
            '2',
            Reported::Failed(FailureReason::Refused),
            vec!["FAILED"],
        ),
        (
            '5',
            Reported::Failed(FailureReason::InsufficientFunds),
            vec!["FAILED"],
        ),
        (
            '6',
            completed(asked),
            vec!["SUCCESSFUL", "PENDING", "SUCCESSFUL"],
        ),
        ('8', completed(money(2_750, "RWF")), vec!["SUCCESSFUL"]),
    ] {
        let charge = charge(last.into(), last, asked);
        let started = mtn.start(&charge).await.outcome.unwrap();
        assert_eq!(started.step, Step::Approve);
        let told = decided(&mtn, &payment(&charge, &started.reference)).await;
        assert_eq!(told, expected, "{last}");
        for callback in callbacks {
            let received = sandbox.house.next().await;
            assert_eq!(status(&mtn, &received, charge.id), callback, "{last}");
        }
    }
    assert!(sandbox.house.has_nothing().await);
}

#[tokio::test]
async fn who_never_answers_and_who_waits_are_pending() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let waiting = ['4', '0', '3'].map(|last| charge(last.into(), last, money(900, "RWF")));
    for charge in &waiting {
        mtn.start(charge).await.outcome.unwrap();
    }
    // Who decides at once and came after them has decided.
    let quick = charge(1, '1', money(900, "RWF"));
    mtn.start(&quick).await.outcome.unwrap();
    decided(&mtn, &payment(&quick, "")).await;
    for charge in &waiting {
        let told = mtn.status(&payment(charge, "")).await.outcome;
        assert_eq!(told, Ok(Reported::Pending));
    }
    // Who is late can be hurried.
    assert_eq!(sandbox.press("/payments/3/approve").await.0, 303);
    let told = mtn.status(&payment(&waiting[2], "")).await.outcome;
    assert_eq!(told, Ok(Reported::Completed(money(900, "RWF"))));
}

#[tokio::test]
async fn who_is_late_pays_late() {
    let sandbox = Sandbox::start_late().await;
    let mtn = mtn(&sandbox);
    let quick = charge(1, '1', money(900, "RWF"));
    let late = charge(3, '3', money(900, "RWF"));
    mtn.start(&quick).await.outcome.unwrap();
    mtn.start(&late).await.outcome.unwrap();
    let told = decided(&mtn, &payment(&late, "")).await;
    assert_eq!(told, Reported::Completed(money(900, "RWF")));
    let told = mtn.status(&payment(&quick, "")).await.outcome;
    assert_eq!(told, Ok(Reported::Pending));
}

#[tokio::test]
async fn a_payment_without_a_callback_tells_only_who_asks() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let charge = charge(7, '7', money(900, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    let told = decided(&mtn, &payment(&charge, "")).await;
    assert_eq!(told, Reported::Completed(charge.money));
    assert!(sandbox.page("/").await.contains("No callback was sent"));
    // What comes next is what a tester sends.
    assert_eq!(sandbox.press("/payments/1/again").await.0, 303);
    let received = sandbox.house.next().await;
    assert_eq!(status(&mtn, &received, charge.id), "SUCCESSFUL");
    crate::place::until(async || {
        let page = sandbox.page("/").await;
        page.contains("1 callback, answered 204")
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_lost_was_a_payment_and_is_made_once() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let charge = charge(9, '9', money(900, "RWF"));
    let lost = mtn.start(&charge).await;
    assert_eq!(lost.outcome, Err(PaymentError::Unknown(Trouble::Broken)));
    assert_eq!(lost.answer, None);
    let told = decided(&mtn, &payment(&charge, "")).await;
    assert_eq!(told, Reported::Completed(charge.money));
    let again = mtn.start(&charge).await;
    assert!(again.outcome.is_ok());
    assert_eq!(again.answer.unwrap().status, 409);
    let page = sandbox.page("/").await;
    assert_eq!(page.matches("id=\"payment-").count(), 1);
}

#[tokio::test]
async fn no_more_is_given_back_than_was_taken() {
    let sandbox = Sandbox::start().await;
    let mtn = mtn(&sandbox);
    let charge = charge(1, '1', money(2_500, "RWF"));
    mtn.start(&charge).await.outcome.unwrap();
    let paid = payment(&charge, "");
    decided(&mtn, &paid).await;
    assert_eq!(sandbox.house.next().await.path, "/mtn");
    for (number, amount, expected) in [
        (1, 1_000, RefundReported::Completed),
        (2, 1_501, RefundReported::Failed),
        (3, 1_500, RefundReported::Completed),
        (4, 1, RefundReported::Failed),
    ] {
        let refund = refund(number, &paid, money(amount, "RWF"));
        let refunding = mtn.refund(&refund).await.outcome.unwrap();
        let mut told = RefundReported::Pending;
        crate::place::until(async || {
            let answer = mtn.refund_status(&refund, &refunding.reference).await;
            told = answer.outcome.unwrap();
            told != RefundReported::Pending
        })
        .await;
        assert_eq!(told, expected, "{amount}");
        let status = status(&mtn, &sandbox.house.next().await, refund.id);
        let completed = expected == RefundReported::Completed;
        assert_eq!(status == "SUCCESSFUL", completed, "{amount}");
        // Asked again it is the same refund.
        let again = mtn.refund(&refund).await;
        assert_eq!(again.answer.unwrap().status, 409);
    }
    assert!(sandbox.page("/").await.contains("Given back"));
    let unknown = payment(&crate::charge(5, '1', charge.money), "");
    let told = mtn.refund(&refund(5, &unknown, charge.money)).await.outcome;
    assert!(
        matches!(told, Err(PaymentError::Refused { .. })),
        "{told:?}"
    );
    assert_eq!(
        mtn.status(&unknown).await.outcome,
        Err(PaymentError::Missing)
    );
}

#[tokio::test]
async fn of_many_at_once_one_is_made() {
    const TIMES: u128 = 16;
    let sandbox = Sandbox::start().await;
    let mtn = Arc::new(mtn(&sandbox));
    let charge = charge(1, '7', money(2_500, "RWF"));
    let mut starts = JoinSet::new();
    for _ in 0..TIMES {
        let (mtn, charge) = (Arc::clone(&mtn), charge.clone());
        starts.spawn(async move { mtn.start(&charge).await.answer.unwrap().status });
    }
    let mut statuses = starts.join_all().await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses[1]), (202, 409));
    let paid = payment(&charge, "");
    decided(&*mtn, &paid).await;
    let mut refunds = JoinSet::new();
    for number in 0..TIMES {
        let (mtn, refund) = (Arc::clone(&mtn), refund(number, &paid, charge.money));
        refunds.spawn(async move {
            mtn.refund(&refund).await.outcome.unwrap();
            let told = mtn.refund_status(&refund, &refund.id.to_string()).await;
            told.outcome.unwrap() != RefundReported::Failed
        });
    }
    let given = refunds.join_all().await;
    assert_eq!(given.iter().filter(|given| **given).count(), 1);
}

#[tokio::test]
async fn only_who_has_the_keys_is_let_in_and_tokens_expire() {
    let sandbox = Sandbox::start().await;
    let charge = charge(1, '1', money(2_500, "RWF"));
    let strangers: [fn(&mut MtnSetup); 3] = [
        |setup| setup.collections.key = "another".into(),
        |setup| setup.collections.subscription_key = "another".into(),
        |setup| setup.collections.user = uuid::Uuid::nil(),
    ];
    for change in strangers {
        let mut setup = sandbox.setup.mtn(None);
        change(&mut setup);
        let told = Mtn::new(&setup).unwrap().start(&charge).await.outcome;
        let expected = PaymentError::NotSent(Trouble::Credentials);
        assert_eq!(told, Err(expected));
    }
    let mtn = mtn(&sandbox);
    mtn.start(&charge).await.outcome.unwrap();
    sandbox.advance(3_600);
    // The gateway gets a new one.
    let told = decided(&mtn, &payment(&charge, "")).await;
    assert_eq!(told, Reported::Completed(charge.money));
}

//! Cards on the hosted page.

use foh_domain::payments::{FailureReason, Money, Reported};
use foh_gateways::payments::{
    Charge, HeaderMap, PaymentError, PaymentProvider, RefundReported, Step, Stripe, StripeSetup,
    Trouble, Webhook, WebhookError,
};
use jiff::{Timestamp, ToSpan};

use crate::{
    charge,
    house::Received,
    money, payment,
    place::{NOW, Sandbox, until},
    refund, refused,
};

fn stripe(sandbox: &Sandbox) -> Stripe {
    Stripe::new(sandbox.setup.stripe()).unwrap()
}

fn euros(amount: i64) -> Money {
    money(amount, "EUR")
}

/// A session, and the path of its page.
async fn open(stripe: &Stripe, charge: &Charge) -> (String, String) {
    let started = stripe.start(charge).await.outcome.unwrap();
    let Step::Visit(page) = started.step else {
        panic!("a card is typed on a page");
    };
    (started.reference, page.path().to_owned())
}

/// What a callback proves, and the event's id.
fn news(
    stripe: &Stripe,
    received: &Received,
    charge: &Charge,
    session: &str,
) -> (String, Reported) {
    assert_eq!(received.path, "/stripe");
    match read(stripe, received, Sandbox::now()).unwrap() {
        Webhook::News {
            event_id,
            id,
            reference,
            reported,
        } => {
            assert_eq!((id, reference.as_str()), (charge.id, session));
            (event_id, reported)
        }
        hint @ Webhook::Hint { .. } => panic!("{hint:?} proves nothing"),
    }
}

fn read(stripe: &Stripe, received: &Received, now: Timestamp) -> Result<Webhook, WebhookError> {
    let mut headers = HeaderMap::new();
    let signature = &received.headers["stripe-signature"];
    headers.insert(
        "stripe-signature",
        signature.to_str().unwrap().parse().unwrap(),
    );
    stripe.verify_webhook(&headers, &received.body, now)
}

#[tokio::test]
async fn a_payer_pays_on_the_page() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    let charge = charge(1, '2', euros(2_500));
    let (session, page) = open(&stripe, &charge).await;
    let paid = payment(&charge, &session);
    let told = stripe.status(&paid).await.outcome;
    assert_eq!(told, Ok(Reported::Pending));
    let shown = sandbox.page(&page).await;
    for words in [
        "€25.00",
        "Kigali Huye",
        "no money moves",
        "Decline the card",
        "Go back",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(shown.contains("href=\"http://127.0.0.1:9/given-up\""));
    let pressed = sandbox.press(&format!("{page}/pay")).await;
    assert_eq!(pressed, (303, "http://127.0.0.1:9/paid".into()));
    let completed = Reported::Completed(charge.money);
    let received = sandbox.house.next().await;
    let (_, reported) = news(&stripe, &received, &charge, &session);
    assert_eq!(reported, completed);
    assert_eq!(stripe.status(&paid).await.outcome, Ok(completed));
    // Pressed again it is the same payment, and nothing is told again.
    let pressed = sandbox.press(&format!("{page}/pay")).await;
    assert_eq!(pressed, (303, page));
    assert!(sandbox.house.has_nothing().await);

    let later = Sandbox::now() + 301.seconds();
    let told = read(&stripe, &received, later);
    assert_eq!(told, Err(WebhookError::Stale));
    let stranger = Stripe::new(StripeSetup {
        webhook_secret: "another".into(),
        ..sandbox.setup.stripe()
    });
    let told = read(&stranger.unwrap(), &received, Sandbox::now());
    assert_eq!(told, Err(WebhookError::Forged));
}

#[tokio::test]
async fn a_declined_card_is_not_the_end() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    for (number, declined, expected) in [
        (1, true, FailureReason::NotAuthorised),
        (2, false, FailureReason::NotAnswered),
    ] {
        let charge = charge(number, '1', euros(2_500));
        let (session, page) = open(&stripe, &charge).await;
        let payment = payment(&charge, &session);
        if declined {
            let pressed = sandbox.press(&format!("{page}/decline")).await;
            assert_eq!(pressed, (303, page.clone()));
            let shown = sandbox.page(&page).await;
            assert!(shown.contains("The card was declined."), "{shown}");
        }
        let told = stripe.status(&payment).await.outcome;
        assert_eq!(told, Ok(Reported::Pending));
        let expired = sandbox.press(&format!("/payments/{number}/expire")).await;
        assert_eq!(expired.0, 303);
        let told = stripe.status(&payment).await.outcome;
        assert_eq!(told, Ok(Reported::Failed(expected)));
        let received = sandbox.house.next().await;
        let (_, reported) = news(&stripe, &received, &charge, &session);
        assert!(matches!(reported, Reported::Failed(_)), "{reported:?}");
        assert!(sandbox.page(&page).await.contains("Closed."));
    }
}

#[tokio::test]
async fn a_session_is_opened_once_for_each_key() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    let charge = charge(1, '1', euros(2_500));
    let (session, page) = open(&stripe, &charge).await;
    assert_eq!(open(&stripe, &charge).await, (session, page));
    let other = Charge {
        money: euros(9_900),
        ..charge
    };
    let told = stripe.start(&other).await.outcome;
    assert_eq!(told, Err(refused(400)));
    let shown = sandbox.page("/").await;
    assert_eq!(shown.matches("id=\"payment-").count(), 1);
    let told = stripe.status(&payment(&other, "cs_test_9")).await.outcome;
    assert_eq!(told, Err(PaymentError::Missing));
    let stranger = Stripe::new(StripeSetup {
        key: "another".into(),
        ..sandbox.setup.stripe()
    });
    let told = stranger.unwrap().start(&other).await.outcome;
    assert_eq!(told, Err(PaymentError::NotSent(Trouble::Credentials)));
}

#[tokio::test]
async fn callbacks_come_twice_and_in_another_order() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    let charge = charge(1, '1', euros(2_500));
    let (session, page) = open(&stripe, &charge).await;
    sandbox.press(&format!("{page}/pay")).await;
    sandbox.press("/payments/1/shuffle").await;
    let mut told = Vec::new();
    for _ in 0..4 {
        let received = sandbox.house.next().await;
        told.push(news(&stripe, &received, &charge, &session));
    }
    // The one of the payment is told beside the others, before or after any of them.
    told.sort_by_key(|(_, reported)| *reported == Reported::Pending);
    let completed = Reported::Completed(charge.money);
    let reported: Vec<_> = told.iter().map(|(_, reported)| *reported).collect();
    assert_eq!(
        reported,
        [completed, completed, completed, Reported::Pending]
    );
    let events: Vec<_> = told.iter().map(|(event, _)| event).collect();
    assert_eq!(events[0], events[1]);
    assert_eq!(events[0], events[2]);
    assert_ne!(events[0], events[3]);
}

#[tokio::test]
async fn a_page_closes_within_the_limits_of_the_provider() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    for (number, minutes, expected) in [
        (1, 10, Err(refused(400))),
        (2, 30, Ok(())),
        (3, 24 * 60, Ok(())),
        (4, 25 * 60, Err(refused(400))),
    ] {
        let mut charge = charge(number, '1', euros(2_500));
        charge.closes_at = Some(Timestamp::from_second(NOW + minutes * 60).unwrap());
        let told = stripe.start(&charge).await.outcome;
        assert_eq!(told.map(|_| ()), expected, "{minutes} minutes");
    }
}

#[tokio::test]
async fn no_more_is_given_back_than_was_taken() {
    let sandbox = Sandbox::start().await;
    let stripe = stripe(&sandbox);
    let charge = charge(1, '1', euros(2_500));
    let (session, page) = open(&stripe, &charge).await;
    let paid = payment(&charge, &session);
    let early = stripe.refund(&refund(1, &paid, euros(100))).await.outcome;
    assert!(matches!(early, Err(PaymentError::Refused { .. })));
    sandbox.press(&format!("{page}/pay")).await;
    for (number, amount, expected) in [
        (2, 2_501, Some(refused(400))),
        (3, 1_000, None),
        (4, 1_501, Some(refused(400))),
        (5, 1_500, None),
        (6, 1, Some(refused(400))),
    ] {
        let refund = refund(number, &paid, euros(amount));
        let told = stripe.refund(&refund).await.outcome;
        assert_eq!(told.as_ref().err(), expected.as_ref(), "{amount}");
        let Ok(refunding) = told else { continue };
        let again = stripe.refund(&refund).await.outcome.unwrap();
        assert_eq!(again.reference, refunding.reference);
        let reference = &refunding.reference;
        until(async || {
            let told = stripe.refund_status(&refund, reference).await.outcome;
            told == Ok(RefundReported::Completed)
        })
        .await;
    }
}

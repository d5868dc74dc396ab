//! What providers say by themselves.

use foh_app::payments::PaymentWebhookError;
use foh_domain::{
    booking::ReservationStatus,
    payments::{PaymentMethod, PaymentStatus, Reported},
};
use foh_gateways::payments::HeaderMap;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::{
    ground::{Asked, Desk, FARE, MINUTE, francs},
    provider::Fate,
};
use crate::house::at_once;

async fn paid_there(desk: &Desk) -> Asked {
    let asked = desk.ask(1, PaymentMethod::Card).await;
    desk.card
        .says(asked.charge, Reported::Completed(francs(FARE)));
    asked
}

/// Paid at the provider, whose news a node has kept and not done.
async fn kept_only(desk: &Desk) -> Asked {
    let asked = paid_there(desk).await;
    let (headers, body) = Desk::news("one", asked.charge);
    let kept = desk
        .node(0)
        .keep_webhook(PaymentMethod::Card, &headers, &body)
        .await
        .unwrap();
    assert!(kept.is_some());
    assert_eq!(
        desk.payment(asked.payment).await.status,
        PaymentStatus::Pending
    );
    asked
}

const WEBHOOKS: &str = "SELECT COUNT(*) AS n FROM payment_events WHERE source = 'webhook'";

both_engines! {
    async fn news_are_kept_and_done_once(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = paid_there(&desk).await;
        at_once(24, |number| {
            let node = desk.node(number).clone();
            let (headers, body) = Desk::news(if number % 3 == 0 { "one" } else { "two" }, asked.charge);
            async move { node.payment_webhook(PaymentMethod::Card, &headers, &body).await.unwrap() }
        })
        .await;
        assert_eq!(desk.house.count(WEBHOOKS).await, 2, "two pieces of news, each once");
        assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Confirmed);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        assert_eq!(desk.card.asked(asked.charge), 0, "it was said, and nobody had to ask");
        desk.adds_up().await;
    }

    /// The node dies between keeping the news and doing what they say.
    async fn news_that_were_only_kept_are_done_in_the_end(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = kept_only(&desk).await;
        assert_eq!(desk.node(1).reconcile_payments(PaymentMethod::Card).await.unwrap(), 1, "at once");
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        desk.adds_up().await;
    }

    async fn news_that_were_only_kept_are_done_when_they_come_again(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = kept_only(&desk).await;
        let (headers, body) = Desk::news("one", asked.charge);
        desk.node(1).payment_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        assert_eq!(desk.house.count(WEBHOOKS).await, 1, "and kept once");
        assert_eq!(desk.card.asked(asked.charge), 0, "and nobody had to ask");
        desk.adds_up().await;
    }

    /// The start's answer was lost, so nobody here knows the provider's name for it; the news tell.
    async fn news_come_before_the_answer(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        desk.card.fates([Fate::AnswerLost]);
        let asked = paid_there(&desk).await;
        let (headers, body) = Desk::news("one", asked.charge);
        desk.node(0).payment_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        let payment = desk.payment(asked.payment).await;
        assert_eq!(payment.status, PaymentStatus::Completed);
        assert_eq!(payment.reference, Some(format!("ref-{}", asked.charge)));
        desk.house.advance(MINUTE);
        desk.deliver().await;
        assert_eq!(desk.card.charges(asked.charge).len(), 1, "it is not started again");
        desk.adds_up().await;
    }

    async fn forged_and_foreign_news_change_nothing(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = paid_there(&desk).await;
        let (headers, body) = Desk::news("one", asked.charge);
        let node = desk.node(0);
        let forged = node.payment_webhook(PaymentMethod::Card, &HeaderMap::new(), &body).await;
        assert!(matches!(forged, Err(PaymentWebhookError::Forged)));
        let unreadable = node.payment_webhook(PaymentMethod::Card, &headers, b"{").await;
        assert!(matches!(unreadable, Err(PaymentWebhookError::Unreadable)));
        let nobody = node.payment_webhook(PaymentMethod::Cash, &headers, &body).await;
        assert!(matches!(nobody, Err(PaymentWebhookError::NotOffered)));
        let (headers, body) = Desk::news("one", Uuid::from_u128(7));
        node.payment_webhook(PaymentMethod::Card, &headers, &body).await.unwrap();
        // Another provider has nothing to say about it.
        desk.mtn.says(asked.charge, Reported::Completed(francs(FARE)));
        let (headers, body) = Desk::news("one", asked.charge);
        node.payment_webhook(PaymentMethod::Mtn, &headers, &body).await.unwrap();
        assert_eq!(desk.house.count(WEBHOOKS).await, 0);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Pending);
    }

    /// Anybody may hint; nobody is believed, and nobody is heard for ever.
    async fn hints_are_a_reason_to_ask(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        desk.mtn.says(asked.charge, Reported::Completed(francs(FARE)));
        let hint = |id: Uuid| format!("{{\"hint\":\"{id}\"}}").into_bytes();
        let node = desk.node(0);
        let none = HeaderMap::new();
        node.payment_webhook(PaymentMethod::Mtn, &none, &hint(Uuid::from_u128(7))).await.unwrap();
        node.payment_webhook(PaymentMethod::Airtel, &none, &hint(asked.charge)).await.unwrap();
        assert_eq!(node.reconcile_payments(PaymentMethod::Mtn).await.unwrap(), 0);
        node.payment_webhook(PaymentMethod::Mtn, &none, &hint(asked.charge)).await.unwrap();
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Pending, "it is not believed");
        assert_eq!(node.reconcile_payments(PaymentMethod::Mtn).await.unwrap(), 1);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        at_once(60, |number| {
            let (node, body) = (desk.node(number).clone(), hint(asked.charge));
            async move { node.payment_webhook(PaymentMethod::Mtn, &HeaderMap::new(), &body).await.unwrap() }
        })
        .await;
        assert_eq!(desk.house.count(WEBHOOKS).await, 50);
        assert_eq!(node.reconcile_payments(PaymentMethod::Mtn).await.unwrap(), 0, "what is taken is not asked about");
        desk.adds_up().await;
    }
}

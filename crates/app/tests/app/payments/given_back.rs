//! Money goes back: never beyond what was taken, and never unseen.

use foh_app::{FormKey, Made, payments::GiveBackError};
use foh_domain::{
    identity::Role,
    payments::{PaymentMethod, PaymentStatus, RefundRefusal, RefundStatus},
};
use foh_gateways::payments::RefundReported;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::{
    ground::{Asked, Desk, FARE, MINUTE, francs},
    provider::Fate,
};
use crate::house::{MANY, at_once};

async fn administrator(desk: &Desk) -> Uuid {
    crate::studio::ground::staff(&desk.house, Role::Administrator)
        .await
        .id
}

/// Staff give back so much.
async fn give(desk: &Desk, asked: Asked, amount: u64, key: FormKey) -> Result<Made, GiveBackError> {
    let by = administrator(desk).await;
    let given = desk
        .node(0)
        .refund_by_staff(asked.payment, francs(amount), key, by)
        .await;
    desk.deliver().await;
    given
}

async fn refund(desk: &Desk, asked: Asked) -> foh_app::payments::RefundRow {
    desk.details(asked.payment).await.refunds.remove(0)
}

both_engines! {
    async fn many_give_back_at_once(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(4, PaymentMethod::Mtn).await;
        let by = administrator(&desk).await;
        let given = at_once(MANY, |number| {
            let node = desk.node(number).clone();
            async move {
                let key = node.new_form_key();
                node.refund_by_staff(asked.payment, francs(3_000), key, by).await
            }
        })
        .await;
        assert_eq!(given.iter().filter(|one| one.is_ok()).count(), 6, "6 × 3,000 of 20,000");
        let refused = |one: &Result<Made, GiveBackError>| {
            matches!(one, Err(GiveBackError::Refused(RefundRefusal::Exceeds { .. })))
        };
        assert_eq!(given.iter().filter(|one| refused(one)).count(), MANY - 6);
        desk.deliver().await;
        assert_eq!(desk.mtn.given_back(asked.charge), 18_000);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        let key = desk.node(0).new_form_key();
        assert!(matches!(give(&desk, asked, 2_000, key).await, Ok(Made::Now(_))));
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Refunded);
        assert_eq!(desk.mtn.given_back(asked.charge), 20_000);
    }

    async fn a_form_that_is_sent_twice_gives_once(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(1, PaymentMethod::Mtn).await;
        let (by, key) = (administrator(&desk).await, desk.node(0).new_form_key());
        let given = at_once(16, |number| {
            let node = desk.node(number).clone();
            async move { node.refund_by_staff(asked.payment, francs(1_000), key, by).await.unwrap() }
        })
        .await;
        assert_eq!(given.iter().filter(|one| matches!(one, Made::Now(_))).count(), 1);
        desk.deliver().await;
        assert_eq!(desk.mtn.given_back(asked.charge), 1_000);
        let witnessed = "SELECT COUNT(*) AS n FROM audit_entries WHERE action IN ('payment.refund_ordered', 'payment.refunded')";
        assert_eq!(desk.house.count(witnessed).await, 2);
    }

    async fn only_what_was_taken_can_be_given_back(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        let key = desk.node(0).new_form_key();
        assert!(matches!(give(&desk, asked, 1, key).await, Err(GiveBackError::NotPaid)));
        let unknown = Asked { payment: Uuid::from_u128(7), ..asked };
        assert!(matches!(give(&desk, unknown, 1, key).await, Err(GiveBackError::Unknown)));
    }

    /// A lost answer is asked for again under the same name: the provider gives once.
    async fn a_lost_answer_gives_once(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(1, PaymentMethod::Mtn).await;
        desk.mtn.fates([Fate::NotSent, Fate::AnswerLost, Fate::AnswerLost]);
        let key = desk.node(0).new_form_key();
        give(&desk, asked, FARE, key).await.unwrap();
        assert!(refund(&desk, asked).await.last_error.is_some(), "staff see why it is not done");
        for _ in 0..4 {
            desk.house.advance(MINUTE);
            desk.deliver().await;
        }
        assert_eq!(desk.mtn.refund_questions(), 4);
        assert_eq!(desk.mtn.given_back(asked.charge), FARE);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Refunded);
    }

    /// A provider that cannot tell two questions apart is asked once, and then staff look.
    async fn what_may_have_been_given_is_not_asked_for_twice(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(1, PaymentMethod::Airtel).await;
        desk.airtel.fates([Fate::NotSent, Fate::AnswerLost]);
        let key = desk.node(0).new_form_key();
        give(&desk, asked, FARE, key).await.unwrap();
        for _ in 0..4 {
            desk.house.advance(MINUTE);
            desk.deliver().await;
        }
        assert_eq!(desk.airtel.refund_questions(), 2, "what was certainly not sent was sent again");
        let lost = refund(&desk, asked).await;
        assert_eq!(lost.status, RefundStatus::Failed);
        assert!(lost.last_error.as_ref().unwrap().contains("Look with the provider"));
        // It counts as given until somebody has looked.
        let again = give(&desk, asked, 1, desk.node(0).new_form_key()).await;
        assert!(matches!(again, Err(GiveBackError::Refused(RefundRefusal::Exceeds { left: 0 }))), "{again:?}");
        desk.node(0).settle_refund_by_hand(lost.id, "Seen in the account.".into()).await.unwrap();
        assert!(matches!(desk.node(0).settle_refund_by_hand(lost.id, "Seen in the account.".into()).await, Err(GiveBackError::NotFailed)));
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Refunded);
        assert_eq!(desk.airtel.given_back(asked.charge), FARE);
    }

    /// The node dies while a provider that cannot tell two questions apart is asked: nobody knows, so nobody asks.
    async fn a_death_while_asking_is_not_asked_for_twice(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(1, PaymentMethod::Airtel).await;
        let by = administrator(&desk).await;
        let key = desk.node(0).new_form_key();
        desk.airtel.be_silent(true);
        desk.node(0).refund_by_staff(asked.payment, francs(FARE), key, by).await.unwrap();
        let begun = async { while refund(&desk, asked).await.checks == 0 { tokio::task::yield_now().await } };
        tokio::select! {
            () = desk.deliver() => panic!("nobody answers"),
            () = begun => {}
        }
        desk.airtel.be_silent(false);
        desk.house.advance(MINUTE * 6);
        desk.deliver().await;
        assert_eq!(refund(&desk, asked).await.status, RefundStatus::Failed);
        assert!(desk.airtel.refund_questions() <= 1);
    }

    async fn what_failed_is_tried_again_once(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(2, PaymentMethod::Mtn).await;
        desk.mtn.fates([Fate::Refused]);
        give(&desk, asked, 2 * FARE, desk.node(0).new_form_key()).await.unwrap();
        let failed = refund(&desk, asked).await;
        assert_eq!(failed.status, RefundStatus::Failed);
        let tried = at_once(16, |number| {
            let node = desk.node(number).clone();
            async move { node.retry_refund(failed.id).await.is_ok() }
        })
        .await;
        assert_eq!(tried.into_iter().filter(|ok| *ok).count(), 1);
        assert_ne!(refund(&desk, asked).await.charge_id, failed.charge_id, "under another name");
        desk.deliver().await;
        assert_eq!(desk.mtn.given_back(asked.charge), 2 * FARE);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Refunded);
    }

    /// While one has failed, another took its place: both together would be too much.
    async fn what_failed_is_not_tried_again_beside_another(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.paid(1, PaymentMethod::Mtn).await;
        desk.mtn.fates([Fate::Refused]);
        give(&desk, asked, FARE, desk.node(0).new_form_key()).await.unwrap();
        desk.house.advance(MINUTE);
        give(&desk, asked, 1_000, desk.node(0).new_form_key()).await.unwrap();
        let failed = refund(&desk, asked).await.id;
        for tried in [desk.node(0).retry_refund(failed).await, desk.node(0).settle_refund_by_hand(failed, "Seen.".into()).await] {
            assert!(matches!(tried, Err(GiveBackError::Refused(RefundRefusal::Exceeds { left: 4_000 }))), "{tried:?}");
        }
    }

    async fn a_refund_on_its_way_is_asked_about(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        for end in [RefundReported::Completed, RefundReported::Failed] {
            let asked = desk.paid(1, PaymentMethod::Mtn).await;
            desk.mtn.refunds_are(RefundReported::Pending);
            give(&desk, asked, FARE, desk.node(0).new_form_key()).await.unwrap();
            desk.reconcile(PaymentMethod::Mtn).await;
            assert_eq!(refund(&desk, asked).await.status, RefundStatus::Pending);
            desk.mtn.refunds_are(RefundReported::Unknown);
            desk.reconcile(PaymentMethod::Mtn).await;
            assert_eq!(refund(&desk, asked).await.status, RefundStatus::Pending);
            desk.mtn.refunds_are(end);
            desk.reconcile(PaymentMethod::Mtn).await;
            let (status, payment) = match end {
                RefundReported::Completed => (RefundStatus::Completed, PaymentStatus::Refunded),
                _ => (RefundStatus::Failed, PaymentStatus::Completed),
            };
            let refund = refund(&desk, asked).await;
            assert_eq!((refund.status, refund.next_check_at), (status, None));
            assert_eq!(desk.payment(asked.payment).await.status, payment);
        }
    }
}

//! Whatever is not decided is asked about, by one node at a time, until it is.

use foh_domain::payments::{PaymentAlert, PaymentMethod, PaymentStatus, Reported};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use super::{
    ground::{Desk, FARE, MINUTE, francs},
    provider::LIMIT,
};
use crate::house::at_once;

both_engines! {
    async fn nodes_share_the_questions(engine: Engine) {
        let desk = Desk::open(engine, 200).await;
        let mut asked = Vec::new();
        for _ in 0..24 {
            asked.push(desk.ask(1, PaymentMethod::Mtn).await);
        }
        desk.house.advance(MINUTE);
        let shared = at_once(6, |number| {
            let node = desk.node(number).clone();
            async move { node.reconcile_payments(PaymentMethod::Mtn).await.unwrap() }
        })
        .await;
        let rest = desk.node(0).reconcile_payments(PaymentMethod::Mtn).await.unwrap();
        assert_eq!(shared.iter().sum::<usize>() + rest, 24, "{shared:?}");
        for one in &asked {
            assert_eq!(desk.mtn.asked(one.charge), 1);
        }
    }

    /// From the provider's knowing to ours no more than two minutes pass, whenever it knows.
    async fn what_the_provider_knows_is_known_soon(engine: Engine) {
        let desk = Desk::open(engine, 200).await;
        for minutes in [0, 1, 4, 9, 30] {
            let asked = desk.ask(1, PaymentMethod::Mtn).await;
            for _ in 0..minutes * 4 {
                desk.house.advance(MINUTE / 4);
                desk.node(0).reconcile_payments(PaymentMethod::Mtn).await.unwrap();
            }
            desk.mtn.says(asked.charge, Reported::Completed(francs(FARE)));
            for _ in 0..8 {
                desk.house.advance(MINUTE / 4);
                desk.node(0).reconcile_payments(PaymentMethod::Mtn).await.unwrap();
            }
            assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed, "{minutes}");
        }
    }

    async fn what_nobody_decides_is_seen(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        assert!(desk.node(0).pending_payments(None, 9).await.unwrap().is_empty());
        desk.reconcile(PaymentMethod::Mtn).await;
        desk.house.advance(MINUTE * 2);
        assert_eq!(desk.node(0).pending_payments(None, 9).await.unwrap().len(), 1);
        assert_eq!(desk.payment(asked.payment).await.alert, None);
        desk.house.advance(SignedDuration::from_hours(24));
        desk.reconcile(PaymentMethod::Mtn).await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!(payment.alert, Some(PaymentAlert::Undecided));
        let wait = payment.next_check_at.unwrap().duration_since(desk.house.clock.now());
        assert!(wait <= SignedDuration::from_hours(1) && wait > MINUTE, "{wait}");
        desk.mtn.says(asked.charge, Reported::Failed(foh_domain::payments::FailureReason::NotAnswered));
        desk.house.advance(SignedDuration::from_hours(1));
        desk.reconcile(PaymentMethod::Mtn).await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!((payment.status, payment.alert), (PaymentStatus::Failed, None));
    }

    /// Who hangs keeps only its own payments waiting.
    async fn a_slow_provider_holds_up_no_other(engine: Engine) {
        let desk = Desk::open(engine, 200).await;
        let mut slow = Vec::new();
        for _ in 0..20 {
            slow.push(desk.ask(1, PaymentMethod::Mtn).await);
        }
        let quick = desk.ask(1, PaymentMethod::Airtel).await;
        desk.airtel.says(quick.charge, Reported::Completed(francs(FARE)));
        desk.mtn.be_silent(true);
        desk.house.advance(MINUTE);
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let node = desk.node(0).clone();
        let worker = tokio::spawn(async move { node.work_payments(stopping).await });
        let settled = async {
            while desk.payment(quick.payment).await.status != PaymentStatus::Completed {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, settled).await.expect("it waits for another provider");
        stop.send(true).unwrap();
        desk.mtn.be_silent(false);
        tokio::time::timeout(LIMIT, worker).await.unwrap().unwrap();
        for one in &slow {
            assert_eq!(desk.payment(one.payment).await.status, PaymentStatus::Pending);
        }
    }
}

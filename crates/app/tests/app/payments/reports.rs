//! A report is applied once, however often and in whatever order it comes, and whatever else happens then.

use std::sync::Arc;

use foh_app::{
    payments::Applied,
    travel::{CancelTravelError, Canceller},
};
use foh_domain::{
    booking::ReservationStatus,
    identity::Role,
    payments::{FailureReason, PaymentAlert, PaymentMethod, PaymentStatus, Reported, Settlement},
};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, FARE, MINUTE, francs};
use crate::house::{MANY, at_once};

both_engines! {
    async fn reports_come_five_times_and_shuffled(engine: Engine) {
        let desk = Desk::open(engine, 20).await;
        let all = [
            Reported::Pending,
            Reported::Completed(francs(FARE)),
            Reported::Failed(FailureReason::NotAnswered),
            Reported::Unknown,
            Reported::Completed(francs(FARE)),
        ];
        for first in 0..all.len() {
            let asked = desk.ask(1, PaymentMethod::Mtn).await;
            let mut applied = Vec::new();
            for number in 0..25 {
                let reported = all[(first + number * 3) % all.len()];
                applied.push(desk.node(number).apply_report(asked.payment, reported).await.unwrap());
            }
            let completed = Applied::Completed(Some(Settlement::Confirm));
            assert_eq!(applied.iter().filter(|one| **one == completed).count(), 1, "{applied:?}");
            assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Confirmed);
            assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        }
        desk.adds_up().await;
    }

    async fn many_say_the_same_at_once(engine: Engine) {
        let desk = Desk::open(engine, 20).await;
        let asked = desk.ask(4, PaymentMethod::Mtn).await;
        let applied = at_once(MANY, |number| {
            let node = desk.node(number).clone();
            let reported = match number % 4 {
                0 => Reported::Pending,
                1 => Reported::Failed(FailureReason::Refused),
                _ => Reported::Completed(francs(4 * FARE)),
            };
            async move { node.apply_report(asked.payment, reported).await.unwrap() }
        })
        .await;
        let completed = applied.iter().filter(|one| matches!(one, Applied::Completed(_)));
        assert_eq!(completed.count(), 1);
        assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Completed);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        let places = desk.places().await;
        assert_eq!((places.confirmed, places.held), (4, 0));
        desk.adds_up().await;
    }

    /// Holds run out, others book what is free then, and the money comes: nobody loses both seat and money, and no seat is sold twice.
    async fn reports_race_with_holds_that_run_out(engine: Engine) {
        let desk = Arc::new(Desk::open(engine, 6).await);
        let mut asked = Vec::new();
        for _ in 0..6 {
            asked.push(desk.ask(1, PaymentMethod::Mtn).await);
        }
        desk.house.advance(MINUTE * 10);
        let raced = at_once(24, |number| {
            let (desk, asked) = (Arc::clone(&desk), asked.clone());
            async move {
                let node = desk.node(number).clone();
                match number % 4 {
                    0 => drop(node.expire_holds().await.unwrap()),
                    1 => drop(desk.try_book(1, PaymentMethod::Airtel).await),
                    _ => drop(node.apply_report(asked[number % 6].payment, Reported::Completed(francs(FARE))).await.unwrap()),
                }
            }
        });
        raced.await;
        for one in &asked {
            desk.node(0).apply_report(one.payment, Reported::Completed(francs(FARE))).await.unwrap();
        }
        desk.node(0).expire_holds().await.unwrap();
        desk.deliver().await;
        for one in &asked {
            let status = desk.payment(one.payment).await.status;
            let stands = desk.booking(one.booking).await.status == ReservationStatus::Confirmed;
            let back = desk.mtn.given_back(one.charge);
            assert_eq!((stands, back), if stands { (true, 0) } else { (false, FARE) });
            assert_eq!(status, if stands { PaymentStatus::Completed } else { PaymentStatus::Refunded });
        }
        desk.adds_up().await;
    }

    async fn reports_race_with_cancelling(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let by = crate::studio::ground::staff(&desk.house, Role::Administrator).await;
        for _ in 0..4 {
            let asked = desk.ask(2, PaymentMethod::Mtn).await;
            at_once(8, |number| {
                let (node, by) = (desk.node(number).clone(), by.clone());
                async move {
                    if number % 2 == 0 {
                        node.apply_report(asked.payment, Reported::Completed(francs(2 * FARE))).await.unwrap();
                        return;
                    }
                    let who = Canceller::Staff { by: Box::new(by), refund: true };
                    match node.cancel_travel_booking(asked.booking, who, None).await {
                        Ok(_) | Err(CancelTravelError::Refused(_)) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            })
            .await;
            desk.deliver().await;
            assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Cancelled);
            assert_eq!(desk.mtn.given_back(asked.charge), 2 * FARE);
            assert_eq!(desk.payment(asked.payment).await.status, PaymentStatus::Refunded);
        }
        assert_eq!(desk.places().await.taken(), 0);
        desk.adds_up().await;
    }

    async fn another_amount_is_never_good_enough(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        let taken = francs(FARE - 1);
        desk.mtn.says(asked.charge, Reported::Completed(taken));
        desk.reconcile(PaymentMethod::Mtn).await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!(payment.alert, Some(PaymentAlert::WrongAmount { taken }));
        assert_eq!(payment.status, PaymentStatus::Pending);
        assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Pending);
        assert_eq!(desk.node(0).alerted_payments(None, 10).await.unwrap().len(), 1);
        assert!(!desk.node(0).look_at_payment(asked.payment).await.unwrap(), "it calls until it is given back");
        assert_eq!(desk.details(asked.payment).await.left, Some(taken));
        let by = crate::studio::ground::staff(&desk.house, Role::Administrator).await.id;
        let key = desk.node(0).new_form_key();
        desk.node(0).refund_by_staff(asked.payment, taken, key, by).await.unwrap();
        desk.deliver().await;
        let payment = desk.payment(asked.payment).await;
        assert_eq!((payment.status, payment.alert), (PaymentStatus::Refunded, None));
        assert_eq!(desk.mtn.given_back(asked.charge), taken.amount);
        desk.house.advance(MINUTE * 10);
        desk.node(0).expire_holds().await.unwrap();
        desk.adds_up().await;
    }

    async fn contradictions_and_unknown_words_call_for_a_look(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        let node = desk.node(0);
        node.apply_report(asked.payment, Reported::Unknown).await.unwrap();
        node.apply_report(asked.payment, Reported::Unknown).await.unwrap();
        let payment = desk.payment(asked.payment).await;
        assert_eq!(payment.alert, Some(PaymentAlert::UnknownStatus));
        assert_eq!(payment.status, PaymentStatus::Pending);
        let alerted = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'payment.alerted'";
        assert_eq!(desk.house.count(alerted).await, 1, "once");
        node.apply_report(asked.payment, Reported::Completed(francs(FARE))).await.unwrap();
        assert_eq!(desk.payment(asked.payment).await.alert, None, "it is understood now");
        node.apply_report(asked.payment, Reported::Failed(FailureReason::Refused)).await.unwrap();
        let payment = desk.payment(asked.payment).await;
        assert_eq!((payment.status, payment.alert), (PaymentStatus::Completed, Some(PaymentAlert::Contradiction)));
        assert!(node.look_at_payment(asked.payment).await.unwrap());
        assert!(!node.look_at_payment(asked.payment).await.unwrap());
        assert_eq!(node.payments_waiting().await.unwrap().alerts, 0);
        desk.adds_up().await;
    }
}

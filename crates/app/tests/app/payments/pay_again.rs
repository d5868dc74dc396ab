//! A further attempt to pay for seats that are still held.

use foh_app::payments::{PayError, PaymentRow};
use foh_domain::{
    booking::ReservationStatus,
    identity::PhoneNumber,
    payments::{FailureReason, PaymentMethod, PaymentStatus, RefundCause, Reported},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Desk, FARE, MINUTE, francs};
use crate::house::at_once;

fn phone() -> PhoneNumber {
    PhoneNumber::parse("+250730999888").unwrap()
}

/// The attempt that waits for its payer.
async fn pending(desk: &Desk, booking: Uuid) -> PaymentRow {
    let mut payments = desk.payments(booking).await.into_iter();
    let found = payments.find(|payment| payment.status == PaymentStatus::Pending);
    found.expect("a payment that waits")
}

both_engines! {
    async fn another_attempt_by_another_phone(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        let node = desk.node(0);
        let underway = node.pay_again(asked.booking, PaymentMethod::Airtel, Some(phone())).await;
        assert!(matches!(underway, Err(PayError::Underway)), "{underway:?}");
        node.apply_report(asked.payment, Reported::Failed(FailureReason::Refused)).await.unwrap();
        let tried = at_once(16, |number| {
            let node = desk.node(number).clone();
            async move { node.pay_again(asked.booking, PaymentMethod::Airtel, Some(phone())).await }
        })
        .await;
        let mut made = tried.into_iter().filter_map(Result::ok);
        let (payment, none) = (made.next().unwrap(), made.next());
        assert!(none.is_none(), "one of many");
        desk.deliver().await;
        let charge = desk.payment(payment).await.charge_id;
        let words = desk.airtel.charges(charge).remove(0);
        assert!(words.contains("+250730999888") && words.contains("5,000"), "{words}");
        desk.airtel.says(charge, Reported::Completed(francs(FARE)));
        desk.reconcile(PaymentMethod::Airtel).await;
        assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Confirmed);
        let paid = node.pay_again(asked.booking, PaymentMethod::Airtel, Some(phone())).await;
        assert!(matches!(paid, Err(PayError::NothingDue)), "{paid:?}");
        desk.adds_up().await;
    }

    /// A page was left for another way to pay, and then both are paid: one goes back.
    async fn what_is_paid_twice_goes_back(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(2, PaymentMethod::Card).await;
        let second = desk.node(0).pay_again(asked.booking, PaymentMethod::Mtn, Some(phone())).await.unwrap();
        desk.deliver().await;
        let paid = Reported::Completed(francs(2 * FARE));
        at_once(8, |number| {
            let node = desk.node(number).clone();
            let payment = if number % 2 == 0 { asked.payment } else { second };
            async move { node.apply_report(payment, paid).await.unwrap() }
        })
        .await;
        desk.deliver().await;
        let payments = desk.payments(asked.booking).await;
        let statuses: Vec<_> = payments.iter().map(|payment| payment.status).collect();
        assert!(statuses.contains(&PaymentStatus::Completed) && statuses.contains(&PaymentStatus::Refunded), "{statuses:?}");
        let back = payments.iter().find(|payment| payment.status == PaymentStatus::Refunded).unwrap();
        assert_eq!(desk.details(back.id).await.refunds[0].cause, RefundCause::PaidTwice);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        assert_eq!(desk.places().await.confirmed, 2);
        desk.adds_up().await;
    }

    async fn what_cannot_be_paid_is_refused(engine: Engine) {
        let desk = Desk::open(engine, 8).await;
        let asked = desk.ask(1, PaymentMethod::Mtn).await;
        let node = desk.node(0);
        let tried = node.pay_again(asked.booking, PaymentMethod::Cash, None).await;
        assert!(matches!(tried, Err(PayError::NotOffered)), "{tried:?}");
        let tried = node.pay_again(asked.booking, PaymentMethod::Mtn, None).await;
        assert!(matches!(tried, Err(PayError::PhoneNeeded)), "{tried:?}");
        let tried = node.pay_again(Uuid::from_u128(7), PaymentMethod::Card, None).await;
        assert!(matches!(tried, Err(PayError::Unknown)), "{tried:?}");
        for attempt in 1..10 {
            let open = pending(&desk, asked.booking).await;
            node.apply_report(open.id, Reported::Failed(FailureReason::Refused)).await.unwrap();
            assert!(node.pay_again(asked.booking, PaymentMethod::Mtn, Some(phone())).await.is_ok(), "{attempt}");
        }
        let open = pending(&desk, asked.booking).await;
        node.apply_report(open.id, Reported::Failed(FailureReason::Refused)).await.unwrap();
        let tried = node.pay_again(asked.booking, PaymentMethod::Mtn, Some(phone())).await;
        assert!(matches!(tried, Err(PayError::TooOften)), "{tried:?}");
        desk.house.advance(MINUTE * 10);
        let tried = node.pay_again(asked.booking, PaymentMethod::Mtn, Some(phone())).await;
        assert!(matches!(tried, Err(PayError::TooLate)), "{tried:?}");
    }
}

//! Cash that waits at the desk is handed over once, out of an open drawer, by whoever sells the route.

use foh_app::travel::ShiftError;
use foh_domain::{
    identity::Role,
    payments::{PaymentStatus, RefundStatus},
};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{Desk, FARE, francs};
use crate::house::{MANY, at_once};

both_engines! {
    async fn cash_is_handed_over_once(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (seller, other) = (desk.operator().await, desk.operator().await);
        let sold = desk.sold(2, &seller).await;
        desk.sold(4, &other).await;
        desk.cancelling(0, &sold, None).await.unwrap();
        let waiting = desk.shown(&sold).await.cash_to_hand_over().expect("cash that waits").id;
        let answers = at_once(MANY, |n| {
            let (node, by) = (desk.node(n).clone(), if n % 2 == 0 { seller.clone() } else { other.clone() });
            async move { node.hand_over_refund(waiting, &by).await }
        })
        .await;
        let done = answers.iter().filter(|answer| answer.is_ok()).count();
        let refused = answers.iter().filter(|answer| matches!(answer, Err(ShiftError::NothingToHandOver))).count();
        assert_eq!((done, refused), (1, MANY - 1), "{answers:?}");
        let item = desk.shown(&sold).await;
        assert_eq!((item.refunds[0].status, item.payments[0].status), (RefundStatus::Completed, PaymentStatus::Refunded));
        let [one, two] = [desk.shift_of(&seller).await.drawer, desk.shift_of(&other).await.drawer];
        assert_eq!(one.refunds.amount + two.refunds.amount, FARE * 2);
        desk.adds_up().await;
    }

    async fn a_drawer_gives_no_more_than_lies_in_it(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (seller, other) = (desk.operator().await, desk.operator().await);
        let sold = desk.sold(2, &seller).await;
        desk.cancelling(0, &sold, None).await.unwrap();
        let waiting = desk.shown(&sold).await.cash_to_hand_over().expect("cash that waits").id;
        assert!(matches!(desk.node(0).hand_over_refund(waiting, &other).await, Err(ShiftError::Refused(_))));
        let none = desk.staff(Role::TravelOperator, &[desk.route]).await;
        assert!(matches!(desk.node(0).hand_over_refund(waiting, &none).await, Err(ShiftError::NoneOpen)));
        assert!(matches!(desk.node(0).hand_over_refund(uuid::Uuid::from_u128(9), &seller).await, Err(ShiftError::Unknown)));
        desk.node(0).hand_over_refund(waiting, &seller).await.unwrap();
        assert_eq!(desk.shift_of(&seller).await.drawer.refunds, francs(FARE * 2));
        desk.adds_up().await;
    }

    async fn another_operators_route_is_not_paid_out(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let seller = desk.operator().await;
        let sold = desk.sold(1, &seller).await;
        desk.cancelling(0, &sold, None).await.unwrap();
        let waiting = desk.shown(&sold).await.cash_to_hand_over().expect("cash that waits").id;
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        desk.node(0).open_shift(francs(FARE * 9), &stranger).await.unwrap();
        let refused = desk.node(0).hand_over_refund(waiting, &stranger).await;
        assert!(matches!(refused, Err(ShiftError::NotYours)), "{refused:?}");
        // What goes back by a provider is no cash.
        let paid = desk.paid(1).await;
        desk.cancelling(0, &paid, None).await.unwrap();
        let by_phone = desk.shown(&paid).await.refunds[0].id;
        assert!(matches!(desk.node(0).hand_over_refund(by_phone, &seller).await, Err(ShiftError::NothingToHandOver)));
        desk.node(0).hand_over_refund(waiting, &seller).await.unwrap();
        desk.adds_up().await;
    }
}

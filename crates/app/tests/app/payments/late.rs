//! Money that comes when the hold is over.

use foh_domain::{
    booking::ReservationStatus,
    payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus, Reported},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use super::ground::{Desk, FARE, MINUTE, francs};

/// Somebody is asked to pay, and the hold runs out.
async fn too_late(desk: &Desk, seats: u32) -> super::ground::Asked {
    let asked = desk.ask(seats, PaymentMethod::Mtn).await;
    desk.house.advance(MINUTE * 10);
    assert_eq!(desk.node(0).expire_holds().await.unwrap(), 1);
    assert_eq!(
        desk.booking(asked.booking).await.status,
        ReservationStatus::Expired
    );
    asked
}

both_engines! {
    async fn seats_that_are_still_free_are_taken_again(engine: Engine) {
        let desk = Desk::open(engine, 3).await;
        let asked = too_late(&desk, 3).await;
        desk.mtn.says(asked.charge, Reported::Completed(francs(3 * FARE)));
        desk.reconcile(PaymentMethod::Mtn).await;
        assert_eq!(desk.booking(asked.booking).await.status, ReservationStatus::Confirmed);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 1);
        assert_eq!(desk.letters("travel_paid_late", asked.booking).await, 0);
        assert_eq!(desk.places().await.confirmed, 3);
        desk.adds_up().await;
    }

    async fn money_for_seats_that_are_gone_goes_back(engine: Engine) {
        let desk = Desk::open(engine, 3).await;
        let asked = too_late(&desk, 2).await;
        desk.paid(2, PaymentMethod::Airtel).await;
        desk.mtn.says(asked.charge, Reported::Completed(francs(2 * FARE)));
        desk.reconcile(PaymentMethod::Mtn).await;
        let details = desk.details(asked.payment).await;
        assert_eq!(details.payment.status, PaymentStatus::Completed);
        assert_eq!(details.refunds[0].cause, RefundCause::PaidLate);
        assert_eq!(desk.node(0).open_refunds(None, 9).await.unwrap().len(), 1);
        assert_eq!(desk.letters("travel_paid_late", asked.booking).await, 1);
        assert_eq!(desk.letters("travel_ticket", asked.booking).await, 0);
        desk.deliver().await;
        let details = desk.details(asked.payment).await;
        assert_eq!(details.payment.status, PaymentStatus::Refunded);
        assert_eq!(details.refunds[0].status, RefundStatus::Completed);
        assert_eq!(desk.mtn.given_back(asked.charge), 2 * FARE);
        assert!(desk.node(0).open_refunds(None, 9).await.unwrap().is_empty());
        desk.adds_up().await;
    }

    async fn nothing_is_taken_again_of_a_bus_that_has_left(engine: Engine) {
        let desk = Desk::open(engine, 3).await;
        let asked = too_late(&desk, 2).await;
        desk.house.advance(SignedDuration::from_hours(8));
        desk.node(2).apply_report(asked.payment, Reported::Completed(francs(2 * FARE))).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.mtn.given_back(asked.charge), 2 * FARE);
        assert_eq!(desk.places().await.taken(), 0);
        desk.adds_up().await;
    }
}

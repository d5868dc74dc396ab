//! A member pays for a session: the place is theirs whether it is paid or not.

use std::sync::Arc;

use foh_app::{
    House, Settings,
    outbox::Carrier,
    payments::{PayError, PaymentCarrier, Providers},
};
use foh_domain::{
    booking::ReservationStatus,
    payments::{PaymentMethod, PaymentStatus, Reported},
    studio::Session,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::provider::Provider;
use crate::studio::ground::{HOUR, Studio, offered, price};

async fn studio(engine: Engine) -> (Studio, Arc<Provider>) {
    let card = Arc::new(Provider::page());
    let providers = Providers::default().with(PaymentMethod::Card, card.clone());
    let studio = Studio::with(engine, move |settings| Settings {
        providers: providers.clone(),
        ..settings
    })
    .await;
    (studio, card)
}

/// A member with a booking of a session at this price.
async fn booked(studio: &Studio, amount: i64) -> (Uuid, Uuid) {
    let session = Session {
        price: price(amount),
        ..offered(9)
    };
    let (session, member) = (studio.make(session).await, studio.member().await);
    let booked = studio
        .node(0)
        .book_session(session, member, None)
        .await
        .unwrap();
    (member, booked.booking_id)
}

async fn deliver(house: &House) {
    let carrier: Arc<dyn Carrier> = Arc::new(PaymentCarrier);
    while house.deliver_due(&carrier).await.unwrap() > 0 {}
}

async fn status(house: &House, booking: Uuid) -> ReservationStatus {
    let found = house
        .database()
        .read(move |tx| foh_store::reservations::get(tx, booking))
        .await;
    found.unwrap().unwrap().status
}

both_engines! {
    async fn a_payment_only_marks_the_booking_paid(engine: Engine) {
        let (studio, card) = studio(engine).await;
        let (member, booking) = booked(&studio, 2_500).await;
        let node = studio.node(0);
        let other = studio.member().await;
        let tried = node.pay_for_session(other, booking, PaymentMethod::Card, None).await;
        assert!(matches!(tried, Err(PayError::Unknown)), "{tried:?}");
        let payment = node.pay_for_session(member, booking, PaymentMethod::Card, None).await.unwrap();
        deliver(node).await;
        let charge = node.payment(payment).await.unwrap().unwrap().payment.charge_id;
        assert!(card.charges(charge)[0].starts_with("€25.00"), "{:?}", card.charges(charge));
        studio.house.advance(HOUR);
        let second = node.pay_for_session(member, booking, PaymentMethod::Card, None).await.unwrap();
        deliver(node).await;
        for id in [payment, payment, second] {
            node.apply_report(id, Reported::Completed(price(2_500))).await.unwrap();
        }
        deliver(node).await;
        assert_eq!(status(node, booking).await, ReservationStatus::Confirmed);
        let of = node.payments_of(booking).await.unwrap();
        let statuses: Vec<_> = of.iter().map(|details| details.payment.status).collect();
        assert_eq!(statuses, [PaymentStatus::Completed, PaymentStatus::Refunded]);
        let tried = node.pay_for_session(member, booking, PaymentMethod::Card, None).await;
        assert!(matches!(tried, Err(PayError::NothingDue)), "{tried:?}");
        studio.house.adds_up().await;
    }

    async fn money_for_what_is_cancelled_goes_back(engine: Engine) {
        let (studio, card) = studio(engine).await;
        let (member, booking) = booked(&studio, 2_500).await;
        let node = studio.node(0);
        let payment = node.pay_for_session(member, booking, PaymentMethod::Card, None).await.unwrap();
        deliver(node).await;
        node.cancel_booking(booking, member).await.unwrap();
        node.apply_report(payment, Reported::Completed(price(2_500))).await.unwrap();
        deliver(node).await;
        let details = node.payment(payment).await.unwrap().unwrap();
        assert_eq!(details.payment.status, PaymentStatus::Refunded);
        assert_eq!(card.given_back(details.payment.charge_id), 2_500);
        assert_eq!(status(node, booking).await, ReservationStatus::Cancelled);
        let tried = node.pay_for_session(member, booking, PaymentMethod::Card, None).await;
        assert!(matches!(tried, Err(PayError::TooLate)), "{tried:?}");
        let (member, free) = booked(&studio, 0).await;
        let tried = node.pay_for_session(member, free, PaymentMethod::Card, None).await;
        assert!(matches!(tried, Err(PayError::NothingDue)), "{tried:?}");
    }
}

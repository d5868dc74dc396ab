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
    studio::{PaidState, Session},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::provider::Provider;
use crate::{
    house::at_once,
    studio::ground::{HOUR, Studio, offered, price},
};

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

/// Asks for the payment and has the provider say that it was made.
async fn paid(studio: &Studio, (member, booking): (Uuid, Uuid)) -> Uuid {
    let node = studio.node(0);
    let payment = node
        .pay_for_session(member, booking, PaymentMethod::Card, None)
        .await
        .unwrap();
    deliver(node).await;
    let report = Reported::Completed(price(2_500));
    node.apply_report(payment, report).await.unwrap();
    payment
}

async fn state(studio: &Studio, (member, booking): (Uuid, Uuid)) -> PaidState {
    let found = studio.node(1).own_booking(booking, member).await.unwrap();
    found.unwrap().paid.state
}

/// The letters of this kind as they leave from a house where guests pay.
async fn letters(studio: &Studio, kind: &str) -> Vec<String> {
    let kept = studio.node(0).mailbox(None, 1_000).await.unwrap();
    kept.into_iter()
        .filter(|(summary, _)| summary.kind == kind)
        .filter_map(|(_, mail)| Some(mail?.text))
        .collect()
}

/// The refunds of this payment, and what the provider gave back of it.
async fn given_back(studio: &Studio, card: &Provider, payment: Uuid) -> (usize, u64) {
    let details = studio.node(0).payment(payment).await.unwrap().unwrap();
    let back = card.given_back(details.payment.charge_id);
    (details.refunds.len(), back)
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

    async fn a_booking_says_how_it_stands_with_its_money(engine: Engine) {
        let (studio, _) = studio(engine).await;
        let asked @ (member, booking) = booked(&studio, 2_500).await;
        let free = booked(&studio, 0).await;
        let node = studio.node(0);
        assert_eq!((state(&studio, asked).await, state(&studio, free).await), (PaidState::Due, PaidState::None));
        let letter = letters(&studio, "booked").await.into_iter().find(|text| text.contains("due")).unwrap();
        let here = format!("Pay here:\nhttps://tickets.example.org/bookings/{booking}/pay");
        assert!(letter.contains("€25.00 is due") && letter.contains(&here), "{letter}");
        let payment = node.pay_for_session(member, booking, PaymentMethod::Card, None).await.unwrap();
        assert_eq!(state(&studio, asked).await, PaidState::Pending);
        node.apply_report(payment, Reported::Failed(foh_domain::payments::FailureReason::NotAuthorised)).await.unwrap();
        assert_eq!(state(&studio, asked).await, PaidState::Failed);
        let payment = paid(&studio, asked).await;
        assert_eq!(state(&studio, asked).await, PaidState::Paid);
        let letter = letters(&studio, "booked").await.into_iter().find(|text| text.contains("€25.00 is paid")).unwrap();
        assert!(!letter.contains("Pay here"), "{letter}");
        assert_eq!(node.booking_paid_by(payment, member).await.unwrap(), Some(booking));
        assert_eq!(node.booking_paid_by(payment, free.0).await.unwrap(), None, "it is somebody else's");

        node.cancel_booking(booking, member).await.unwrap();
        assert_eq!(state(&studio, asked).await, PaidState::Refunding);
        let letter = letters(&studio, "booking_cancelled").await.remove(0);
        assert!(letter.contains("€25.00 goes back to your card."), "{letter}");
        deliver(node).await;
        assert_eq!(state(&studio, asked).await, PaidState::Refunded);
        node.cancel_booking(free.1, free.0).await.unwrap();
        let none = letters(&studio, "booking_cancelled").await;
        assert_eq!(none.iter().filter(|text| text.contains("back")).count(), 2, "the place is, and once money: {none:?}");
    }

    async fn what_is_paid_is_given_back_once(engine: Engine) {
        let (studio, card) = studio(engine).await;
        let asked @ (member, booking) = booked(&studio, 2_500).await;
        let payment = paid(&studio, asked).await;
        let nodes: Vec<House> = (0..8).map(|number| studio.node(number).clone()).collect();
        let cancelled = at_once(8, |number| {
            let node = nodes[number].clone();
            async move { node.cancel_booking(booking, member).await.is_ok() }
        })
        .await;
        assert_eq!(cancelled.into_iter().filter(|done| *done).count(), 1);
        deliver(studio.node(0)).await;
        assert_eq!(given_back(&studio, &card, payment).await, (1, 2_500));
        assert_eq!(state(&studio, asked).await, PaidState::Refunded);
        studio.house.adds_up().await;
    }

    /// The money arrives while the place is given back: whichever is first, all of it goes back, once.
    async fn paying_and_cancelling_at_once_keep_nothing(engine: Engine) {
        let (studio, card) = studio(engine).await;
        for _ in 0..6 {
            let asked @ (member, booking) = booked(&studio, 2_500).await;
            let node = studio.node(0);
            let payment = node.pay_for_session(member, booking, PaymentMethod::Card, None).await.unwrap();
            deliver(node).await;
            let nodes: Vec<House> = (0..4).map(|number| studio.node(number).clone()).collect();
            at_once(4, |number| {
                let node = nodes[number].clone();
                async move {
                    match number {
                        0 => drop(node.cancel_booking(booking, member).await.unwrap()),
                        1 => drop(node.pay_for_session(member, booking, PaymentMethod::Card, None).await),
                        _ => drop(node.apply_report(payment, Reported::Completed(price(2_500))).await.unwrap()),
                    }
                }
            })
            .await;
            deliver(node).await;
            assert_eq!(given_back(&studio, &card, payment).await, (1, 2_500));
            let state = state(&studio, asked).await;
            assert!(matches!(state, PaidState::Refunded | PaidState::Pending), "{state:?}");
            assert_eq!(status(node, booking).await, ReservationStatus::Cancelled);
        }
        studio.house.adds_up().await;
    }

    async fn a_session_that_is_called_off_gives_all_back(engine: Engine) {
        let (studio, card) = studio(engine).await;
        let session = studio.make(Session { price: price(2_500), ..offered(9) }).await;
        let mut payments = Vec::new();
        let mut asked = Vec::new();
        for number in 0..4 {
            let member = studio.member().await;
            let booking = studio.node(0).book_session(session, member, None).await.unwrap().booking_id;
            if number > 0 {
                payments.push(paid(&studio, (member, booking)).await);
            }
            asked.push((member, booking));
        }
        let rome = jiff::tz::TimeZone::get("Europe/Rome").unwrap();
        let owner = studio.facilitator.id;
        let seen = studio.node(1).dashboard(owner, &rome).await.unwrap();
        assert_eq!((seen.metrics.revenue, seen.paid), (price(4 * 2_500), price(3 * 2_500)));
        studio.node(1).cancel_session(session, &studio.facilitator).await.unwrap();
        let letters = letters(&studio, "session_cancelled").await;
        let told = letters.iter().filter(|text| text.contains("€25.00 goes back to your card."));
        assert_eq!((letters.len(), told.count()), (4, 3));
        deliver(studio.node(0)).await;
        for payment in payments {
            assert_eq!(given_back(&studio, &card, payment).await, (1, 2_500));
        }
        assert_eq!(state(&studio, asked[0]).await, PaidState::None);
        assert_eq!(state(&studio, asked[1]).await, PaidState::Refunded);
        let seen = studio.node(1).dashboard(owner, &rome).await.unwrap();
        assert_eq!((seen.metrics.revenue, seen.paid), (price(0), price(0)));
        studio.house.adds_up().await;
    }
}

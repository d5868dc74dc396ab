//! Seats that are held until a deadline, and what becomes of them there.

use foh_app::payments::Applied;
use foh_domain::{booking::ReservationStatus, payments::Settlement};
use foh_testkit::{both_engines, engines::Engine};

use super::ground::{DAY, Desk, MINUTE, PATIENCE, SECOND, departs, ending, read, word};
use crate::{
    house::{MANY, at_once},
    studio::gate::Doing,
};

const FREED: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'travel_expired'";

both_engines! {
    async fn a_hold_ends_at_its_deadline(engine: Engine) {
        let desk = Desk::open(engine, 3).await;
        let held = desk.held(3).await;
        desk.house.advance(PATIENCE - SECOND);
        assert_eq!(desk.expiring(0).await, 0, "a second early");
        assert!(word(&desk.booking(1, 1).await).starts_with("Full"));
        desk.house.advance(SECOND);
        assert_eq!(desk.expiring(1).await, 1);
        assert_eq!(desk.shown(&held).await.view.status, ReservationStatus::Expired);
        assert_eq!(desk.letters("travel_expired", held.id).await, 1);
        assert_eq!(desk.places().await.available(), 3);
        read(desk.booking(2, 3).await.unwrap());
        assert_eq!(desk.expiring(0).await, 0);
        desk.adds_up().await;
    }

    /// Six workers on three nodes, some forty holds with one deadline: each ends once, while others take the seats.
    async fn seats_are_freed_once(engine: Engine) {
        let desk = Desk::open(engine, 60).await;
        let (_, other) = desk.another_departure(60).await;
        let mut held = 0;
        for n in 0..40 {
            let mut request = desk.request(1 + u32::from(n % 4 == 0));
            if n % 5 == 0 {
                request.departure_id = other;
            }
            held += i64::from(request.party.get());
            desk.asking(n, &format!("held {n}"), &request).await.unwrap();
        }
        assert_eq!(held, 50);
        desk.house.advance(PATIENCE);
        let answers = at_once(24, |n| -> Doing<(u64, usize)> {
            if n % 4 == 0 {
                let expiring = desk.expiring(n);
                return Box::pin(async move { (expiring.await, 0) });
            }
            let booking = desk.booking(n, 1);
            Box::pin(async move { (0, usize::from(word(&booking.await) == "booked")) })
        })
        .await;
        assert_eq!(answers.iter().map(|answer| answer.0).sum::<u64>(), 40);
        assert_eq!(desk.house.count(FREED).await, 40);
        let booked: usize = answers.iter().map(|answer| answer.1).sum();
        assert_eq!((desk.places().await.held as usize, desk.places_of(other).await.held), (booked, 0));
        desk.adds_up().await;
    }

    /// The money comes in the moment in which the hold ends. Whoever was first, the passenger has a seat or the money.
    async fn paid_in_the_moment_of_the_deadline(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let mut bookings = Vec::new();
        for _ in 0..20 {
            bookings.push(desk.held(2).await);
        }
        let mut payments = Vec::new();
        for booking in &bookings {
            payments.push(desk.payments(booking.id).await.remove(0).id);
        }
        desk.house.advance(PATIENCE);
        // As many new passengers as there are seats want those that are freed.
        let answers = at_once(MANY, |n| -> Doing<Option<Applied>> {
            if let Some(payment) = payments.get(n) {
                let paying = desk.pays(n, *payment, 2);
                return Box::pin(async move { Some(paying.await) });
            }
            if n % 8 == 0 {
                let expiring = desk.expiring(n);
                return Box::pin(async move { expiring.await; None });
            }
            let booking = desk.booking(n, 1);
            Box::pin(async move { word(&booking.await); None })
        })
        .await;
        let settled = |settlement| answers.iter().filter(|answer| **answer == Some(Applied::Completed(Some(settlement)))).count();
        let seated = settled(Settlement::Confirm) + settled(Settlement::TakeAgain);
        let back = settled(Settlement::GiveBack);
        assert_eq!(seated + back, 20, "{answers:?}");
        desk.expiring(0).await;
        let places = desk.places().await;
        assert_eq!(places.confirmed as usize, seated * 2);
        let refunds = "SELECT COUNT(*) AS n FROM refunds WHERE cause = 'paid_late'";
        assert_eq!(desk.house.count(refunds).await, i64::try_from(back).unwrap());
        desk.adds_up().await;
    }

    async fn no_hold_outlasts_its_departure(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        desk.before_departure(MINUTE * 3);
        let held = desk.held(2).await;
        assert_eq!(desk.shown(&held).await.view.hold_until, Some(departs()));
        desk.house.advance(MINUTE * 3 - SECOND);
        assert_eq!(desk.expiring(0).await, 0);
        desk.house.advance(SECOND);
        let payment = desk.payments(held.id).await.remove(0).id;
        let applied = desk.pays(1, payment, 2).await;
        assert_eq!(applied, Applied::Completed(Some(Settlement::GiveBack)), "the bus has left");
        assert_eq!(desk.expiring(0).await, 1);
        assert_eq!(desk.places().await.taken(), 0);
        desk.adds_up().await;
    }

    /// Nothing ended holds for two days, and what ends reservations of the theatre does not touch them.
    async fn what_was_left_lying_is_freed_with_its_seats(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let held = desk.held(4).await;
        desk.house.advance(DAY * 2);
        desk.node(0).expire_reservations().await.unwrap();
        assert_eq!(desk.shown(&held).await.view.status, ReservationStatus::Pending);
        desk.adds_up().await;
        assert_eq!(desk.expiring(0).await, 1);
        assert_eq!((desk.places().await.held, desk.letters("travel_expired", held.id).await), (0, 1));
        desk.adds_up().await;
    }

    async fn cancelled_in_the_moment_of_the_deadline(engine: Engine) {
        let desk = Desk::open(engine, 60).await;
        let mut bookings = Vec::new();
        for _ in 0..30 {
            bookings.push(desk.held(2).await);
        }
        desk.house.advance(PATIENCE);
        let answers = at_once(MANY, |n| -> Doing<(u64, String)> {
            if n % 8 == 7 {
                let expiring = desk.expiring(n);
                return Box::pin(async move { (expiring.await, String::new()) });
            }
            let cancelling = desk.cancelling(n, &bookings[n % 30], None);
            Box::pin(async move { (0, ending(&cancelling.await)) })
        })
        .await;
        let expired: u64 = answers.iter().map(|answer| answer.0).sum();
        let cancelled = answers.iter().filter(|answer| answer.1 == "NothingPaid").count();
        assert!(answers.iter().all(|(_, word)| ["", "NothingPaid", "AlreadyCancelled"].contains(&word.as_str())), "{answers:?}");
        assert_eq!(expired + cancelled as u64 + desk.expiring(0).await, 30);
        assert_eq!(desk.places().await.held, 0);
        desk.adds_up().await;
    }
}

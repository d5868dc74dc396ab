//! Whose bookings are: kept for a time, copied, erased, sealed anew; found by nothing that was erased.

use foh_app::{House, travel::TravelBookingRequest};
use foh_domain::{
    booking::{Reference, ReservationStatus},
    privacy::Keyring,
};
use foh_testkit::{both_engines, engines::Engine};

use uuid::Uuid;

use super::ground::{DAY, Desk, HOUR, Ticketed, departs, passenger, read};
use crate::{
    accounts::links,
    house::{at_once, token},
    studio::gate::Doing,
};

const NAMED: &str =
    "SELECT COUNT(*) AS n FROM reservations WHERE guest IS NOT NULL OR email_lookup IS NOT NULL";
const FOUND: &str = "SELECT COUNT(*) AS n FROM travel_bookings WHERE phone_lookup IS NOT NULL";
const ANSWERS: &str = "SELECT COUNT(*) AS n FROM idempotent_answers";
const ADA: &str = "ada@example.org";
const PHONE: &str = "+250788123456";

/// Ada books, by telephone and e-mail or by telephone only.
async fn ada(desk: &Desk, key: &str, email: Option<&str>) -> Ticketed {
    let request = TravelBookingRequest {
        guest: passenger(PHONE, email),
        ..desk.request(1)
    };
    read(desk.asking(0, key, &request).await.unwrap())
}

/// The booking that is found under the reference of this one.
async fn found(node: &House, booking: &Ticketed) -> Option<Uuid> {
    let phone = passenger(PHONE, None).phone.unwrap();
    let found = node.find_travel_booking(Reference::of(booking.id), &phone);
    found.await.ok().map(|(id, _)| id)
}

/// Of hundreds of bookings under one number two may share a reference; the latest of them is found.
async fn is_found(node: &House, booking: &Ticketed) -> bool {
    found(node, booking)
        .await
        .is_some_and(|id| id >= booking.id)
}

both_engines! {
    async fn passengers_are_erased_when_the_time_is_over(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let (paid, held) = (desk.paid(2).await, desk.held(1).await);
        ada(&desk, "by phone only", None).await;
        desk.cancelling(0, &held, None).await.unwrap();
        let erased = async |at| {
            desk.house.advance(departs().duration_since(desk.house.clock.now()) + at);
            let erased = at_once(6, |n| {
                let node = desk.node(n).clone();
                async move { node.erase_expired().await.unwrap().guests }
            });
            erased.await.into_iter().sum::<u64>()
        };
        assert_eq!(erased(DAY * 30 - HOUR).await, 0, "an hour too early");
        assert_eq!((desk.house.count(NAMED).await, desk.house.count(FOUND).await), (3, 3));
        assert_eq!(erased(DAY * 30 + HOUR).await, 3);
        assert_eq!((desk.house.count(NAMED).await, desk.house.count(FOUND).await), (0, 0));
        let office = desk.staff(foh_domain::identity::Role::Administrator, &[]).await;
        let item = desk.node(0).travel_booking(paid.id, &office).await.unwrap();
        assert!(item.guest.is_none());
        assert_eq!((item.view.party.get(), desk.places().await.confirmed), (2, 2), "numbers stay");
        desk.house.adds_up().await;
    }

    async fn a_copy_has_journeys(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let first = ada(&desk, "first", Some(ADA)).await;
        desk.house.advance(super::ground::SECOND);
        let second = ada(&desk, "second", Some("ADA@example.org")).await;
        ada(&desk, "by phone only", None).await;
        desk.held(1).await;
        let performance = desk.house.publish_performance(10).await;
        desk.node(0).reserve(performance, &crate::house::guest("Ada Rossi", ADA), crate::house::party(1), None).await.unwrap();
        let copy = desk.node(1).personal_data_for_staff(ADA).await.unwrap().copy;
        let ids: Vec<_> = copy.journeys.iter().map(|item| item.view.id).collect();
        assert_eq!(ids, [second.id, first.id], "the newest first");
        assert_eq!(copy.journeys[0].guest.as_ref().unwrap().phone.as_ref().unwrap().expose(), PHONE);
        assert_eq!(copy.journeys[0].payments.len(), 1);
        assert_eq!((copy.reservations.len(), copy.bookings.len(), copy.is_cut), (1, 0, false));
        let none = desk.node(1).personal_data_for_staff("nobody@example.org").await.unwrap().copy;
        assert!(none.is_empty() && !copy.is_empty());
    }

    async fn a_link_erases_every_journey(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let mut journeys = Vec::new();
        for n in 0..3 {
            journeys.push(ada(&desk, &format!("journey {n}"), Some(ADA)).await);
        }
        let other = desk.held(1).await;
        desk.cancelling(0, &journeys[2], None).await.unwrap();
        let copy = desk.node(0).personal_data_for_staff(ADA).await.unwrap().copy;
        assert!(copy.reservations.is_empty() && copy.journeys.len() == 3);
        desk.node(0).request_privacy_link(ADA).await.unwrap();
        let link = links(&desk.house, "privacy", "/privacy/link").await.remove(0);
        let erased = desk.node(1).erase_personal_data(token(&link)).await.unwrap();
        assert_eq!((erased.reservations, erased.account), (3, false));
        assert_eq!((desk.house.count(NAMED).await, desk.house.count(FOUND).await, desk.house.count(ANSWERS).await), (1, 1, 1), "somebody else's");
        for journey in &journeys {
            assert!(!is_found(desk.node(2), journey).await);
        }
        let shown = desk.shown(&journeys[0]).await;
        assert!(shown.guest.is_none() && shown.view.status == ReservationStatus::Pending, "the seat is still theirs");
        assert!(desk.shown(&other).await.guest.is_some());
        assert_eq!(desk.places().await.held, 3);
        desk.adds_up().await;
    }

    /// Whoever gave a number only is erased by staff, on the page of the booking.
    async fn staff_erase_whom_no_link_reaches(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let booking = ada(&desk, "by phone only", None).await;
        assert!(is_found(desk.node(0), &booking).await);
        desk.node(1).erase_reservation(booking.id).await.unwrap();
        assert_eq!((desk.house.count(NAMED).await, desk.house.count(FOUND).await, desk.house.count(ANSWERS).await), (0, 0, 0));
        assert!(!is_found(desk.node(0), &booking).await);
        desk.node(1).erase_reservation(booking.id).await.unwrap();
        desk.adds_up().await;
    }

    /// One erases, one cancels, one pays, while the time runs out: nothing of the person is left and everything adds up.
    async fn erased_while_others_go_on(engine: Engine) {
        let desk = Desk::open(engine, 60).await;
        let mut bookings = Vec::new();
        for n in 0..12 {
            let booking = ada(&desk, &format!("journey {n}"), Some(ADA)).await;
            let payment = desk.payments(booking.id).await.remove(0).id;
            bookings.push((booking, payment));
        }
        desk.house.advance(super::ground::PATIENCE);
        at_once(48, |n| -> Doing<()> {
            let (booking, payment) = &bookings[n / 4];
            match n % 4 {
                0 => {
                    let (node, id) = (desk.node(n).clone(), booking.id);
                    Box::pin(async move { node.erase_reservation(id).await.unwrap() })
                }
                1 => {
                    let cancelling = desk.cancelling(n, booking, None);
                    Box::pin(async move { super::ground::ending(&cancelling.await); })
                }
                2 => {
                    let paying = desk.pays(n, *payment, 1);
                    Box::pin(async move { paying.await; })
                }
                _ => {
                    let expiring = desk.expiring(n);
                    Box::pin(async move { expiring.await; })
                }
            }
        })
        .await;
        desk.expiring(0).await;
        assert_eq!((desk.house.count(NAMED).await, desk.house.count(FOUND).await, desk.house.count(ANSWERS).await), (0, 0, 0));
        desk.adds_up().await;
    }

    /// The secret changes while people look for their bookings: they are found throughout, and with the new key alone in the end.
    async fn bookings_are_found_under_another_key(engine: Engine) {
        let desk = Desk::open(engine, 400).await;
        let request = TravelBookingRequest { guest: passenger(PHONE, None), ..desk.request(1) };
        let given = desk.asking(0, "key", &request).await.unwrap().into_text();
        let mut bookings = Vec::new();
        for n in 0..320 {
            let email = format!("ada-{n}@example.org");
            bookings.push(ada(&desk, &format!("journey {n}"), (n % 2 == 0).then_some(email.as_str())).await);
        }
        let erased = ada(&desk, "erased", None).await;
        desk.node(0).erase_reservation(erased.id).await.unwrap();
        let with = |number: usize, keyring: Keyring| {
            let db = desk.house.node(number).database().clone();
            House::new(db, keyring, desk.house.clock.clone(), desk.node(0).settings().clone())
        };
        let both = || Keyring::new(&[8; 32]).with_former(&[7; 32]);
        let nodes = [with(0, both()), with(1, both())];
        let rotations = at_once(8, |n| {
            let (node, bookings) = (nodes[n % 2].clone(), bookings.clone());
            async move {
                if n < 2 {
                    return Some(node.rotate_keys().await.unwrap());
                }
                for booking in bookings.iter().skip(n).step_by(29) {
                    assert!(is_found(&node, booking).await);
                }
                None
            }
        });
        for rotation in rotations.await.into_iter().flatten() {
            assert_eq!(rotation.left(), 0, "{rotation:?}");
        }
        let during = nodes[0].repeatable("key", &asked(&request), |_: &foh_app::travel::TravelBooked| String::new());
        assert_eq!(nodes[0].book_departure(request.clone(), during).await.unwrap().into_text(), given, "sealed anew, and known by its former name");

        let after = with(2, Keyring::new(&[8; 32]));
        for booking in bookings.iter().step_by(17) {
            assert!(is_found(&after, booking).await);
            assert!(after.travel_booking_of(token(&booking.access)).await.unwrap().guest.is_some());
        }
        assert_ne!(found(&after, &erased).await, Some(erased.id), "what was erased stays erased");
        assert_eq!(desk.house.count(FOUND).await, 321);
        assert!(!is_found(desk.node(0), &bookings[0]).await, "by the former key nobody is found");
    }
}

/// What [`Desk::keyed`] says is asked for.
fn asked(request: &TravelBookingRequest) -> String {
    let phone = request.guest.phone.as_ref().unwrap().expose();
    let (party, method) = (request.party.get(), request.method);
    format!("{} {party} {method:?} {phone}", request.departure_id)
}

//! A departure is called off: nobody travels, everybody is told once, and what was paid goes back once.

use std::collections::BTreeMap;

use foh_app::travel::{CancelTravelError, CancelledDeparture};
use foh_domain::{
    booking::ReservationStatus,
    identity::Role,
    payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus},
};
use foh_testkit::{both_engines, engines::Engine};

use super::{
    cancel::board,
    ground::{Desk, FARE, PATIENCE, Ticketed, ending, francs, word},
};
use crate::{
    house::{MANY, at_once},
    studio::gate::{Doing, Gate, all},
};

fn call_off(
    desk: &Desk,
    node: usize,
    by: &foh_app::identity::Staff,
) -> Doing<Result<CancelledDeparture, CancelTravelError>> {
    let (house, by, departure) = (desk.node(node).clone(), by.clone(), desk.departure);
    Box::pin(async move { house.cancel_departure(departure, &by).await })
}

const REFUNDS: &str = "SELECT COUNT(*) AS n FROM refunds";
const TOLD: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'departure_cancelled'";

both_engines! {
    async fn bookings_in_every_state_end(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let operator = desk.operator().await;
        let expired = desk.held(1).await;
        desk.house.advance(PATIENCE);
        desk.expiring(0).await;
        let (held, paid, aboard) = (desk.held(2).await, desk.paid(3).await, desk.paid(1).await);
        let (sold, before) = (desk.sold(2, &operator).await, desk.paid(1).await);
        board(&desk, &aboard).await;
        desk.cancelling(0, &before, None).await.unwrap();

        let done = call_off(&desk, 1, &office).await.unwrap();
        assert_eq!((done.bookings, done.refunds), (4, 3));
        let mut states = BTreeMap::new();
        for (name, booking) in [("held", &held), ("paid", &paid), ("aboard", &aboard), ("sold", &sold), ("before", &before), ("expired", &expired)] {
            let item = desk.shown(booking).await;
            let told = desk.letters("departure_cancelled", booking.id).await;
            states.insert(name, (item.view.status, item.refunds.len(), told));
        }
        let cancelled = ReservationStatus::Cancelled;
        assert_eq!(states, BTreeMap::from([
            ("held", (cancelled, 0, 1)),
            ("paid", (cancelled, 1, 1)),
            ("aboard", (cancelled, 1, 1)),
            ("sold", (cancelled, 1, 1)),
            ("before", (cancelled, 1, 0)),
            ("expired", (ReservationStatus::Expired, 0, 0)),
        ]));
        let item = desk.shown(&paid).await;
        assert_eq!((item.refunds[0].cause, item.refunds[0].money), (RefundCause::DepartureCancelled, francs(FARE * 3)));
        let item = desk.shown(&sold).await;
        let cash = item.cash_to_hand_over().expect("cash that waits");
        assert_eq!((cash.money, cash.status), (francs(FARE * 2), RefundStatus::Pending));
        assert_eq!(desk.shift_of(&operator).await.drawer.refunds, francs(0), "nobody took it out yet");
        assert_eq!(desk.places().await.taken(), 0);
        assert_eq!(word(&desk.booking(0, 1).await), "Cancelled");
        assert_eq!(word(&desk.sale(0, 1, &operator).await), "Cancelled");
        // Whoever pays in spite of it gets it back.
        let payment = desk.payments(held.id).await.remove(0).id;
        desk.pays(2, payment, 2).await;
        assert_eq!(desk.shown(&held).await.refunds.len(), 1);
        desk.adds_up().await;
    }

    /// While others book, pay, cancel and give up: each booking is refused or cancelled with the rest, and the money goes back once.
    async fn nobody_is_left_and_nothing_goes_back_twice(engine: Engine) {
        #[derive(Debug)]
        enum Ended { Booked(String), Other, CalledOff(Option<CancelledDeparture>) }

        let desk = Desk::open(engine, 200).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let operator = desk.operator().await;
        let (mut paid, mut held) = (Vec::new(), Vec::new());
        for _ in 0..8 {
            paid.push(desk.paid(1).await);
            let waiting = desk.held(1).await;
            let payment = desk.payments(waiting.id).await.remove(0).id;
            held.push((waiting, payment));
        }
        let answers = at_once(MANY + 8, |n| -> Doing<Ended> {
            match n % 9 {
                8 if n % 2 == 0 => {
                    let ending = call_off(&desk, n, &office);
                    Box::pin(async move {
                        match ending.await {
                            Ok(done) => Ended::CalledOff(Some(done)),
                            Err(CancelTravelError::Refused(_)) => Ended::CalledOff(None),
                            Err(error) => panic!("{error:?}"),
                        }
                    })
                }
                0 => {
                    let cancelling = desk.cancelling(n, &paid[n / 9], None);
                    Box::pin(async move { ending(&cancelling.await); Ended::Other })
                }
                1 => {
                    let paying = desk.pays(n, held[n / 9].1, 1);
                    Box::pin(async move { paying.await; Ended::Other })
                }
                2 => {
                    let selling = desk.sale(n, 1, &operator);
                    Box::pin(async move { Ended::Booked(word(&selling.await)) })
                }
                _ => {
                    let booking = desk.booking(n, 1);
                    Box::pin(async move { Ended::Booked(word(&booking.await)) })
                }
            }
        })
        .await;
        let called_off: Vec<_> = answers.iter().filter_map(|ended| match ended { Ended::CalledOff(done) => *done, _ => None }).collect();
        assert_eq!(called_off.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|ended| !matches!(ended, Ended::Booked(word) if word != "booked" && word != "Cancelled")), "{answers:?}");
        let places = desk.places().await;
        assert_eq!((places.held, places.confirmed), (0, 0));
        let standing = "SELECT COUNT(*) AS n FROM reservations WHERE status IN ('pending', 'confirmed', 'checked_in')";
        assert_eq!(desk.house.count(standing).await, 0);
        assert_eq!(desk.house.count(TOLD).await, i64::from(called_off[0].bookings));
        let kept = "SELECT COUNT(*) AS n FROM payments p WHERE p.status = 'completed'
                      AND p.amount <> (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.payment_id = p.id)";
        assert_eq!(desk.house.count(kept).await, 0);
        desk.adds_up().await;
    }

    /// More have booked since everything was made ready than there are letters and refunds.
    async fn nobody_is_forgotten_who_books_in_the_last_moment(engine: Engine) {
        let desk = Desk::open(engine, 200).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let gate = Gate::shut(desk.node(0), desk.departure).await;
        let mut bookings: Vec<_> = (0..MANY).map(|_| desk.booking(0, 1)).collect();
        gate.queue(&mut bookings).await;
        let mut ending = [call_off(&desk, 0, &office)];
        gate.queue(&mut ending).await;
        gate.open().await;
        assert!(all(bookings).await.iter().all(Result::is_ok));
        let [ending] = ending;
        assert_eq!(ending.await.unwrap().bookings as usize, MANY);
        assert_eq!(desk.house.count(TOLD).await, i64::try_from(MANY).unwrap());
        desk.adds_up().await;
    }

    async fn it_is_called_off_once_and_not_by_strangers(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        let refused = call_off(&desk, 0, &stranger).await;
        assert!(matches!(refused, Err(CancelTravelError::NotYours)), "{refused:?}");
        let paid: Ticketed = desk.paid(1).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let answers = at_once(12, |n| call_off(&desk, n, &office)).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!((desk.house.count(REFUNDS).await, desk.letters("departure_cancelled", paid.id).await), (1, 1));
        let payment = desk.payments(paid.id).await.remove(0);
        assert_eq!((payment.method, payment.status), (PaymentMethod::Mtn, PaymentStatus::Completed));
        desk.adds_up().await;
    }

    async fn a_bus_that_has_left_is_not_called_off(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        desk.before_departure(super::ground::MINUTE);
        desk.node(0).mark_departed(desk.departure, office.held_to()).await.unwrap();
        let refused = call_off(&desk, 0, &office).await;
        assert!(matches!(refused, Err(CancelTravelError::Refused(_))), "{refused:?}");
    }
}

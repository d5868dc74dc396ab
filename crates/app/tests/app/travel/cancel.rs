//! A booking is cancelled, once, whoever else does something to it meanwhile.

use foh_app::{payments::Applied, travel::CancelTravelError};
use foh_domain::{
    booking::ReservationStatus,
    identity::Role,
    payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus, Settlement},
    travel::CancelQuote,
};
use foh_store::{check_ins, refunds, reservations};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Desk, FARE, HOUR, MINUTE, PATIENCE, SECOND, Ticketed, ending, francs, word};
use crate::{
    house::{MANY, at_once, tally},
    studio::gate::Doing,
};

const REFUNDS: &str = "SELECT COUNT(*) AS n FROM refunds";
const ASKED: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'payment_refund'";

/// The passengers of a booking go on board, as whoever stands at the bus notes.
pub async fn board(desk: &Desk, booking: &Ticketed) {
    let by = desk.staff(Role::Administrator, &[]).await.id;
    let party = desk.shown(booking).await.view.party.get();
    let (id, now) = (booking.id, desk.house.clock.now());
    let aboard = move |tx: &mut foh_store::Tx<'_>| {
        let standing = reservations::Standing {
            id,
            status: ReservationStatus::CheckedIn,
            checked_in: party,
            checked_in_at: Some(now),
        };
        reservations::admit(tx, [standing])?;
        let check_in = check_ins::CheckIn {
            id: foh_app::entropy::id_beside(id, now),
            reservation_id: id,
            user_id: by,
            admitted: party,
            created_at: now,
        };
        check_ins::insert(tx, &[check_in])
    };
    desk.node(0).database().write(id, aboard).await.unwrap();
}

both_engines! {
    /// Until sixty minutes and a second before the departure the fare is given back; from sixty minutes on it is not.
    async fn the_hour_decides_what_is_given_back(engine: Engine) {
        for (before, expected) in [
            (HOUR + SECOND, CancelQuote::Refund(francs(FARE * 2))),
            (HOUR, CancelQuote::TooLate),
            (HOUR - SECOND, CancelQuote::TooLate),
            (SECOND, CancelQuote::TooLate),
        ] {
            let desk = Desk::open(engine, 10).await;
            let paid = desk.paid(2).await;
            desk.before_departure(before);
            let item = desk.shown(&paid).await;
            assert_eq!(desk.node(0).quote_travel_cancellation(&item), Ok(expected), "{before}");
            let cancelled = desk.cancelling(1, &paid, None).await.unwrap();
            assert_eq!(cancelled.quote, expected, "{before}");
            let given_back = i64::from(matches!(expected, CancelQuote::Refund(_)));
            assert_eq!((desk.house.count(REFUNDS).await, desk.house.count(ASKED).await), (given_back, given_back));
            let item = desk.shown(&paid).await;
            assert_eq!(item.view.status, ReservationStatus::Cancelled);
            assert!(item.refunds.iter().all(|refund| refund.cause == RefundCause::CancelledByPassenger && refund.money == francs(FARE * 2)));
            assert_eq!(desk.places().await.available(), 10, "the seats are free at once");
            desk.adds_up().await;
        }
    }

    async fn whoever_was_told_another_amount_is_asked_again(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(1).await;
        desk.before_departure(HOUR);
        let told = desk.cancelling(0, &paid, Some(FARE)).await;
        assert!(matches!(told, Err(CancelTravelError::Quoted(CancelQuote::TooLate))), "{told:?}");
        assert_eq!(desk.shown(&paid).await.view.status, ReservationStatus::Confirmed);
        assert_eq!(desk.letters("travel_cancelled", paid.id).await, 0);
        assert_eq!(ending(&desk.cancelling(0, &paid, Some(0)).await), "TooLate");
        assert_eq!(desk.house.count(REFUNDS).await, 0);
        desk.adds_up().await;
    }

    async fn a_bus_that_has_left_is_cancelled_by_nobody(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let (paid, aboard) = (desk.paid(1).await, desk.paid(1).await);
        board(&desk, &aboard).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        assert_eq!(ending(&desk.cancelling(0, &aboard, None).await), "OnBoard");
        assert_eq!(ending(&desk.cancelling_for(0, aboard.id, &office, true).await), "OnBoard");
        desk.before_departure(jiff::SignedDuration::ZERO);
        assert_eq!(ending(&desk.cancelling(0, &paid, None).await), "Departed");
        assert_eq!(ending(&desk.cancelling_for(0, paid.id, &office, true).await), "Departed");
        desk.adds_up().await;
    }

    async fn many_clicks_cancel_once(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(3).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let answers = at_once(MANY, |n| {
            if n % 4 == 0 { desk.cancelling_for(n, paid.id, &office, true) } else { desk.cancelling(n, &paid, None) }
        })
        .await;
        let counts = tally(&answers, ending);
        assert_eq!(counts.get("AlreadyCancelled"), Some(&(MANY - 1)), "{counts:?}");
        assert_eq!((desk.house.count(REFUNDS).await, desk.house.count(ASKED).await), (1, 1));
        assert_eq!(desk.places().await.taken(), 0);
        desk.adds_up().await;
    }

    /// The payer pays while the passenger cancels: the money goes back, whichever of the two was first.
    async fn paid_in_the_moment_of_cancelling(engine: Engine) {
        let desk = Desk::open(engine, 40).await;
        let mut bookings = Vec::new();
        for _ in 0..20 {
            let held = desk.held(2).await;
            let payment = desk.payments(held.id).await.remove(0).id;
            bookings.push((held, payment));
        }
        let answers = at_once(40, |n| -> Doing<(Option<Applied>, String)> {
            let (held, payment) = &bookings[n / 2];
            if n % 2 == 0 {
                let paying = desk.pays(n / 2, *payment, 2);
                return Box::pin(async move { (Some(paying.await), String::new()) });
            }
            let cancelling = desk.cancelling(n / 2 + 1, held, None);
            Box::pin(async move { (None, ending(&cancelling.await)) })
        })
        .await;
        for ((held, payment), answers) in bookings.iter().zip(answers.chunks(2)) {
            let item = desk.shown(held).await;
            assert_eq!(item.view.status, ReservationStatus::Cancelled, "{answers:?}");
            assert_eq!(item.payments.iter().map(|one| (one.id, one.status)).collect::<Vec<_>>(), [(*payment, PaymentStatus::Completed)]);
            assert_eq!(item.refunds.len(), 1, "{answers:?}");
            assert_eq!(item.refunds[0].money, francs(FARE * 2));
            let paid_first = answers[0].0 == Some(Applied::Completed(Some(Settlement::Confirm)));
            assert_eq!(paid_first, answers[1].1.starts_with("Refund"), "{answers:?}");
        }
        assert_eq!(desk.places().await.taken(), 0);
        desk.adds_up().await;
    }

    async fn what_waits_for_its_payment_costs_nothing_to_cancel(engine: Engine) {
        let desk = Desk::open(engine, 2).await;
        let held = desk.held(2).await;
        assert!(word(&desk.booking(0, 1).await).starts_with("Full"));
        assert_eq!(ending(&desk.cancelling(1, &held, Some(0)).await), "NothingPaid");
        assert_eq!(desk.shown(&held).await.view.hold_until, None);
        assert_eq!(word(&desk.booking(0, 2).await), "booked");
        desk.house.advance(PATIENCE);
        assert_eq!(desk.expiring(0).await, 1, "only the other one");
        assert_eq!(desk.letters("travel_expired", held.id).await, 0);
        desk.adds_up().await;
    }

    async fn staff_decide_whether_the_fare_goes_back(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let office = desk.staff(Role::Administrator, &[]).await;
        let (with, without) = (desk.paid(1).await, desk.paid(1).await);
        desk.before_departure(MINUTE);
        let given = desk.cancelling_for(0, with.id, &office, true).await.unwrap();
        assert_eq!(given.quote, CancelQuote::Refund(francs(FARE)), "although the hour has begun");
        let kept = desk.cancelling_for(0, without.id, &office, false).await.unwrap();
        assert_eq!(kept.quote, CancelQuote::NothingPaid);
        let refunds = desk.shown(&with).await.refunds;
        assert_eq!((refunds.len(), refunds[0].cause, refunds[0].created_by), (1, RefundCause::CancelledByStaff, Some(office.id)));
        assert!(desk.shown(&without).await.refunds.is_empty());
        assert_eq!(desk.house.count(ASKED).await, 1);
        desk.adds_up().await;
    }

    async fn cash_goes_back_out_of_the_drawer(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let seller = desk.operator().await;
        let sold = desk.sold(2, &seller).await;
        let other = desk.operator().await;
        let empty = desk.cancelling_for(0, sold.id, &other, true).await;
        assert!(matches!(empty, Err(CancelTravelError::Drawer(_))), "there is nothing in it: {empty:?}");
        let none = desk.staff(Role::TravelOperator, &[desk.route]).await;
        let none = desk.cancelling_for(0, sold.id, &none, true).await;
        assert!(matches!(none, Err(CancelTravelError::NoShift)), "{none:?}");
        assert_eq!(desk.places().await.confirmed, 2, "nothing was changed");
        let given = desk.cancelling_for(1, sold.id, &seller, true).await.unwrap();
        assert_eq!(given.quote, CancelQuote::AtDesk(francs(FARE * 2)));
        let drawer = desk.shift_of(&seller).await.drawer;
        assert_eq!((drawer.sales, drawer.refunds, drawer.expected()), (francs(FARE * 2), francs(FARE * 2), 0));
        let item = desk.shown(&sold).await;
        assert_eq!((item.payments[0].method, item.payments[0].status), (PaymentMethod::Cash, PaymentStatus::Refunded));
        assert_eq!(item.refunds[0].status, RefundStatus::Completed);
        assert_eq!(desk.house.count(ASKED).await, 0, "no provider is asked for cash");
        desk.adds_up().await;
    }

    async fn another_operators_route_is_left_alone(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(1).await;
        let (elsewhere, _) = desk.another_departure(5).await;
        let stranger = desk.staff(Role::TravelOperator, &[elsewhere]).await;
        let refused = desk.cancelling_for(0, paid.id, &stranger, true).await;
        assert!(matches!(refused, Err(CancelTravelError::NotYours)), "{refused:?}");
        let refused = desk.cancelling_for(0, Uuid::from_u128(9), &stranger, true).await;
        assert!(matches!(refused, Err(CancelTravelError::Unknown)), "{refused:?}");
        assert_eq!(desk.shown(&paid).await.view.status, ReservationStatus::Confirmed);
        let own = desk.staff(Role::TravelOperator, &[elsewhere, desk.route]).await;
        assert_eq!(ending(&desk.cancelling_for(0, paid.id, &own, false).await), "NothingPaid");
        desk.adds_up().await;
    }

    /// One cancels at the desk, one by the link, and a provider says once more that it took the money.
    async fn nothing_goes_back_twice(engine: Engine) {
        let desk = Desk::open(engine, 10).await;
        let paid = desk.paid(1).await;
        let payment = desk.payments(paid.id).await.remove(0).id;
        let office = desk.staff(Role::Administrator, &[]).await;
        at_once(24, |n| -> Doing<()> {
            match n % 3 {
                0 => { let doing = desk.pays(n, payment, 1); Box::pin(async move { doing.await; }) }
                1 => { let doing = desk.cancelling(n, &paid, None); Box::pin(async move { ending(&doing.await); }) }
                _ => { let doing = desk.cancelling_for(n, paid.id, &office, true); Box::pin(async move { ending(&doing.await); }) }
            }
        })
        .await;
        let given = desk.node(0).database().read(move |tx| refunds::of_payment(tx, payment)).await.unwrap();
        assert_eq!(given.len(), 1);
        desk.adds_up().await;
    }
}

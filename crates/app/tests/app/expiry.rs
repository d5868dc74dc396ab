//! What time does to a reservation.

use foh_app::theatre::{CancelError, ConfirmError, TicketError};
use foh_domain::{
    booking::ReservationStatus,
    theatre::{CancelRefusal, ConfirmRefusal},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::house::{MANY, TestHouse, at_once, morning, token, tonight};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MOMENT: SignedDuration = SignedDuration::from_micros(1);

async fn status(house: &TestHouse, id: Uuid) -> ReservationStatus {
    let found = house.house().reservation(id).await.unwrap();
    found.unwrap().reservation.status
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, ConfirmError>) -> ConfirmRefusal {
    match answer {
        Err(ConfirmError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

both_engines! {
    async fn a_link_works_for_a_day(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, _) = house.publish(10, morning() + HOUR * 100).await;
        let [in_time, late] = <[_; 2]>::try_from(house.reserve_many(performance, [1, 1]).await).unwrap();
        house.advance(HOUR * 24 - MOMENT);
        house.confirm(&in_time.confirmation).await.unwrap();
        house.advance(MOMENT);
        assert_eq!(refusal(house.confirm(&late.confirmation).await), ConfirmRefusal::ExpiredToken);
        assert_eq!(house.places(performance).await.confirmed, 1);
    }

    async fn nothing_is_confirmed_or_cancelled_once_the_performance_has_begun(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let [in_time, late] = <[_; 2]>::try_from(house.reserve_many(performance, [1, 1]).await).unwrap();
        let booked = house.book(performance, 1).await;
        house.advance(HOUR * 12 - MOMENT);
        house.confirm(&in_time.confirmation).await.unwrap();
        house.advance(MOMENT);
        assert_eq!(refusal(house.confirm(&late.confirmation).await), ConfirmRefusal::ExpiredToken);
        assert!(matches!(house.cancel(&booked.cancellation).await, Err(CancelError::ExpiredToken)));
        let by_staff = house.house().cancel_by_staff(booked.id).await;
        assert!(matches!(by_staff, Err(CancelError::Refused(CancelRefusal::Begun))), "{by_staff:?}");
    }

    /// The performance is moved to an earlier hour after the e-mail was written.
    async fn a_link_does_not_outlive_a_performance_that_was_moved(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let pending = house.reserve(performance, 1).await;
        let earlier = |performance: foh_domain::theatre::Performance| {
            Ok(foh_domain::theatre::Performance { starts_at: morning() + HOUR, doors_open_at: None, ..performance })
        };
        house.house().change_performance(performance, Box::new(earlier)).await.unwrap();
        house.advance(HOUR);
        assert_eq!(refusal(house.confirm(&pending.confirmation).await), ConfirmRefusal::ExpiredToken);
    }

    async fn pending_reservations_expire_and_others_stay(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, _) = house.publish(10, morning() + HOUR * 100).await;
        let pending = house.reserve(performance, 1).await;
        let booked = house.book(performance, 2).await;
        let cancelled = house.reserve(performance, 1).await;
        house.cancel(&cancelled.cancellation).await.unwrap();
        house.advance(HOUR * 20);
        let younger = house.reserve(performance, 1).await;

        house.house().expire_reservations().await.unwrap();
        assert_eq!(status(&house, pending.id).await, ReservationStatus::Pending);
        house.advance(HOUR * 6);
        house.house().expire_reservations().await.unwrap();
        assert_eq!(status(&house, pending.id).await, ReservationStatus::Expired);
        assert_eq!(status(&house, booked.id).await, ReservationStatus::Confirmed);
        assert_eq!(status(&house, cancelled.id).await, ReservationStatus::Cancelled);
        assert_eq!(status(&house, younger.id).await, ReservationStatus::Pending);
        assert_eq!(refusal(house.confirm(&pending.confirmation).await), ConfirmRefusal::ExpiredToken);
        house.confirm(&younger.confirmation).await.unwrap();
        house.advance(HOUR * 30);
        house.house().expire_reservations().await.unwrap();
        assert_eq!(status(&house, younger.id).await, ReservationStatus::Confirmed);
        house.adds_up().await;
    }

    /// All nodes sweep, over more reservations than one transaction looks at.
    async fn many_expire_while_all_nodes_sweep(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, _) = house.publish(10, morning() + HOUR * 100).await;
        at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move {
                for _ in 0..20 {
                    let guest = crate::house::guest("Ada", "ada@example.org");
                    node.reserve(performance, &guest, crate::house::party(1), None).await.unwrap();
                }
            }
        })
        .await;
        house.advance(HOUR * 26);
        at_once(6, |n| {
            let node = house.node(n).clone();
            async move { node.expire_reservations().await.unwrap() }
        })
        .await;
        let left = house.count("SELECT COUNT(*) AS n FROM reservations WHERE status <> 'expired'").await;
        assert_eq!(left, 0);
    }

    async fn a_ticket_is_known_for_a_month_and_not_after_a_cancellation(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let kept = house.book(performance, 2).await;
        let given_up = house.book(performance, 2).await;
        let shown = house.house().ticket(token(&kept.ticket), Some(kept.id)).await.unwrap();
        assert_eq!((shown.facts.reservation_id, shown.facts.party.get()), (kept.id, 2));
        let strange = house.house().ticket(token(&kept.ticket), Some(given_up.id)).await;
        assert!(matches!(strange, Err(TicketError::InvalidToken)));
        house.cancel(&given_up.cancellation).await.unwrap();
        let cancelled = house.house().ticket(token(&given_up.ticket), None).await;
        assert!(matches!(cancelled, Err(TicketError::NotConfirmed)));
        let month = HOUR * (24 * 30);
        house.clock.advance(tonight().duration_since(morning()) + month - MOMENT);
        assert!(house.house().ticket(token(&kept.ticket), None).await.is_ok());
        house.advance(MOMENT);
        assert!(matches!(house.house().ticket(token(&kept.ticket), None).await, Err(TicketError::ExpiredToken)));
    }
}

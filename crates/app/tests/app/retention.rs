//! What has been kept long enough is erased, once, by whatever node; what is counted stays.

use foh_app::{audit::AuditFilter, privacy::Expired, theatre::ReservationFilter};
use foh_domain::{audit::Action, identity::Role};
use foh_store::occurrences;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::house::{TestHouse, at_once};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn noted(house: &TestHouse, action: Action) -> usize {
    let filter = AuditFilter {
        group: Some(action.group()),
        account: None,
        subject: None,
        from: None,
        until: None,
        before: None,
        limit: 1_000,
    };
    let items = house.house().audit_log(filter).await.unwrap();
    items
        .iter()
        .filter(|item| item.action == Some(action))
        .count()
}

async fn erase_on_every_node(house: &TestHouse) -> u64 {
    let erased = at_once(6, |number| {
        let node = house.node(number).clone();
        async move { node.erase_expired().await.unwrap().guests }
    });
    erased.await.into_iter().sum()
}

const NAMED: &str =
    "SELECT COUNT(*) AS n FROM reservations WHERE guest IS NOT NULL OR email_lookup IS NOT NULL";

const DONE: &str = "SELECT COUNT(*) AS n FROM occurrences WHERE erased_at IS NOT NULL";

both_engines! {
    async fn guests_are_erased_when_the_time_is_over(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(2_000).await;
        let later = house.publish(10, crate::house::tonight() + DAY * 3).await.0;
        let by = house.staff(Role::Door).await;
        let booked = house.book(performance, 2).await;
        let kept = house.book(later, 1).await;
        house.reserve_many(performance, vec![1; 610]).await;
        house.advance(SignedDuration::from_hours(11));
        house.check_in(&booked.ticket, None, by).await.unwrap();

        house.advance(DAY * 30);
        assert_eq!(erase_on_every_node(&house).await, 0, "a day too early by an hour");
        house.advance(SignedDuration::from_hours(2));
        assert_eq!(erase_on_every_node(&house).await, 611);
        assert_eq!(house.count(NAMED).await, 1, "only the one of the later performance");
        assert_eq!(house.house().erase_expired().await.unwrap().guests, 0);
        assert_eq!(noted(&house, Action::DataExpired).await, 2, "two transactions");
        let found = house.house().reservation(booked.id).await.unwrap().unwrap();
        assert!(found.guest.is_none());
        assert_eq!((found.reservation.party.get(), found.reservation.checked_in), (2, 2), "statistics stay");
        assert_eq!(house.places(performance).await.confirmed, 2);
        let filter = ReservationFilter { performance_id: None, status: None, search: booked.email, before: None, limit: 9 };
        assert!(house.house().reservations(filter).await.unwrap().is_empty());
        let found = house.house().reservation(kept.id).await.unwrap().unwrap();
        assert!(found.guest.is_some());
        house.adds_up().await;
    }

    async fn what_is_moved_is_looked_at_again(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        house.advance(DAY * 32);
        house.house().erase_expired().await.unwrap();
        assert_eq!(house.count(DONE).await, 1);
        let moved = |to| {
            house.house().database().write(performance, move |tx| {
                let mut found = occurrences::lock(tx, &[performance])?.remove(&performance).expect("it");
                found.starts_at += to;
                occurrences::update(tx, performance, &found)
            })
        };
        moved(SignedDuration::ZERO).await.unwrap();
        assert_eq!(house.count(DONE).await, 1, "it was not moved");
        moved(DAY * 40).await.unwrap();
        assert_eq!(house.count(DONE).await, 0);
        house.book(performance, 1).await;
        house.house().erase_expired().await.unwrap();
        assert_eq!(house.count(NAMED).await, 1);
        house.advance(DAY * 40);
        assert_eq!(house.house().erase_expired().await.unwrap().guests, 1);
    }

    async fn details_mails_and_tokens_go_and_the_log_stays_whole(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        house.book(performance, 1).await;
        crate::accounts::registered(&house).await;
        house.advance(DAY * 31 + DAY);
        let fresh = house.publish(10, house.clock.now() + DAY).await.0;
        let recent = house.reserve(fresh, 1).await;
        let erased = house.house().erase_expired().await.unwrap();
        assert!(erased.details >= 3 && erased.mails >= 3, "{erased:?}");
        let verified = house.house().verify_audit(&[]).await.unwrap();
        assert!(verified.is_whole() && verified.erased == erased.details, "{verified:?}");
        assert_eq!(noted(&house, Action::DetailsErased).await, 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM outbox").await, 1, "only the recent one");
        let expired = house.count("SELECT COUNT(*) AS n FROM tokens").await;
        assert!(expired <= 4, "two of the recent reservation, two that live longer: {expired}");
        house.confirm(&recent.confirmation).await.unwrap();

        // What only counts is not erased, or else the log would tell of its own erasure for ever.
        house.advance(DAY * 31);
        house.house().erase_expired().await.unwrap();
        let count = noted(&house, Action::DetailsErased).await;
        house.advance(DAY * 31);
        assert_eq!(house.house().erase_expired().await.unwrap().details, 0);
        assert_eq!(noted(&house, Action::DetailsErased).await, count);
        assert_eq!(house.house().erase_expired().await.unwrap(), Expired::default());
    }
}

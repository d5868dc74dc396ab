//! Limits hold on all nodes together.

use foh_app::{Delivery, limits::LimitError};
use foh_domain::limits::{Limit, Limits};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::house::{MANY, TestHouse, at_once, no_fault};

fn limited(engine: Engine) -> TestHouse {
    TestHouse::with(engine, Delivery::Mailbox, Limits::default())
}

async fn wait(house: &TestHouse, limit: Limit, who: &str) -> Option<SignedDuration> {
    match house.house().admit(limit, who).await {
        Ok(()) => None,
        Err(LimitError::Exceeded(wait)) => Some(wait),
        Err(LimitError::Store(error)) => no_fault(&error),
    }
}

both_engines! {
    async fn twenty_an_hour_and_the_refused_do_not_count(engine: Engine) {
        let house = limited(engine);
        let minutes = SignedDuration::from_mins;
        for _ in 0..20 {
            assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, None);
        }
        for _ in 0..50 {
            assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, Some(minutes(3)));
        }
        assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.2").await, None, "somebody else");
        assert_eq!(wait(&house, Limit::ReservationConfirm, "192.0.2.1").await, None, "something else");
        house.advance(minutes(2));
        assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, Some(minutes(1)));
        house.advance(minutes(1));
        assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, None);
        assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, Some(minutes(3)));
        house.advance(minutes(60));
        for _ in 0..20 {
            assert_eq!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await, None);
        }
        assert!(wait(&house, Limit::ReservationCreate, "192.0.2.1").await.is_some());
    }

    /// Also the very first time, when there is no row yet that anybody could lock.
    async fn of_many_at_once_exactly_twenty_are_admitted(engine: Engine) {
        let house = limited(engine);
        for who in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            for fresh in [true, false] {
                let admitted = at_once(MANY, |n| {
                    let node = house.node(n).clone();
                    async move {
                        match node.admit(Limit::ReservationCreate, who).await {
                            Ok(()) => true,
                            Err(LimitError::Exceeded(_)) => false,
                            Err(LimitError::Store(error)) => no_fault(&error),
                        }
                    }
                })
                .await;
                let count = admitted.into_iter().filter(|admitted| *admitted).count();
                assert_eq!(count, if fresh { 20 } else { 0 }, "{who}");
            }
        }
    }

    async fn what_no_longer_limits_is_forgotten(engine: Engine) {
        let house = limited(engine);
        for n in 0..5 {
            wait(&house, Limit::SignIn, &format!("somebody-{n}")).await;
        }
        assert_eq!(house.house().forget_limits().await, Ok(0));
        house.advance(SignedDuration::from_hours(1));
        assert_eq!(house.house().forget_limits().await, Ok(5));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM rate_limits").await, 0);
    }
}

//! What is counted: limits, watermarks of jobs, and the places that are recounted.

use foh_domain::booking::ReservationStatus;
use foh_store::{jobs, occurrences, rate_limits, reservations, reservations::Standing};
use foh_testkit::{both_engines, engines::Engine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::season::{House, PERFORMANCE, RESERVATION, at, id};

both_engines! {
    async fn limits_are_kept_and_forgotten(engine: Engine) {
        let house = House::empty(engine);
        let states = [(id(1), at(10)), (id(2), at(20))];
        house.write(move |tx| rate_limits::save(tx, &states)).await.unwrap();
        house.write(|tx| rate_limits::save(tx, &[(id(2), at(30)), (id(3), at(5))])).await.unwrap();
        let mut found: Vec<_> = house
            .write(|tx| rate_limits::load(tx, &[id(1), id(2), id(3), id(4)]))
            .await
            .unwrap()
            .into_iter()
            .collect();
        found.sort();
        assert_eq!(found, [(id(1), at(10)), (id(2), at(30)), (id(3), at(5)), (id(4), Timestamp::UNIX_EPOCH)]);
        assert_eq!(house.write(|tx| rate_limits::forget(tx, at(10))).await, Ok(2));
        assert_eq!(house.write(|tx| rate_limits::forget(tx, at(100))).await, Ok(2));
    }

    async fn a_job_remembers_how_far_it_came(engine: Engine) {
        let house = House::empty(engine);
        assert_eq!(house.read(|tx| jobs::watermark(tx, "sweep")).await, Uuid::nil());
        for step in 1..4 {
            house.write(move |tx| jobs::advance(tx, "sweep", id(step))).await.unwrap();
            assert_eq!(house.read(|tx| jobs::watermark(tx, "sweep")).await, id(step));
        }
        assert_eq!(house.read(|tx| jobs::watermark(tx, "other")).await, Uuid::nil());
    }

    async fn recounting_finds_what_does_not_agree(engine: Engine) {
        let house = House::new(engine).await;
        let recount = || {
            let db = house.db.clone();
            async move { db.read(occurrences::recount).await.unwrap() }
        };
        assert_eq!(recount().await, [PERFORMANCE], "4 are counted, none is confirmed");
        house.write(|tx| occurrences::set_confirmed(tx, [(PERFORMANCE, 0)])).await.unwrap();
        assert_eq!(recount().await, [] as [Uuid; 0]);
        house.write(|tx| reservations::confirm(tx, [RESERVATION], at(1))).await.unwrap();
        assert_eq!(recount().await, [PERFORMANCE]);
        house.write(|tx| occurrences::set_confirmed(tx, [(PERFORMANCE, 2)])).await.unwrap();
        assert_eq!(recount().await, [] as [Uuid; 0]);
        let inside = Standing {
            id: RESERVATION,
            status: ReservationStatus::CheckedIn,
            checked_in: 2,
            checked_in_at: Some(at(2)),
        };
        house.write(move |tx| reservations::admit(tx, [inside])).await.unwrap();
        assert_eq!(recount().await, [] as [Uuid; 0]);
        house.write(|tx| reservations::cancel(tx, RESERVATION, at(3))).await.unwrap();
        assert_eq!(recount().await, [PERFORMANCE]);
    }
}

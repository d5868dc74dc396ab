//! The box office: reserving for somebody, looking up, the programme.

use foh_app::theatre::{ManageError, PerformanceQuery, ReservationFilter, ReserveError};
use foh_domain::{
    booking::ReservationStatus,
    identity::Role,
    theatre::{Performance, ReserveRefusal, Show},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::house::{TestHouse, guest, party};

both_engines! {
    async fn staff_reserve_by_the_same_rules(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(3).await;
        let by = house.staff(Role::BoxOffice).await;
        let ada = guest("Ada Rossi", "ada@example.org");
        let reserved = house.house().reserve(performance, &ada, party(2), Some(by)).await.unwrap();
        let detail = house.house().reservation(reserved.reservation_id).await.unwrap().unwrap();
        assert_eq!(detail.reservation.created_by, Some(by));
        assert_eq!(detail.reservation.status, ReservationStatus::Pending);
        assert_eq!(detail.guest, Some(ada.clone()));
        assert_eq!(house.mails("confirmation").await.len(), 1);
        let refused = house.house().reserve(performance, &ada, party(4), Some(by)).await;
        assert!(matches!(refused, Err(ReserveError::Refused(ReserveRefusal::InsufficientSeats { available: 3 }))));
        let refused = house.house().reserve(Uuid::nil(), &ada, party(1), Some(by)).await;
        assert!(matches!(refused, Err(ReserveError::Refused(ReserveRefusal::UnknownPerformance))));
    }

    async fn reservations_are_found_by_number_address_and_name(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(50).await;
        let other = house.publish_performance(50).await;
        let mut ids = Vec::new();
        for (name, email) in [
            ("Ada Rossi", "ada@example.org"),
            ("Bruno Conti", "Bruno@Example.ORG"),
            ("Élise Ådahl", "elise@example.org"),
        ] {
            let reserved = house.house().reserve(performance, &guest(name, email), party(1), None).await;
            ids.push(reserved.unwrap().reservation_id);
            house.advance(jiff::SignedDuration::from_secs(1));
        }
        let found = async |search: &str, performance_id| {
            let filter = ReservationFilter { performance_id, search: search.into(), limit: 10, ..ReservationFilter::default() };
            let items = house.house().reservations(filter).await.unwrap();
            items.into_iter().map(|item| ids.iter().position(|id| *id == item.reservation.id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(found("", None).await, [2, 1, 0]);
        assert_eq!(found(&ids[1].to_string(), None).await, [1]);
        assert_eq!(found("bruno@example.org", None).await, [1]);
        assert_eq!(found("BRUNO@EXAMPLE.ORG", Some(performance)).await, [1]);
        assert_eq!(found("élise", Some(performance)).await, [2]);
        assert_eq!(found("ada", Some(performance)).await, [0], "ÅDAHL is another letter");
        assert_eq!(found("åda", Some(performance)).await, [2]);
        assert_eq!(found("rossi", Some(other)).await, [0_usize; 0]);
        let by_name_everywhere = ReservationFilter { search: "rossi".into(), limit: 10, ..ReservationFilter::default() };
        assert!(matches!(house.house().reservations(by_name_everywhere).await, Err(ManageError::Faults(_))));
        let pages = ReservationFilter { limit: 2, before: Some(ids[2]), ..ReservationFilter::default() };
        assert_eq!(house.house().reservations(pages).await.unwrap().len(), 2);
        let confirmed = ReservationFilter { limit: 2, status: Some(ReservationStatus::Confirmed), ..ReservationFilter::default() };
        assert!(house.house().reservations(confirmed).await.unwrap().is_empty());
    }

    async fn the_public_sees_what_is_published_only(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let view = house.house().performance(performance).await.unwrap().unwrap();
        let query = || PerformanceQuery::published(Timestamp::UNIX_EPOCH, 10);
        assert_eq!(house.house().performances(query()).await.unwrap().len(), 1);
        let version = house.house().programme_version();
        let hide = |show: Show| Ok(Show { published: false, ..show });
        house.house().change(view.show_id, Box::new(hide)).await.unwrap();
        assert!(house.house().programme_version() > version);
        assert!(house.house().performances(query()).await.unwrap().is_empty());
        assert!(house.house().show_by_slug(view.slug.clone()).await.unwrap().is_none());
        let (_, refused) = house.try_reserve(performance, 1).await;
        assert!(matches!(refused, Err(ReserveError::Refused(ReserveRefusal::UnknownPerformance))));
        for nonsense in ["", "No Slug", "nul\u{0}"] {
            assert!(house.house().show_by_slug(nonsense.into()).await.unwrap().is_none(), "{nonsense:?}");
        }
    }

    async fn closed_booking_refuses_new_reservations_and_confirms_old_ones(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let pending = house.reserve(performance, 2).await;
        let close = |performance: Performance| Ok(Performance { booking_open: false, ..performance });
        house.house().change_performance(performance, Box::new(close)).await.unwrap();
        let (_, refused) = house.try_reserve(performance, 1).await;
        assert!(matches!(refused, Err(ReserveError::Refused(ReserveRefusal::BookingClosed))));
        house.confirm(&pending.confirmation).await.unwrap();
    }

    /// Two people change different fields of the same show; neither loses the other's.
    async fn changes_of_different_fields_are_all_kept(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let id = house.house().performance(performance).await.unwrap().unwrap().show_id;
        crate::house::at_once(30, |n| {
            let node = house.node(n).clone();
            async move {
                let add = move |mut show: Show| {
                    show.description.push('x');
                    show.duration_minutes += 1;
                    Ok(show)
                };
                node.change(id, Box::new(add)).await.unwrap();
            }
        })
        .await;
        let show: Show = house.house().find(id).await.unwrap().unwrap();
        assert_eq!((show.description.len(), show.duration_minutes), (30, 175));
    }

    async fn names_that_are_taken_are_said_to_be(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(10, crate::house::tonight()).await;
        let view = house.house().performance(performance).await.unwrap().unwrap();
        let room: foh_domain::theatre::Room = house.house().find(room).await.unwrap().unwrap();
        assert!(matches!(house.house().create(room.clone()).await, Err(ManageError::Taken("name"))));
        let show: Show = house.house().find(view.show_id).await.unwrap().unwrap();
        assert!(matches!(house.house().create(show).await, Err(ManageError::Taken("slug"))));
        let nowhere = foh_domain::theatre::Room { venue_id: Uuid::nil(), ..room };
        let refused = house.house().create(nowhere).await;
        assert!(matches!(&refused, Err(ManageError::Faults(faults)) if faults[0].field == "venue_id"), "{refused:?}");
    }
}

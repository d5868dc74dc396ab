//! The box office: reserving for somebody, looking up, the programme.

use foh_app::theatre::{ManageError, PerformanceQuery, ReservationFilter, ReserveError};
use foh_domain::{
    booking::{Reference, ReservationStatus},
    identity::Role,
    theatre::{Performance, ReserveRefusal, Show},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::house::{TestHouse, guest, morning, party};

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

    async fn what_looks_like_a_reference_may_be_a_name(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(50).await;
        let ada = guest("Ada Facade", "ada@example.org");
        let reserved = house.house().reserve(performance, &ada, party(1), None).await.unwrap();
        let found = async |search: &str, performance_id| {
            let filter = ReservationFilter { performance_id, search: search.into(), limit: 10, ..ReservationFilter::default() };
            let items = house.house().reservations(filter).await.unwrap();
            items.into_iter().map(|item| item.reservation.id).collect::<Vec<_>>()
        };
        // 1 in 65,536 runs has the reference itself, and finds the same.
        assert_eq!(found("facade", Some(performance)).await, [reserved.reservation_id]);
        assert!(found("facaded", Some(performance)).await.is_empty());
    }

    async fn reservations_of_one_reference_are_told_apart(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(50).await;
        let by = house.staff(Role::BoxOffice).await;
        let node = house.house();
        let key = node.new_form_key().to_string();
        let mut ids = Vec::new();
        for minute in 0..3 {
            // The same end, a minute later.
            let at = foh_domain::id::first_at(morning() + jiff::SignedDuration::from_mins(minute));
            let text = format!("{}{}", &at.to_string()[..18], &key[18..]);
            house.advance(jiff::SignedDuration::from_mins(1));
            let form = node.form_key(&text).unwrap();
            let ada = guest("Ada Rossi", "ada@example.org");
            ids.push(node.reserve_once(form, performance, &ada, party(1), by).await.unwrap().id());
        }
        let search = Reference::of(ids[0]).to_string();
        assert!(ids.iter().all(|id| Reference::of(*id).to_string() == search));
        let found = async |filter: ReservationFilter| {
            let items = node.reservations(ReservationFilter { search: search.clone(), ..filter }).await.unwrap();
            items.into_iter().map(|item| ids.iter().position(|id| *id == item.reservation.id).unwrap()).collect::<Vec<_>>()
        };
        let filter = ReservationFilter { limit: 10, ..ReservationFilter::default() };
        assert_eq!(found(filter.clone()).await, [2, 1, 0]);
        assert_eq!(found(ReservationFilter { limit: 2, ..filter.clone() }).await, [2, 1]);
        assert_eq!(found(ReservationFilter { before: Some(ids[1]), ..filter.clone() }).await, [0]);
        let last = ReservationFilter { before: Some(ids[0]), performance_id: Some(performance), ..filter.clone() };
        assert_eq!(found(last).await, [0_usize; 0], "no name is looked for after the last");
        assert_eq!(found(ReservationFilter { status: Some(ReservationStatus::Expired), ..filter }).await, [0_usize; 0]);
    }

    async fn who_was_admitted_by_whom_is_told(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(9).await;
        let ticket = house.book(performance, 3).await;
        let by = house.staff(Role::Door).await;
        house.advance(jiff::SignedDuration::from_hours(11));
        let node = house.house();
        let first_at = node.now();
        let first = house.check_in(&ticket.ticket, Some(2), by).await.unwrap();
        house.advance(jiff::SignedDuration::from_mins(1));
        let undone_at = node.now();
        node.undo_check_in(first.check_in_id, foh_app::theatre::DoorReach::everywhere()).await.unwrap();
        house.advance(jiff::SignedDuration::from_mins(1));
        house.check_in(&ticket.ticket, Some(1), by).await.unwrap();
        let told = node.reservation(ticket.id).await.unwrap().unwrap().check_ins;
        let facts = |n: usize| (told[n].admitted, told[n].at, told[n].undone_at);
        assert_eq!(told.len(), 2);
        assert_eq!(facts(0), (2, first_at, Some(undone_at)));
        assert_eq!(facts(1), (1, node.now(), None));
        assert!(told.iter().all(|one| one.by.as_ref().is_some_and(|name| name.expose() == "Bruno Conti")));
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
        let reference = Reference::of(ids[1]).to_string();
        let (start, end) = reference.split_at(3);
        for text in [reference.clone(), reference.to_lowercase(), format!(" {start}-{end} "), format!("#{start} {end}")] {
            assert_eq!(found(&text, None).await, [1], "{text}");
            assert_eq!(found(&text, Some(performance)).await, [1], "{text}");
            assert_eq!(found(&text, Some(other)).await, [0_usize; 0], "{text}");
        }
        assert_eq!(found(&ids[1].simple().to_string().to_uppercase(), None).await, [1]);
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

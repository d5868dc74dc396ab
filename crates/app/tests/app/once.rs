//! A form that is sent many times at once, to all nodes, makes one thing.

use foh_app::{FormKey, Made, theatre::ManageError};
use foh_domain::{
    booking::ReservationStatus,
    identity::Role,
    theatre::{Performance, Room, Show, ShowFields, Venue},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::house::{TestHouse, at_once, guest, morning, party, tonight};

const TIMES: usize = 16;

/// The one thing that was made, by exactly one of those who tried.
#[track_caller]
fn one_of(made: &[Made]) -> Uuid {
    let now = made.iter().filter(|made| matches!(made, Made::Now(_)));
    assert_eq!((made.len(), now.count()), (TIMES, 1), "{made:?}");
    assert!(made.iter().all(|one| one.id() == made[0].id()), "{made:?}");
    made[0].id()
}

fn arena() -> Venue {
    Venue::parse("Arena", "Park", "Europe/Rome").unwrap()
}

fn hamlet() -> Show {
    let fields = ShowFields {
        title: "Hamlet",
        slug: "hamlet",
        description: "",
        duration_minutes: 200,
        language: "English",
        published: true,
    };
    Show::parse(fields).unwrap()
}

both_engines! {
    async fn every_form_makes_one_thing(engine: Engine) {
        let house = &TestHouse::open(engine);
        let key = || house.house().new_form_key();

        let form = key();
        let venue = one_of(&at_once(TIMES, |n| {
            let node = house.node(n).clone();
            async move { node.create_once(form, arena()).await.unwrap() }
        }).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM venues").await, 1);

        let form = key();
        let room = one_of(&at_once(TIMES, |n| {
            let node = house.node(n).clone();
            let room = Room::parse(venue, "Studio", 40).unwrap();
            async move { node.create_once(form, room).await.unwrap() }
        }).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM rooms").await, 1);

        let form = key();
        let show = one_of(&at_once(TIMES, |n| {
            let node = house.node(n).clone();
            async move { node.create_once(form, hamlet()).await.unwrap() }
        }).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM shows").await, 1);

        let form = key();
        let performance = one_of(&at_once(TIMES, |n| {
            let node = house.node(n).clone();
            let performance = Performance::parse((show, room), (tonight(), None), true, (0, 0)).unwrap();
            async move { node.create_performance_once(form, performance).await.unwrap() }
        }).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM performances").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM occurrences").await, 1);

        let by = house.staff(Role::BoxOffice).await;
        let form = key();
        let reservation = one_of(&at_once(TIMES, |n| {
            let node = house.node(n).clone();
            async move {
                let ada = guest("Ada Rossi", "ada@example.org");
                node.reserve_once(form, performance, &ada, party(2), by).await.unwrap()
            }
        }).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM reservations").await, 1);
        assert_eq!(house.mails("confirmation").await.len(), 1, "the guest gets one link");
        let detail = house.house().reservation(reservation).await.unwrap().unwrap();
        assert_eq!(detail.reservation.created_by, Some(by));
        assert_eq!(foh_domain::id::lane_byte(reservation), foh_domain::id::lane_byte(performance));
        house.adds_up().await;
    }

    async fn another_form_makes_another_thing(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let first = node.create_once(node.new_form_key(), arena()).await.unwrap();
        let second = node.create_once(node.new_form_key(), arena()).await.unwrap();
        assert_ne!(first.id(), second.id());
        assert!(matches!(second, Made::Now(_)));
        // What is refused for its own sake is not taken for made.
        node.create_once(node.new_form_key(), hamlet()).await.unwrap();
        let taken = node.create_once(node.new_form_key(), hamlet()).await;
        assert!(matches!(taken, Err(ManageError::Taken("slug"))));
        // One form for two performances is two forms: each reservation is its performance's.
        let [here, there] = [house.publish_performance(9).await, house.publish_performance(9).await];
        let by = house.staff(Role::BoxOffice).await;
        let (form, ada) = (node.new_form_key(), guest("Ada Rossi", "ada@example.org"));
        let mut ids = Vec::new();
        for performance in [here, there] {
            let made = node.reserve_once(form, performance, &ada, party(1), by).await.unwrap();
            let stored = node.reservation(made.id()).await.unwrap().unwrap();
            assert_eq!(stored.performance.id, performance);
            ids.push(made.id());
        }
        assert_ne!(ids[0], ids[1]);
    }

    async fn one_show_is_planned_once_in_a_room_at_a_time(engine: Engine) {
        let house = &TestHouse::open(engine);
        let (performance, _) = house.publish(40, tonight()).await;
        let stored = house.house().performance(performance).await.unwrap().unwrap();
        let later = tonight() + SignedDuration::from_hours(24);
        let made = at_once(TIMES, |n| {
            let node = house.node(n).clone();
            let again = Performance::parse((stored.show_id, stored.room_id), (later, None), true, (0, 0)).unwrap();
            async move { node.create_performance(again).await }
        }).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        let refused = |made: &&Result<Uuid, ManageError>| matches!(made, Err(ManageError::Taken("starts_at")));
        assert_eq!(made.iter().filter(refused).count(), TIMES - 1);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM performances").await, 2);
    }

    async fn a_form_lasts_an_hour(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let text = node.new_form_key().to_string();
        house.advance(SignedDuration::from_mins(59));
        let key = node.form_key(&text).unwrap();
        assert_eq!(key.to_string(), text);
        // Somebody begins a reservation now and the guest has a day from then, however old the form was.
        let performance = house.publish(9, morning() + SignedDuration::from_hours(72)).await.0;
        let by = house.staff(Role::BoxOffice).await;
        let made = node.reserve_once(key, performance, &guest("Ada", "ada@example.org"), party(1), by).await.unwrap();
        house.advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
        node.expire_reservations().await.unwrap();
        let status = async || node.reservation(made.id()).await.unwrap().unwrap().reservation.status;
        assert_eq!(status().await, ReservationStatus::Pending);
        house.advance(SignedDuration::from_secs(2));
        node.expire_reservations().await.unwrap();
        house.advance(SignedDuration::from_hours(1));
        node.expire_reservations().await.unwrap();
        assert_eq!(status().await, ReservationStatus::Expired);

        let ahead = house.node(1).new_form_key().to_string();
        for text in [text.as_str(), "x", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"] {
            let refused = node.form_key(text);
            assert!(matches!(refused, Err(ManageError::Faults(faults)) if faults[0].field == "form_key"), "{text}");
        }
        assert!(node.form_key(&ahead).is_ok());
        let fresh: Vec<FormKey> = (0..2).map(|_| node.form_key("").unwrap()).collect();
        assert_ne!(fresh[0], fresh[1], "a form without a key is a form of its own");
    }
}

//! What facilitators are told: claimed once however many want it, stored once however often it is told.

use std::collections::BTreeMap;

use foh_app::{
    House,
    studio::{FromElsewhere, Heard, Notification, TellError, Told},
};
use foh_domain::{identity::Role, studio::NotificationKind};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::house::{TestHouse, at_once};

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn about(facilitator_id: Uuid, booking_id: &str) -> FromElsewhere {
    FromElsewhere {
        facilitator_id,
        kind: NotificationKind::Booking,
        booking_id: booking_id.to_owned(),
        user: object(json!({ "id": 7, "name": "Ada Rossi", "email": "ada@example.org" })),
        session: object(json!({ "id": "s-1", "title": "Morning Yoga" })),
        message: None,
    }
}

async fn told(house: &House, facilitator_id: Uuid, booking_id: &str) -> Uuid {
    match house
        .notify_from_service(about(facilitator_id, booking_id))
        .await
    {
        Ok(Told::Now(id)) => id,
        other => panic!("{other:?}"),
    }
}

fn ids(notifications: &[Notification]) -> Vec<Uuid> {
    notifications.iter().map(|one| one.id).collect()
}

both_engines! {
    async fn what_was_missed_is_claimed_once_by_many(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let other = house.staff(Role::Facilitator).await;
        let mut stored = Vec::new();
        for number in 0..150 {
            stored.push(told(house.node(number), facilitator, &number.to_string()).await);
        }
        let foreign = told(house.house(), other, "theirs").await;
        let claimed = at_once(16, |number| {
            let node = house.node(number).clone();
            async move {
                let mut mine = Vec::new();
                loop {
                    let some = node.missed_notifications(facilitator).await.unwrap();
                    assert!(some.len() <= 100);
                    if some.is_empty() {
                        return mine;
                    }
                    mine.extend(ids(&some));
                }
            }
        }).await;
        let mut all: Vec<Uuid> = claimed.concat();
        // What one was passing over, because another held it, was the other's.
        all.extend(ids(&house.house().missed_notifications(facilitator).await.unwrap()));
        all.sort_unstable();
        stored.sort_unstable();
        assert_eq!(all, stored);
        assert_eq!(ids(&house.house().missed_notifications(other).await.unwrap()), [foreign]);
    }

    async fn of_many_nodes_that_are_woken_one_is_the_first(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let mut stored = Vec::new();
        for number in 0..8 {
            stored.push(told(house.house(), facilitator, &number.to_string()).await);
            house.advance(SignedDuration::from_secs(1));
        }
        let mut turned = stored.clone();
        turned.reverse();
        let claimed = at_once(12, |number| {
            let node = house.node(number).clone();
            let ids = if number % 2 == 0 { stored.clone() } else { turned.clone() };
            async move { node.live_notifications(ids).await.unwrap() }
        }).await;
        let mut first: BTreeMap<Uuid, usize> = BTreeMap::new();
        for one in claimed.iter().flatten() {
            *first.entry(one.notification.id).or_default() += usize::from(one.first);
        }
        assert_eq!(first.len(), stored.len());
        assert!(first.values().all(|times| *times == 1), "{first:?}");
        assert!(claimed.iter().all(|all| all.len() == stored.len()), "everybody may show them");

        // What reaches nobody is given back, unless it was read meanwhile.
        let node = house.house();
        assert!(node.read_notification(facilitator, stored[0]).await.unwrap());
        node.give_back_notifications(stored.clone()).await.unwrap();
        assert_eq!(ids(&node.missed_notifications(facilitator).await.unwrap()), stored[1..]);
    }

    async fn told_twice_it_is_stored_once(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let other = house.staff(Role::Facilitator).await;
        let told = at_once(16, |number| {
            let node = house.node(number).clone();
            async move { node.notify_from_service(about(facilitator, "b-1")).await.unwrap() }
        }).await;
        let now = told.iter().filter(|told| matches!(told, Told::Now(_)));
        assert_eq!(now.count(), 1, "{told:?}");
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM notifications").await, 1);
        // Another facilitator, another booking and another thing that happened are others.
        let node = house.house();
        let cancelled = FromElsewhere { kind: NotificationKind::Cancellation, ..about(facilitator, "b-1") };
        for another in [about(other, "b-1"), about(facilitator, "b-2"), cancelled] {
            assert!(matches!(node.notify_from_service(another).await, Ok(Told::Now(_))));
        }
        // Nothing of the guest is readable in the database.
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM notifications WHERE content IS NULL OR source IS NULL").await, 0);
    }

    async fn a_notification_says_who_and_what(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let node = house.house();
        told(node, facilitator, "b-1").await;
        let missed = node.missed_notifications(facilitator).await.unwrap();
        let said = &missed[0];
        assert_eq!(said.message, "Ada Rossi booked Morning Yoga");
        assert_eq!((said.booking_id.as_str(), &said.user["id"], &said.session["id"]), ("b-1", &json!(7), &json!("s-1")));
        assert_eq!(format!("{said:?}"), format!("Notification({})", said.id), "and no more than that to a log");
        for (wrong, field) in [
            (FromElsewhere { booking_id: " ".into(), ..about(facilitator, "") }, "booking_id"),
            (FromElsewhere { booking_id: "x".repeat(201), ..about(facilitator, "") }, "booking_id"),
            (FromElsewhere { message: Some("x".repeat(501)), ..about(facilitator, "b") }, "message"),
            (FromElsewhere { user: object(json!({ "name": "x".repeat(5_000) })), ..about(facilitator, "b") }, "user"),
            (FromElsewhere { session: object(json!({ "title": "x".repeat(5_000) })), ..about(facilitator, "b") }, "session"),
        ] {
            let refused = node.notify_from_service(wrong).await;
            assert!(matches!(refused, Err(TellError::Field(named)) if named == field), "{field}: {refused:?}");
        }
        let bare = FromElsewhere { user: Map::new(), session: Map::new(), ..about(facilitator, "b-2") };
        node.notify_from_service(bare).await.unwrap();
        let missed = node.missed_notifications(facilitator).await.unwrap();
        assert_eq!(missed[0].message, "A guest booked a session");
    }

    async fn whoever_may_no_longer_see_it_gets_nothing(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let node = house.house();
        let id = told(node, facilitator, "b-1").await;
        let set_active = async |active: &'static str| {
            let sql = if active == "yes" { "UPDATE users SET active = (1 = 1) WHERE role = 'facilitator'" } else { "UPDATE users SET active = (1 = 0) WHERE role = 'facilitator'" };
            node.database().write(facilitator, move |tx| tx.execute(sql, &[])).await.unwrap();
        };
        set_active("no").await;
        assert!(node.live_notifications(vec![id]).await.unwrap().is_empty());
        assert!(node.missed_notifications(facilitator).await.unwrap().is_empty());
        assert!(matches!(node.notify_from_service(about(facilitator, "b-2")).await, Err(TellError::UnknownFacilitator)));
        let door = house.staff(Role::Door).await;
        for nobody in [door, Uuid::nil()] {
            assert!(matches!(node.notify_from_service(about(nobody, "b-2")).await, Err(TellError::UnknownFacilitator)));
        }
        // It waited, and is there when they come back.
        set_active("yes").await;
        assert_eq!(ids(&node.missed_notifications(facilitator).await.unwrap()), [id]);
    }

    async fn only_ones_own_are_listed_and_read(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let other = house.staff(Role::Facilitator).await;
        let node = house.house();
        let mut mine = Vec::new();
        for number in 0..5 {
            mine.push(told(node, facilitator, &number.to_string()).await);
            house.advance(SignedDuration::from_secs(1));
        }
        let theirs = told(node, other, "x").await;
        mine.reverse();
        let page = node.notifications(facilitator, None, 3).await.unwrap();
        assert_eq!(ids(&page), mine[..3]);
        let rest = node.notifications(facilitator, Some(page[2].id), 3).await.unwrap();
        assert_eq!(ids(&rest), mine[3..]);
        assert_eq!(node.unread_notifications(facilitator).await, Ok(5));
        assert_eq!(node.read_notification(facilitator, theirs).await, Ok(false));
        assert_eq!(node.read_notification(facilitator, Uuid::nil()).await, Ok(false));
        for _ in 0..2 {
            assert_eq!(node.read_notification(facilitator, mine[0]).await, Ok(true));
        }
        assert_eq!(node.unread_notifications(facilitator).await, Ok(4));
        assert!(!node.notifications(facilitator, None, 1).await.unwrap()[0].unread);
        assert_eq!(node.read_all_notifications(facilitator).await, Ok(4));
        assert_eq!(node.unread_notifications(facilitator).await, Ok(0));
        assert!(node.missed_notifications(facilitator).await.unwrap().is_empty(), "what was read has come");
        assert_eq!(node.unread_notifications(other).await, Ok(1));
        let waiting = node.waiting_notifications(vec![facilitator, other]).await.unwrap();
        assert_eq!(waiting, [(other, theirs)]);
    }

    async fn unread_ones_are_counted_up_to_a_hundred(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        for number in 0..103 {
            told(house.house(), facilitator, &number.to_string()).await;
        }
        assert_eq!(house.house().unread_notifications(facilitator).await, Ok(100));
    }

    async fn whoever_listens_is_woken(engine: Engine) {
        let house = &TestHouse::open(engine);
        let facilitator = house.staff(Role::Facilitator).await;
        let mut wakes = house.house().wakes();
        let id = told(house.house(), facilitator, "b-1").await;
        loop {
            match wakes.recv().await.unwrap() {
                Heard::Wake(wake) => {
                    assert_eq!((wake.subject, wake.id), (facilitator, id));
                    break;
                }
                // The other nodes can be heard from here on.
                Heard::Everything => {}
            }
        }
    }
}

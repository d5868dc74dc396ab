//! The hall shrinks while people confirm.

use std::time::Duration;

use foh_app::theatre::{ConfirmError, ManageError};
use foh_domain::theatre::{Performance, Room};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::house::{MANY, TestHouse, at_once, token, tonight};

both_engines! {
    async fn a_room_that_shrinks_is_never_overbooked(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(60, tonight()).await;
        let pending = house.reserve_many(performance, vec![1; MANY]).await;
        let answers = at_once(MANY + 8, |n| {
            let node = house.node(n).clone();
            let text = pending.get(n).map(|pending| pending.confirmation.clone());
            async move {
                if let Some(text) = text {
                    return match node.confirm(token(&text)).await {
                        Ok(_) => "confirmed",
                        Err(ConfirmError::Refused(_)) => "refused",
                        Err(error) => panic!("{error:?}"),
                    };
                }
                let smaller = 20 + 5 * (n - MANY);
                let shrink = move |room: Room| Room::parse(room.venue_id, &room.name, i64::try_from(smaller).unwrap());
                match node.change(room, Box::new(shrink)).await {
                    Ok(_) => "shrunk",
                    Err(ManageError::PlacesTaken) => "too late",
                    Err(error) => panic!("{error:?}"),
                }
            }
        })
        .await;
        let confirmed = answers.iter().filter(|answer| **answer == "confirmed").count();
        let places = house.places(performance).await;
        assert_eq!(places.confirmed as usize, confirmed);
        assert!(places.confirmed <= places.capacity, "{places:?}");
        let stored: Room = house.house().find(room).await.unwrap().unwrap();
        assert_eq!(stored.capacity, places.capacity);
        assert!(answers.contains(&"refused") || places.capacity == 60);
        house.adds_up().await;
    }

    async fn places_that_are_taken_cannot_be_taken_away(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(10, tonight()).await;
        house.book(performance, 6).await;
        let to = |capacity: i64| {
            let node = house.house().clone();
            async move {
                node.change(room, Box::new(move |room: Room| Room::parse(room.venue_id, &room.name, capacity))).await
            }
        };
        assert!(matches!(to(5).await, Err(ManageError::PlacesTaken)));
        assert_eq!(house.places(performance).await.capacity, 10);
        to(6).await.unwrap();
        assert_eq!(house.places(performance).await.available(), 0);
        let occupy = |performance: Performance| Ok(Performance { manually_occupied_places: 1, ..performance });
        let refused = house.house().change_performance(performance, Box::new(occupy)).await;
        assert!(matches!(refused, Err(ManageError::PlacesTaken)), "{refused:?}");
        let add = |performance: Performance| {
            Ok(Performance { manually_occupied_places: 1, additional_places: 2, ..performance })
        };
        let changed = house.house().change_performance(performance, Box::new(add)).await.unwrap();
        assert_eq!(changed.places.available(), 1);
    }

    /// A performance is made while its room is being rebuilt, and knows how large the room is in the end.
    async fn a_new_performance_has_the_capacity_of_its_room(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(100, tonight()).await;
        let show = house.house().performance(performance).await.unwrap().unwrap().show_id;
        let (say, mut rebuilding) = tokio::sync::mpsc::unbounded_channel();
        let node = house.node(1).clone();
        let rebuild = tokio::spawn(async move {
            let rebuild = move |room: Room| {
                let _ = say.send(());
                // The room is locked; time for the other to look at it, if it can.
                std::thread::sleep(Duration::from_millis(300));
                Room::parse(room.venue_id, &room.name, 50)
            };
            node.change(room, Box::new(rebuild)).await.unwrap();
        });
        rebuilding.recv().await.unwrap();
        let new = Performance::parse((show, room), (tonight() + SignedDuration::from_hours(3), None), true, (0, 0)).unwrap();
        let made = house.node(2).create_performance(new).await.unwrap();
        rebuild.await.unwrap();
        for performance in [performance, made] {
            assert_eq!(house.places(performance).await.capacity, 50);
        }
    }

    /// Rooms and their performances are changed by many; nobody waits for somebody who waits for him.
    async fn rooms_and_performances_change_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(100, tonight()).await;
        let begun = std::time::Instant::now();
        at_once(24, |n| {
            let node = house.node(n).clone();
            async move {
                for round in 0..8 {
                    if n % 2 == 0 {
                        let capacity = 100 + round;
                        let rebuild = move |room: Room| Room::parse(room.venue_id, &room.name, capacity);
                        node.change(room, Box::new(rebuild)).await.unwrap();
                    } else {
                        let add = |performance: Performance| {
                            Ok(Performance { additional_places: performance.additional_places + 1, ..performance })
                        };
                        node.change_performance(performance, Box::new(add)).await.unwrap();
                    }
                }
            }
        })
        .await;
        let room: Room = house.house().find(room).await.unwrap().unwrap();
        let places = house.places(performance).await;
        assert_eq!((places.capacity, places.additional), (room.capacity, 12 * 8));
        // The server looks for deadlocks after a second.
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    }
}

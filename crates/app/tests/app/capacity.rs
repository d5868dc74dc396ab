//! The hall shrinks while people confirm.

use foh_app::theatre::{ConfirmError, ManageError};
use foh_domain::theatre::{Performance, Room};
use foh_testkit::{both_engines, engines::Engine};

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
        assert!(answers.iter().any(|answer| *answer == "refused") || places.capacity == 60);
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

    /// Performances are made while the room is rebuilt: all of them know how large it is in the end.
    async fn every_new_performance_has_the_capacity_of_its_room(engine: Engine) {
        let house = TestHouse::open(engine);
        let (performance, room) = house.publish(100, tonight()).await;
        let show = house.house().performance(performance).await.unwrap().unwrap().show_id;
        let made = at_once(48, |n| {
            let node = house.node(n).clone();
            async move {
                if n % 4 == 0 {
                    let capacity = i64::try_from(50 + n).unwrap();
                    let rebuild = move |room: Room| Room::parse(room.venue_id, &room.name, capacity);
                    node.change(room, Box::new(rebuild)).await.unwrap();
                    return None;
                }
                let new = Performance::parse((show, room), (tonight(), None), true, (0, 0)).unwrap();
                Some(node.create_performance(new).await.unwrap())
            }
        })
        .await;
        let room: Room = house.house().find(room).await.unwrap().unwrap();
        for performance in made.into_iter().flatten().chain([performance]) {
            assert_eq!(house.places(performance).await.capacity, room.capacity);
        }
    }
}

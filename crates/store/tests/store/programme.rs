//! Venues, rooms, shows and performances.

use foh_domain::theatre::{Room, Venue};
use foh_store::{
    occurrences::{self, Occurrence},
    performances::{self, Detail, Filter},
    rooms, shows, venues,
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::Timestamp;
use uuid::Uuid;

use crate::season::{
    House, PERFORMANCE, ROOM, SHOW, VENUE, at, detail, id, occurrence, places, show, venue,
};

const EVERYTHING: Filter<'static> = Filter {
    published_only: false,
    show_id: None,
    from: Timestamp::UNIX_EPOCH,
    to: Timestamp::MAX,
    search: "",
    after: (Timestamp::UNIX_EPOCH, Uuid::nil()),
};

both_engines! {
    async fn what_is_stored_comes_back_and_changes(engine: Engine) {
        let house = House::new(engine).await;
        assert_eq!(house.read(|tx| venues::get(tx, VENUE)).await, Some(venue("Teatro Aurora")));
        assert_eq!(house.read(|tx| rooms::get(tx, ROOM)).await, Room::parse(VENUE, "Great Hall", 10).ok());
        assert_eq!(house.read(|tx| shows::get(tx, SHOW)).await, Some(show("The Tempest", "the-tempest", true)));
        let found = house.read(|tx| shows::by_slug(tx, "the-tempest")).await;
        assert_eq!(found, Some((SHOW, show("The Tempest", "the-tempest", true))));
        assert_eq!(house.read(|tx| shows::by_slug(tx, "hamlet")).await, None);

        let mill = Venue::parse("The Old Mill “Ζ” 🎭", "Vicolo 3\u{301}", "America/New_York").unwrap();
        let new = (mill.clone(), Room::parse(VENUE, "Studio", 0).unwrap(), show("Hamlet", "hamlet", false));
        let given = new.clone();
        house
            .write(move |tx| {
                venues::update(tx, VENUE, &given.0)?;
                rooms::update(tx, ROOM, &given.1)?;
                shows::update(tx, SHOW, &given.2)
            })
            .await
            .unwrap();
        let locked = house
            .write(|tx| Ok((venues::lock(tx, VENUE)?, rooms::lock(tx, ROOM)?, shows::lock(tx, SHOW)?)))
            .await
            .unwrap();
        assert_eq!(locked, (Some(new.0), Some(new.1), Some(new.2)));
        let nothing = house
            .write(|tx| Ok((venues::lock(tx, id(1))?, rooms::lock(tx, id(1))?, shows::lock(tx, id(1))?)))
            .await
            .unwrap();
        assert_eq!(nothing, (None, None, None));
    }

    async fn a_performance_shows_all_that_belongs_to_it(engine: Engine) {
        let house = House::new(engine).await;
        let found = house.read(|tx| performances::get(tx, PERFORMANCE)).await.unwrap();
        assert_eq!((found.id, found.show_id, found.room_id, found.venue_id), (PERFORMANCE, SHOW, ROOM, VENUE));
        assert_eq!((found.starts_at, found.doors_open_at), (at(86_400), Some(at(80_000))));
        assert_eq!((found.booking_open, found.published, found.duration_minutes), (true, true, 145));
        assert_eq!(found.places, places(10, 4));
        assert_eq!((found.title.as_str(), found.slug.as_str()), ("The Tempest", "the-tempest"));
        assert_eq!((found.room.as_str(), found.venue.as_str()), ("Great Hall", "Teatro Aurora"));
        assert_eq!(found.address, "Via dei Tessitori 12, Bologna");
        assert_eq!(found.time_zone.as_str(), "Europe/Rome");
        let facts = house.read(|tx| performances::facts(tx, &[PERFORMANCE, id(1)])).await;
        assert_eq!(facts.len(), 1);
        let facts = facts[&PERFORMANCE];
        assert!(facts.published && facts.booking_open);
        assert_eq!((facts.starts_at, facts.places), (at(86_400), places(10, 4)));

        house
            .write(|tx| {
                let mut moved = Occurrence { starts_at: at(9_000), places: places(12, 99) };
                moved.places.additional = 3;
                moved.places.manually_occupied = 1;
                occurrences::update(tx, PERFORMANCE, &moved)?;
                let closed = Detail { doors_open_at: None, booking_open: false, ..detail(SHOW, ROOM) };
                performances::update(tx, PERFORMANCE, &closed)
            })
            .await
            .unwrap();
        let found = house.read(|tx| performances::load(tx, &[PERFORMANCE])).await.remove(&PERFORMANCE).unwrap();
        assert_eq!((found.starts_at, found.doors_open_at, found.booking_open), (at(9_000), None, false));
        assert_eq!((found.places.total(), found.places.taken()), (15, 5), "confirmed places stay as they were");
    }

    async fn pages_follow_one_another(engine: Engine) {
        let house = House::empty(engine);
        house
            .write(|tx| {
                for number in 1..=5 {
                    venues::insert(tx, id(number), &venue(&format!("Venue {number}")))?;
                    let room = Room::parse(id(1 + number % 2), &format!("Room {number}"), 5).unwrap();
                    shows::insert(tx, id(number), &show(&format!("Show {number}"), &format!("show-{number}"), number != 3))?;
                    if number > 1 {
                        rooms::insert(tx, id(number), &room)?;
                    }
                }
                Ok(())
            })
            .await
            .unwrap();
        let mut seen = Vec::new();
        let mut after = Uuid::nil();
        loop {
            let page = house.read(move |tx| venues::page(tx, "", after, 2)).await;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            seen.push(page.len());
        }
        assert_eq!(seen, [2, 2, 1]);
        let rooms = |venue, limit| {
            let db = house.db.clone();
            async move { db.read(move |tx| rooms::page(tx, venue, "", Uuid::nil(), limit)).await.unwrap().len() }
        };
        assert_eq!((rooms(None, 9).await, rooms(Some(id(1)), 9).await, rooms(Some(id(2)), 1).await), (4, 2, 1));
        assert_eq!(rooms(Some(id(9)), 9).await, 0);
        let shows = |published| {
            let db = house.db.clone();
            async move { db.read(move |tx| shows::page(tx, published, "", id(1), 9)).await.unwrap().len() }
        };
        assert_eq!((shows(false).await, shows(true).await), (4, 3));
    }

    async fn performances_are_paged_by_their_beginnings(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                shows::insert(tx, id(31), &show("Hidden Play", "hidden", false))?;
                // Two begin at the same moment, and ids run against time.
                for (number, begins) in [(49, 100), (48, 200), (47, 200), (46, 300)] {
                    let hall = Occurrence { starts_at: at(begins), ..occurrence(5, 0) };
                    occurrences::insert(tx, id(number), "performance", &hall)?;
                    performances::insert(tx, id(number), &detail(if number == 46 { id(31) } else { SHOW }, ROOM))?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let page = |filter: Filter<'static>, limit| {
            let db = house.db.clone();
            async move {
                let found = db.read(move |tx| performances::page(tx, &filter, limit)).await.unwrap();
                found.into_iter().map(|view| view.id.as_u128() >> 8).collect::<Vec<_>>()
            }
        };
        assert_eq!(page(EVERYTHING, 9).await, [49, 47, 48, 46, 40]);
        assert_eq!(page(EVERYTHING, 2).await, [49, 47]);
        assert_eq!(page(Filter { after: (at(200), id(47)), ..EVERYTHING }, 2).await, [48, 46]);
        assert_eq!(page(Filter { from: at(200), to: at(300), ..EVERYTHING }, 9).await, [47, 48]);
        assert_eq!(page(Filter { from: at(201), after: (at(100), id(49)), ..EVERYTHING }, 9).await, [46, 40]);
        assert_eq!(page(Filter { published_only: true, ..EVERYTHING }, 9).await, [49, 47, 48, 40]);
        assert_eq!(page(Filter { show_id: Some(id(31)), ..EVERYTHING }, 9).await, [46]);
        assert_eq!(page(Filter { search: "hidden", ..EVERYTHING }, 9).await, [46]);
        assert_eq!(page(Filter { search: "hidden", published_only: true, ..EVERYTHING }, 9).await, [0_u128; 0]);
    }

    async fn a_room_changes_its_capacity_for_what_has_not_begun(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                let over = Occurrence { starts_at: at(-10), ..occurrence(10, 9) };
                occurrences::insert(tx, id(41), "performance", &over)?;
                performances::insert(tx, id(41), &detail(SHOW, ROOM))?;
                occurrences::set_room_capacity(tx, ROOM, 6, at(0))
            })
            .await
            .unwrap();
        let halls = house.write(|tx| occurrences::lock(tx, &[PERFORMANCE, id(41)])).await.unwrap();
        assert_eq!(halls[&PERFORMANCE].places, places(6, 4));
        assert_eq!(halls[&id(41)].places, places(10, 9));
    }
}

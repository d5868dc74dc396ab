//! What the store keeps of the timetable, and what it refuses whatever the code above it believes.

use std::collections::BTreeSet;

use foh_domain::{
    payments::{Currency, Money},
    theatre::Zone,
    travel::{Bus, Days, District, Route, RouteFields, Run, Schedule, ScheduleFields},
};
use foh_store::{
    StoreError, Tx, buses,
    departures::{self, DepartureFilter, NewDeparture, Of},
    districts, occurrences, reservations, routes,
    schedules::{self, RouteSchedule},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, date, time},
};
use uuid::Uuid;

use crate::season::{House, at, id, reservation};

const KIGALI: Uuid = id(110);
const HUYE: Uuid = id(111);
const THERE: Uuid = id(112);
const BACK: Uuid = id(113);
const BUS: Uuid = id(114);
const SCHEDULE: Uuid = id(115);
const RETURN: Uuid = id(116);

fn fare(amount: i64) -> Money {
    Money::of(amount, Currency::EUR).unwrap()
}

fn route(origin_id: Uuid, destination_id: Uuid) -> Route {
    Route::parse(RouteFields {
        origin_id,
        destination_id,
        name: "Over the hills",
        distance_km: 125,
        minutes: 150,
        fare: fare(500),
        active: true,
    })
    .unwrap()
}

fn schedule(route_id: Uuid) -> RouteSchedule {
    let schedule = Schedule::parse(ScheduleFields {
        days: Days::parse(["mon", "sun"]).unwrap(),
        departs: time(23, 59, 0, 0),
        arrives: time(0, 0, 0, 0),
        time_zone: Zone::parse("Africa/Kigali").unwrap(),
        valid_from: date(2026, 1, 1),
        valid_to: Some(date(2027, 12, 31)),
        exceptions: BTreeSet::from([date(2026, 12, 25), date(2027, 1, 1)]),
        active: true,
    });
    RouteSchedule {
        route_id,
        bus_id: BUS,
        schedule: schedule.unwrap(),
    }
}

/// The departure of a day, at noon.
fn departure(number: u128, schedule_id: Uuid, route_id: Uuid, day: Date) -> NewDeparture {
    let departs_at = day.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    NewDeparture {
        id: id(number),
        schedule_id,
        route_id,
        bus_id: BUS,
        run: Run {
            day,
            departs_at,
            arrives_at: departs_at + SignedDuration::from_hours(2),
        },
        time_zone: Zone::utc(),
        fare: fare(500),
        seats: 30,
    }
}

fn first_day() -> Date {
    date(2027, 3, 1)
}

/// Ten days with a departure there and one back.
fn store(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    districts::insert(tx, KIGALI, &District::parse("Kigali", "KGL").unwrap())?;
    districts::insert(tx, HUYE, &District::parse("Huye", "HUY").unwrap())?;
    routes::insert(tx, THERE, &route(KIGALI, HUYE))?;
    routes::insert(tx, BACK, &route(HUYE, KIGALI))?;
    buses::insert(tx, BUS, &Bus::parse("RAB 1", 30, "", true).unwrap())?;
    schedules::insert(tx, SCHEDULE, &schedule(THERE))?;
    schedules::insert(tx, RETURN, &schedule(BACK))?;
    let days = |from: u128, schedule, route| -> Vec<NewDeparture> {
        (0_u32..10)
            .map(|n| {
                let day = first_day() + i64::from(n).days();
                departure(from + u128::from(n), schedule, route, day)
            })
            .collect()
    };
    departures::insert(tx, &days(200, SCHEDULE, THERE))?;
    departures::insert(tx, &days(300, RETURN, BACK))
}

async fn house(engine: Engine) -> House {
    let house = House::new(engine).await;
    house.write(store).await.unwrap();
    house
}

both_engines! {
    async fn a_schedule_is_read_as_it_was_written(engine: Engine) {
        let house = house(engine).await;
        let found = house.read(|tx| schedules::get(tx, SCHEDULE)).await.unwrap();
        assert_eq!(found.of, schedule(THERE));
        assert_eq!((found.route.as_str(), found.plate.as_str(), found.capacity, found.generated_to), ("Over the hills", "RAB 1", 30, None));
        house.write(|tx| schedules::set_generated_to(tx, SCHEDULE, date(2027, 4, 1))).await.unwrap();
        let behind = |day| house.read(move |tx| schedules::behind(tx, day, Uuid::nil(), 9));
        let ids = |found: Vec<schedules::Behind>| found.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(behind(date(2027, 4, 1)).await), [RETURN]);
        assert_eq!(ids(behind(date(2027, 4, 2)).await), [SCHEDULE, RETURN]);
        let mut changed = schedule(BACK);
        changed.schedule.valid_to = None;
        changed.schedule.exceptions.clear();
        changed.schedule.active = false;
        let stored = changed.clone();
        house.write(move |tx| schedules::update(tx, SCHEDULE, &stored)).await.unwrap();
        let found = house.read(|tx| schedules::get(tx, SCHEDULE)).await.unwrap();
        assert_eq!((found.of, found.generated_to), (changed, None), "its departures are to be looked through");
        assert_eq!(ids(behind(date(2027, 4, 2)).await), [RETURN]);
    }

    async fn what_cannot_be_read_names_its_column(engine: Engine) {
        let house = house(engine).await;
        for (sql, column) in [
            ("UPDATE schedules SET days = 0", "days"),
            ("UPDATE schedules SET departs = 1440", "departs"),
            ("UPDATE schedules SET valid_from = 'soon'", "valid_from"),
            ("UPDATE schedules SET valid_to = 'late'", "valid_to"),
            ("UPDATE schedules SET exceptions = 'never'", "exceptions"),
        ] {
            let found = house.db.write(SCHEDULE, move |tx| {
                tx.execute(sql, &[])?;
                schedules::get(tx, SCHEDULE)
            });
            match found.await {
                Err(StoreError::Decode { column: told, .. }) => assert_eq!(told, column),
                other => panic!("{column}: {other:?}"),
            }
        }
    }

    async fn what_somebody_has_reserved_is_not_removed(engine: Engine) {
        let house = house(engine).await;
        house.write(|tx| reservations::insert(tx, [&reservation(id(90), id(202), 2)])).await.unwrap();
        let coming = house.write(|tx| departures::lock_coming(tx, Of::Schedule(SCHEDULE), at(0))).await.unwrap();
        let reserved: Vec<_> = coming.iter().filter(|one| one.reserved).map(|one| one.id).collect();
        assert_eq!((coming.len(), reserved), (10, vec![id(202)]));
        let both = house.write(|tx| departures::remove(tx, &[id(201), id(202)])).await;
        assert_eq!(both, Err(StoreError::Constraint("foreign_key".into())));
        let remove = |tx: &mut Tx<'_>| departures::remove(tx, &[id(201), id(203)]);
        house.write(remove).await.unwrap();
        let left = house.write(|tx| departures::lock_coming(tx, Of::Schedule(SCHEDULE), at(0))).await.unwrap();
        assert_eq!(left.len(), 8);
        assert!(house.write(|tx| occurrences::lock(tx, &[id(201), id(203)])).await.unwrap().is_empty());
    }

    async fn a_day_has_one_departure_of_a_schedule(engine: Engine) {
        let house = house(engine).await;
        let twice = departure(400, SCHEDULE, THERE, first_day());
        let refused = house.write(move |tx| departures::insert(tx, std::slice::from_ref(&twice))).await;
        assert_eq!(refused, Err(StoreError::Constraint("departures_schedule_id_day_key".into())));
        assert!(house.write(|tx| occurrences::lock(tx, &[id(400)])).await.unwrap().is_empty());
        let days = house.read(|tx| departures::days_from(tx, SCHEDULE, first_day() + 8.days())).await;
        assert_eq!(days.into_iter().collect::<Vec<_>>(), [first_day() + 8.days(), first_day() + 9.days()]);
    }

    async fn pages_go_on_where_the_last_ended(engine: Engine) {
        let house = house(engine).await;
        let house = &house;
        let pages = |routes: Option<Vec<Uuid>>, limit| async move {
            let (mut seen, mut after) = (Vec::new(), (Timestamp::MIN, Uuid::nil()));
            loop {
                let filter = DepartureFilter {
                    from: first_day() + 2.days(),
                    to: first_day() + 5.days(),
                    routes: routes.clone(),
                    status: None,
                    after,
                    limit,
                };
                let page = house.read(move |tx| departures::page(tx, &filter)).await;
                assert!(page.len() <= limit as usize);
                let Some(last) = page.last() else { return seen };
                after = (last.departs_at, last.id);
                seen.extend(page.iter().map(|one| one.id));
            }
        };
        let both: Vec<Uuid> = (2..6).flat_map(|n| [id(200 + n), id(300 + n)]).collect();
        for limit in [1, 3, 100] {
            assert_eq!(pages(None, limit).await, both);
            assert_eq!(pages(Some(vec![BACK, THERE]), limit).await, both);
            assert_eq!(pages(Some(vec![BACK]), limit).await, [id(302), id(303), id(304), id(305)]);
        }
        assert!(pages(Some(Vec::new()), 5).await.is_empty());
    }

    async fn seats_and_fares_are_set_of_what_is_named(engine: Engine) {
        let house = house(engine).await;
        house.write(|tx| {
            departures::set_fares(tx, [id(200), id(301)], fare(700))?;
            departures::set_seats(tx, [id(200)], 12)
        }).await.unwrap();
        let changed = house.read(|tx| departures::get(tx, id(200))).await.unwrap();
        assert_eq!((changed.fare, changed.places.capacity), (fare(700), 12));
        let other = house.read(|tx| departures::at_other_fare(tx, BACK, fare(500), at(0))).await;
        assert_eq!(other, [id(301)]);
        house.write(|tx| occurrences::set_confirmed(tx, [(id(200), 5)])).await.unwrap();
        let refused = house.write(|tx| departures::set_seats(tx, [id(200), id(201)], 4)).await.unwrap_err();
        assert!(refused.is_constraint("occurrences_places"));
        let by_bus = house.write(|tx| departures::lock_coming(tx, Of::Bus(BUS), at(0))).await.unwrap();
        assert_eq!(by_bus.iter().filter(|one| one.places.capacity == 30).count(), 19);
    }
}

//! Districts, routes and buses: made once, changed together with the departures to come.

use foh_app::{
    Made,
    theatre::{Content, ManageError},
    travel::RemoveDistrictError,
};
use foh_domain::{
    audit::Action,
    travel::{Bus, District, Route},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::civil::time;
use uuid::Uuid;

use super::ground::{ALL, Line, bus, by, daily, fare, route, whole};
use crate::house::at_once;

fn taken(refused: ManageError) -> &'static str {
    match refused {
        ManageError::Taken(field) => field,
        other => panic!("{other:?}"),
    }
}

fn fault(refused: ManageError) -> &'static str {
    match refused {
        ManageError::Faults(faults) => faults[0].field,
        other => panic!("{other:?}"),
    }
}

async fn once<C: Content + 'static>(line: &Line, content: C) -> Uuid {
    let key = line.node(0).new_form_key();
    let made = at_once(8, |n| {
        let (node, content) = (line.node(n).clone(), content.clone());
        async move { node.create_once(key, content).await.unwrap() }
    })
    .await;
    let now = made.iter().filter(|made| matches!(made, Made::Now(_)));
    assert_eq!(now.count(), 1);
    assert!(made.iter().all(|one| one.id() == made[0].id()));
    made[0].id()
}

async fn noted(line: &Line, action: Action) -> i64 {
    let word = action.as_str();
    let counted = line.node(0).database().read(move |tx| {
        tx.query_one(
            "SELECT COUNT(*) AS n FROM audit_entries WHERE action = $1",
            &[word.into()],
            |row| row.get::<i64>("n"),
        )
    });
    counted.await.unwrap().unwrap()
}

both_engines! {
    async fn a_form_makes_one_thing_and_names_are_used_once(engine: Engine) {
        let line = Line::open(engine).await;
        let before = noted(&line, Action::ContentMade).await;
        let musanze = once(&line, District::parse("Musanze", "MUS").unwrap()).await;
        let there = once(&line, route(line.kigali, musanze)).await;
        once(&line, bus("RAC 7", 18)).await;
        let key = line.node(0).new_form_key();
        let of = line.of(daily("Africa/Kigali", time(14, 0, 0, 0)));
        let made = at_once(8, |n| {
            let (node, of) = (line.node(n).clone(), of.clone());
            async move { node.create_schedule_once(key, of).await.unwrap() }
        }).await;
        assert!(made.iter().all(|one| one.id() == made[0].id()));
        assert_eq!(line.departures(made[0].id()).await.len(), ALL);
        assert_eq!(noted(&line, Action::ContentMade).await - before, 4, "each is in the log once");

        let node = line.node(0);
        assert_eq!(taken(node.create(District::parse("Musanze", "MSZ").unwrap()).await.unwrap_err()), "name");
        assert_eq!(taken(node.create(District::parse("Ruhengeri", "mus").unwrap()).await.unwrap_err()), "code");
        assert_eq!(taken(node.create(bus("rac 7", 18)).await.unwrap_err()), "plate");
        assert_eq!(taken(node.create(route(line.kigali, line.huye)).await.unwrap_err()), "destination_id");
        node.create(route(line.huye, line.kigali)).await.expect("the way back is another route");
        assert_eq!(fault(node.create(route(line.kigali, Uuid::from_u128(1))).await.unwrap_err()), "destination_id");
        let huye = line.huye;
        let onto = node.change(there, by(move |route: &mut Route| route.destination_id = huye)).await;
        assert_eq!(taken(onto.unwrap_err()), "destination_id");
    }

    async fn many_at_once_make_one_of_each_pair(engine: Engine) {
        let line = Line::open(engine).await;
        let musanze = line.node(0).create(District::parse("Musanze", "MUS").unwrap()).await.unwrap();
        let made = at_once(9, |n| {
            let (node, route) = (line.node(n).clone(), route(line.kigali, musanze));
            async move { node.create(route).await }
        }).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        assert!(made.into_iter().filter_map(Result::err).all(|refused| taken(refused) == "destination_id"));
    }

    async fn a_new_fare_is_that_of_what_nobody_has_reserved(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let sold = line.departures(schedule).await[4].id;
        line.book(sold).await;
        let as_sold = whole(&line.departure(sold).await.unwrap());
        let changed = line.node(1).change_route(line.route, by(|route: &mut Route| route.fare = fare(6_000))).await.unwrap();
        assert_eq!((changed.route.fare, changed.other_fare), (fare(6_000), vec![sold]));
        assert_eq!(as_sold, whole(&line.departure(sold).await.unwrap()));
        let fares = |wanted| async move {
            let found = line.departures(schedule).await;
            (found.iter().filter(|one| one.fare == fare(wanted)).count(), line)
        };
        let (count, line) = fares(6_000).await;
        assert_eq!(count, ALL - 1);
        assert_eq!(noted(&line, Action::FareChanged).await, 1);
        // What is made from now on has the new fare, also where a schedule is changed.
        line.change(schedule, |of| of.schedule.departs = time(15, 0, 0, 0)).await.unwrap();
        line.house.advance(jiff::SignedDuration::from_hours(24));
        line.node(0).extend_timetable().await.unwrap();
        let found = line.departures(schedule).await;
        assert_eq!(found.iter().filter(|one| one.fare == fare(6_000)).count(), ALL);
        assert_eq!(as_sold, whole(&line.departure(sold).await.unwrap()));
        line.adds_up().await;
    }

    async fn a_smaller_bus_has_a_seat_for_everybody(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let sold = line.departures(schedule).await[4].id;
        super::ground::booking(line.node(0), sold, 12).await.unwrap().unwrap();
        let resize = |seats| line.node(1).change(line.bus, by(move |bus: &mut Bus| bus.capacity = seats));
        assert_eq!(fault(resize(11).await.unwrap_err()), "capacity");
        let seats = |found: Vec<foh_app::travel::DepartureView>| found.iter().map(|one| one.places.capacity).collect::<Vec<_>>();
        assert_eq!(seats(line.departures(schedule).await), [30; ALL], "nothing was changed");
        for capacity in [12, 40] {
            resize(capacity).await.unwrap();
            assert_eq!(seats(line.departures(schedule).await), [capacity; ALL]);
        }
        assert_eq!(noted(&line, Action::CapacityChanged).await, 2);
        // What has left had the seats it had.
        line.house.advance(jiff::SignedDuration::from_hours(24));
        resize(20).await.unwrap();
        assert_eq!(line.departures(schedule).await[0].places.capacity, 40);
        line.adds_up().await;
    }

    async fn a_bus_is_switched_off_when_nobody_needs_it(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let off = || line.node(0).change(line.bus, by(|bus: &mut Bus| bus.active = false));
        assert_eq!(fault(off().await.unwrap_err()), "active");
        let other = line.node(0).create(bus("RAC 1", 30)).await.unwrap();
        line.change(schedule, move |of| of.bus_id = other).await.unwrap();
        assert!(!off().await.unwrap().active);
    }

    async fn a_bus_is_switched_off_or_given_to_a_schedule(engine: Engine) {
        let line = Line::open(engine).await;
        for round in 0..6 {
            let bus = line.node(0).create(bus(&format!("RAC {round}"), 30)).await.unwrap();
            let mut of = line.of(daily("Africa/Kigali", time(14, round, 0, 0)));
            of.bus_id = bus;
            let both = at_once(2, |n| {
                let (node, of) = (line.node(n).clone(), of.clone());
                async move {
                    match n {
                        0 => node.create_schedule(of).await.is_ok(),
                        _ => node.change(bus, by(|bus: &mut Bus| bus.active = false)).await.is_ok(),
                    }
                }
            }).await;
            assert!(both[0] != both[1], "one of both: {both:?}");
        }
    }

    async fn the_ends_of_a_route_stay_on_its_tickets(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let musanze = line.node(0).create(District::parse("Musanze", "MUS").unwrap()).await.unwrap();
        let turn = || line.node(0).change(line.route, by(move |route: &mut Route| route.destination_id = musanze));
        turn().await.expect("nobody has a ticket");
        line.book(line.departures(schedule).await[0].id).await;
        let huye = line.huye;
        let back = line.node(0).change(line.route, by(move |route: &mut Route| route.destination_id = huye)).await;
        assert_eq!(fault(back.unwrap_err()), "destination_id");
        turn().await.expect("that is no change of its ends");
    }

    async fn a_district_goes_when_no_route_needs_it(engine: Engine) {
        let line = Line::open(engine).await;
        let node = line.node(0);
        assert!(matches!(node.remove_district(line.huye).await, Err(RemoveDistrictError::InUse)));
        let musanze = node.create(District::parse("Musanze", "MUS").unwrap()).await.unwrap();
        node.remove_district(musanze).await.unwrap();
        assert!(matches!(node.remove_district(musanze).await, Err(RemoveDistrictError::Unknown)));
        let names: Vec<_> = node.districts().await.unwrap().into_iter().map(|(_, district)| district.name).collect();
        assert_eq!(names, ["Huye", "Kigali"]);
        assert_eq!(noted(&line, Action::ContentRemoved).await, 1);
    }
}

//! Changes, makings and bookings at once, on all nodes.

use std::collections::HashMap;

use foh_testkit::{both_engines, engines::Engine};
use jiff::{SignedDuration, civil::time};
use uuid::Uuid;

use super::ground::{ALL, Line, booking, by, daily, whole};
use crate::house::at_once;

/// What somebody of the crowd did.
enum Did {
    Booked(Uuid, String),
    Missed,
    Other,
}

both_engines! {
    async fn nobody_loses_a_departure_that_they_have_booked(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let before: Vec<_> = line.departures(schedule).await.into_iter().map(|one| one.id).collect();
        let did = at_once(24, |n| {
            let node = line.node(n).clone();
            let departure = before[n * 2];
            async move {
                match n % 4 {
                    0 => {
                        let hour = i8::try_from(12 + n / 4).unwrap();
                        let at = by(move |of: &mut foh_app::travel::RouteSchedule| of.schedule.departs = time(hour, 0, 0, 0));
                        node.change_schedule(schedule, at).await.unwrap();
                        Did::Other
                    }
                    1 => {
                        node.extend_timetable().await.unwrap();
                        Did::Other
                    }
                    _ => match booking(&node, departure, 2).await.unwrap() {
                        Some(_) => {
                            let found = node.departure(departure).await.unwrap().expect("what was booked");
                            Did::Booked(departure, whole(&found.departure))
                        }
                        None => Did::Missed,
                    },
                }
            }
        }).await;
        let mut booked = HashMap::new();
        let mut missed = 0;
        for one in did {
            match one {
                Did::Booked(id, departure) => drop(booked.insert(id, departure)),
                Did::Missed => missed += 1,
                Did::Other => {}
            }
        }
        assert_eq!(booked.len() + missed, 12);
        let now = line.node(0).schedule(schedule).await.unwrap().unwrap().of.schedule;
        let after = line.departures(schedule).await;
        let mut days: Vec<_> = after.iter().map(|one| one.day).collect();
        days.dedup();
        assert_eq!((days.len(), after.len()), (ALL, ALL), "one departure on each day");
        for departure in &after {
            if let Some(as_booked) = booked.remove(&departure.id) {
                assert_eq!(whole(departure), as_booked);
            } else {
                let local = departure.departs_at.to_zoned(departure.time_zone.rules());
                assert_eq!(local.time(), now.departs, "what nobody has booked is as the schedule says");
            }
        }
        assert!(booked.is_empty(), "departures that were booked are gone: {booked:?}");
        line.adds_up().await;
    }

    async fn a_fare_is_changed_while_departures_are_made(engine: Engine) {
        let line = Line::open(engine).await;
        let mut schedules = Vec::new();
        for minute in 0..4 {
            schedules.push(line.make(daily("Africa/Kigali", time(14, minute, 0, 0))).await);
        }
        line.house.advance(SignedDuration::from_hours(24 * 10));
        at_once(8, |n| {
            let (node, route) = (line.node(n).clone(), line.route);
            async move {
                if n < 3 {
                    node.extend_timetable().await.unwrap();
                } else {
                    let amount = i64::try_from(n).unwrap() * 1_000;
                    let fare = by(move |route: &mut foh_domain::travel::Route| route.fare = super::ground::fare(amount));
                    node.change_route(route, fare).await.unwrap();
                }
            }
        }).await;
        let fare = line.node(0).route(line.route).await.unwrap().unwrap().route.fare;
        let now = line.node(0).now();
        for schedule in schedules {
            let found = line.departures(schedule).await;
            assert_eq!(found.len(), ALL + 10);
            assert!(found.iter().filter(|one| one.departs_at > now).all(|one| one.fare == fare));
        }
        line.adds_up().await;
    }
}

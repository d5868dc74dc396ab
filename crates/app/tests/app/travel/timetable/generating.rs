//! Departures are made ahead, once, whoever makes them.

use foh_domain::travel::Days;
use foh_store::StoreError;
use foh_testkit::{both_engines, engines::Engine};
use jiff::{SignedDuration, ToSpan, civil::date, civil::time};

use super::ground::{ALL, Line, by, daily, leave};
use crate::house::{at_once, morning};

const DAY: SignedDuration = SignedDuration::from_hours(24);

both_engines! {
    async fn many_nodes_make_each_departure_once(engine: Engine) {
        let line = Line::open(engine).await;
        let switch = |active| line.node(0).change(line.route, by(move |route: &mut foh_domain::travel::Route| route.active = active));
        switch(false).await.unwrap();
        let mut schedules = Vec::new();
        for hour in [5, 14, 17, 20] {
            schedules.push(line.make(daily("Africa/Kigali", time(hour, 0, 0, 0))).await);
        }
        let off = line.make(daily("Africa/Kigali", time(22, 0, 0, 0))).await;
        line.change(off, |of| of.schedule.active = false).await.unwrap();
        assert_eq!(line.house.count("SELECT COUNT(*) AS n FROM departures").await, 0, "the route is not sold");
        switch(true).await.unwrap();

        let made = at_once(12, |n| {
            let node = line.node(n).clone();
            async move { node.extend_timetable().await.unwrap() }
        }).await;
        // The bus of five in the morning has left today.
        let all = 4 * ALL - 1;
        assert_eq!(made.iter().sum::<usize>(), all);
        assert_eq!(line.house.count("SELECT COUNT(*) AS n FROM departures").await, i64::try_from(all).unwrap());
        assert_eq!(line.departures(schedules[0]).await.len(), ALL - 1);
        assert_eq!(line.departures(off).await.len(), 0);
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0);

        let first = &line.departures(schedules[1]).await[0];
        assert_eq!(first.departs_at, "2026-11-20T12:00:00Z".parse().unwrap());
        assert_eq!(first.arrives_at, first.departs_at + SignedDuration::from_mins(150));
        assert_eq!((first.places.capacity, first.places.taken(), first.plate.as_str()), (30, 0, "RAB 123 C"));
        assert_eq!((first.route.origin.as_str(), first.route.destination.as_str()), ("Kigali", "Huye"));

        line.house.advance(DAY);
        let made = at_once(3, |n| {
            let node = line.node(n).clone();
            async move { node.extend_timetable().await.unwrap() }
        }).await;
        assert_eq!(made.iter().sum::<usize>(), 4, "a day later there is a day more");
        line.house.advance(DAY * 7);
        assert_eq!(line.node(1).extend_timetable().await.unwrap(), 4 * 7, "whoever was away catches up");
        line.adds_up().await;
    }

    async fn buses_leave_by_the_clocks_when_these_are_changed(engine: Engine) {
        let line = Line::open(engine).await;
        // To 1 March 2027: the clocks of Rome go forward on the 28th.
        line.house.advance(DAY * 101);
        let night = line.make(daily("Europe/Rome", time(2, 30, 0, 0))).await;
        let found = line.departures(night).await;
        assert_eq!(found.len(), ALL - 1, "today's has left");
        for (day, leaves) in [
            ("2027-03-27", "2027-03-27T01:30:00Z"),
            ("2027-03-28", "2027-03-28T01:30:00Z"),
            ("2027-03-29", "2027-03-29T00:30:00Z"),
        ] {
            let departure = found.iter().find(|one| one.day == day.parse().unwrap()).unwrap();
            assert_eq!(departure.departs_at, leaves.parse().unwrap(), "{day}");
            let local = departure.departs_at.to_zoned(departure.time_zone.rules());
            assert_eq!(local.date(), departure.day, "it leaves on its day");
        }
        // To 1 October: they go back on the 31st, and what is half past two twice is one departure.
        line.house.advance(DAY * 214);
        line.node(0).extend_timetable().await.unwrap();
        let found = line.departures(night).await;
        let days: std::collections::BTreeSet<_> = found.iter().map(|one| one.day).collect();
        assert_eq!(days.len(), found.len());
        let autumn: Vec<_> = found.iter().filter(|one| one.day >= date(2027, 10, 30) && one.day <= date(2027, 11, 1)).cloned().collect();
        let expected: Vec<_> = ["2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"].map(|at| at.parse().unwrap()).into();
        assert_eq!(leave(&autumn), expected);
    }

    async fn each_place_has_its_own_today(engine: Engine) {
        let line = Line::open(engine).await;
        // 23:00 in Kiritimati, where it is tomorrow for two hours more than anywhere else.
        let east = line.make(daily("Pacific/Kiritimati", time(23, 30, 0, 0))).await;
        let west = line.make(daily("Pacific/Honolulu", time(0, 30, 0, 0))).await;
        let ends = |found: Vec<foh_app::travel::DepartureView>| (found[0].day, found.last().unwrap().day);
        let morning = morning().to_zoned(jiff::tz::TimeZone::UTC).date();
        assert_eq!(ends(line.departures(east).await), (morning, morning + 60.days()));
        assert_eq!(ends(line.departures(west).await), (morning, morning + 59.days()), "it is still the 19th there");
        line.house.advance(SignedDuration::from_hours(1));
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 2, "midnight has come to both");
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0);
        line.adds_up().await;
    }

    async fn what_cannot_be_read_keeps_nobody_else_waiting(engine: Engine) {
        let line = Line::open(engine).await;
        let broken = line.afternoons().await;
        let sound = line.make(daily("Africa/Kigali", time(15, 0, 0, 0))).await;
        let zone = |name: &'static str| line.node(0).database().write(broken, move |tx| {
            tx.execute("UPDATE schedules SET time_zone = $1 WHERE id = $2", &[name.into(), broken.into()])
        });
        zone("Mars/Olympus").await.unwrap();
        line.house.advance(DAY);
        let told = line.node(0).extend_timetable().await;
        assert!(matches!(told, Err(StoreError::Decode { .. })), "{told:?}");
        assert_eq!(line.departures(sound).await.len(), ALL + 1);
        zone("Africa/Kigali").await.unwrap();
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 1);
        assert_eq!(line.departures(broken).await.len(), ALL + 1);
    }

    async fn a_schedule_that_ends_makes_no_more(engine: Engine) {
        let line = Line::open(engine).await;
        let mut of = daily("Africa/Kigali", time(14, 0, 0, 0));
        of.days = Days::parse(["mon", "fri"]).unwrap();
        of.valid_to = Some(date(2026, 12, 4));
        let schedule = line.make(of).await;
        let days = |found: Vec<foh_app::travel::DepartureView>| found.iter().map(|one| one.day.to_string()).collect::<Vec<_>>();
        let expected = ["2026-11-20", "2026-11-23", "2026-11-27", "2026-11-30", "2026-12-04"];
        assert_eq!(days(line.departures(schedule).await), expected);
        line.house.advance(DAY * 30);
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0);
    }
}

//! What guests find.

use foh_domain::travel::Route;
use foh_testkit::{both_engines, engines::Engine};
use jiff::{
    SignedDuration,
    civil::{Date, time},
};
use uuid::Uuid;

use super::ground::{Line, booking, by, daily};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

both_engines! {
    async fn a_day_has_what_is_still_to_come(engine: Engine) {
        let line = Line::open(engine).await;
        let node = line.node(1);
        for (hour, minute) in [(10, 0), (11, 30), (23, 45), (0, 15)] {
            line.make(daily("Africa/Kigali", time(hour, minute, 0, 0))).await;
        }
        // It is eleven in Kigali.
        let found = |on| async move {
            let found = node.departures_on(line.route, day(on)).await.unwrap();
            found.iter().map(|one| (one.minutes_to_departure, one.remaining_seats, one.bookable)).collect::<Vec<_>>()
        };
        assert_eq!(found("2026-11-20").await, [(30, 30, true), (765, 30, true)]);
        assert_eq!(found("2026-11-21").await.len(), 4, "a quarter past midnight is the day before in UTC");
        assert_eq!(found("2026-11-19").await, []);
        assert_eq!(found("2027-01-19").await.len(), 4);
        assert_eq!(found("2027-01-20").await, [], "so far nothing is planned");
        let days = node.departure_days(line.route, 3).await.unwrap();
        assert_eq!(days, [day("2026-11-20"), day("2026-11-21"), day("2026-11-22")]);
    }

    async fn seats_and_minutes_count_down(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let departure = line.on(schedule, "2026-11-20").await.id;
        booking(line.node(0), departure, 20).await.unwrap();
        line.house.advance(SignedDuration::from_mins(179) + SignedDuration::from_secs(1));
        let item = line.node(1).departure(departure).await.unwrap().unwrap();
        assert_eq!((item.remaining_seats, item.minutes_to_departure, item.bookable), (10, 0, true));
        booking(line.node(0), departure, 10).await.unwrap();
        let on = || line.node(1).departures_on(line.route, day("2026-11-20"));
        let full = &on().await.unwrap()[0];
        assert_eq!((full.remaining_seats, full.bookable), (0, false), "what is full is shown as full");
        line.house.advance(SignedDuration::from_mins(1));
        assert!(on().await.unwrap().is_empty(), "it has left");
        let gone = line.node(1).departure(departure).await.unwrap().unwrap();
        assert_eq!((gone.minutes_to_departure, gone.bookable), (0, false));
        assert!(line.node(1).departure(Uuid::from_u128(1)).await.unwrap().is_none());
    }

    async fn what_is_not_sold_is_not_found(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let node = line.node(1);
        let found = || async {
            let from = node.routes_for_sale(Some(line.kigali), None).await.unwrap().len();
            let departures = node.departures_on(line.route, day("2026-11-21")).await.unwrap().len();
            (from, departures, node.departure_days(line.route, 5).await.unwrap().len())
        };
        assert_eq!(found().await, (1, 1, 5));
        assert_eq!(node.routes_for_sale(None, Some(line.huye)).await.unwrap()[0].destination.code, "HUY");
        assert!(node.routes_for_sale(Some(line.huye), None).await.unwrap().is_empty());
        let switch = |active| line.node(0).change_route(line.route, by(move |route: &mut Route| route.active = active));
        switch(false).await.unwrap();
        assert_eq!(found().await, (0, 0, 0));
        let hidden = line.on(schedule, "2026-11-21").await;
        let item = node.departure(hidden.id).await.unwrap().unwrap();
        assert!(!item.bookable, "who has booked it still sees it");
        line.house.advance(SignedDuration::from_hours(24));
        assert_eq!(line.node(0).extend_timetable().await.unwrap(), 0);
        switch(true).await.unwrap();
        assert_eq!(found().await, (1, 1, 5));
        assert_eq!(line.on(schedule, "2027-01-20").await.day, day("2027-01-20"), "it has caught up");
        let called_off = line.on(schedule, "2026-11-22").await.id;
        line.node(0).database().write(called_off, move |tx| foh_store::departures::cancel(tx, called_off, hidden.departs_at)).await.unwrap();
        assert!(node.departures_on(line.route, day("2026-11-22")).await.unwrap().is_empty());
    }
}

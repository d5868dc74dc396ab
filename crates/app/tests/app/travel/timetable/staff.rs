//! What operators and administrators see, and that a bus has left.

use foh_app::{
    identity::Staff,
    travel::{DepartureError, DepartureQuery},
};
use foh_domain::{
    identity::{Granted, PersonName, Role},
    travel::{DepartureStatus, District, LeaveRefusal},
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::{SignedDuration, civil::time};
use uuid::Uuid;

use super::ground::{Line, daily, route};
use crate::house::at_once;

/// Somebody of this role who reaches these routes.
async fn staff(line: &Line, role: Role, scopes: Vec<Uuid>) -> Staff {
    Staff {
        id: line.house.staff(role).await,
        role,
        name: PersonName::parse("Bruno Conti").unwrap(),
        scopes,
        session: None,
        granted: Granted::Everything,
        must_enrol: false,
    }
}

fn query(from: &str, to: &str) -> DepartureQuery {
    DepartureQuery {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        route_id: None,
        status: None,
        after: None,
        limit: 3,
    }
}

both_engines! {
    async fn operators_see_their_routes(engine: Engine) {
        let line = Line::open(engine).await;
        let musanze = line.node(0).create(District::parse("Musanze", "MUS").unwrap()).await.unwrap();
        let mut routes = vec![line.route];
        for (from, to) in [(line.kigali, musanze), (musanze, line.kigali)] {
            routes.push(line.node(0).create(route(from, to)).await.unwrap());
        }
        for (number, route) in routes.iter().enumerate() {
            for hour in [14, 18] {
                let mut of = line.of(daily("Africa/Kigali", time(hour, i8::try_from(number).unwrap(), 0, 0)));
                of.route_id = *route;
                line.node(0).create_schedule(of).await.unwrap();
            }
        }
        let all = staff(&line, Role::Administrator, Vec::new()).await;
        let two = staff(&line, Role::TravelOperator, vec![routes[2], routes[0]]).await;
        let none = staff(&line, Role::TravelOperator, Vec::new()).await;
        let pages = |by: Staff| {
            let node = line.node(1);
            async move {
                let (mut query, mut seen) = (query("2026-11-21", "2026-11-21"), Vec::new());
                loop {
                    let page = node.departures(query.clone(), by.held_to()).await.unwrap();
                    let Some(last) = page.last() else { return seen };
                    query.after = Some((last.departs_at, last.id));
                    seen.extend(page.iter().map(|one| (one.departs_at, one.route.id)));
                }
            }
        };
        let seen = pages(all.clone()).await;
        assert!(seen.is_sorted_by_key(|one| one.0), "in the order of their leaving");
        assert_eq!(seen.len(), 6);
        let expected: Vec<_> = seen.iter().filter(|one| one.1 != routes[1]).copied().collect();
        assert_eq!(pages(two.clone()).await, expected);
        assert_eq!(pages(none.clone()).await, []);

        let of = |route| DepartureQuery { route_id: Some(route), ..query("2026-11-20", "2026-11-30") };
        let foreign = line.node(0).departures(of(routes[1]), two.held_to()).await;
        assert!(matches!(foreign, Err(DepartureError::NotYours)));
        assert_eq!(line.node(0).departures(of(routes[0]), two.held_to()).await.unwrap().len(), 3);
        let departed = DepartureQuery { status: Some(DepartureStatus::Departed), ..of(routes[0]) };
        assert!(line.node(0).departures(departed, two.held_to()).await.unwrap().is_empty());

        let theirs = line.node(0).departures(of(routes[1]), all.held_to()).await.unwrap()[0].id;
        assert!(matches!(line.node(0).departure_for_staff(theirs, two.held_to()).await, Err(DepartureError::NotYours)));
        assert_eq!(line.node(0).departure_for_staff(theirs, all.held_to()).await.unwrap().id, theirs);
        assert!(matches!(line.node(0).mark_departed(theirs, two.held_to()).await, Err(DepartureError::NotYours)));
        assert!(matches!(line.node(0).mark_departed(theirs, none.held_to()).await, Err(DepartureError::NotYours)));
    }

    async fn a_bus_leaves_once(engine: Engine) {
        let line = Line::open(engine).await;
        let schedule = line.afternoons().await;
        let operator = staff(&line, Role::TravelOperator, vec![line.route]).await;
        let departure = line.on(schedule, "2026-11-20").await;
        // It is eleven; the bus leaves at two.
        line.house.advance(SignedDuration::from_mins(119));
        let early = line.node(0).mark_departed(departure.id, operator.held_to()).await;
        let from = departure.departs_at - SignedDuration::from_hours(1);
        assert!(matches!(early, Err(DepartureError::Refused(LeaveRefusal::TooEarly { from: when })) if when == from));
        line.house.advance(SignedDuration::from_mins(1));
        let left_at = line.node(0).now();
        let left = at_once(8, |n| {
            let (node, operator) = (line.node(n).clone(), operator.clone());
            async move { node.mark_departed(departure.id, operator.held_to()).await.unwrap() }
        }).await;
        assert!(left.iter().all(|one| one.status == DepartureStatus::Departed && one.departed_at == Some(left_at)));
        let noted = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'departure.left'";
        assert_eq!(line.house.count(noted).await, 1);
        let item = line.node(0).departure(departure.id).await.unwrap().unwrap();
        assert!(!item.bookable, "the sale is closed although it would leave in an hour");
        assert!(line.node(0).departures_on(line.route, departure.day).await.unwrap().is_empty());

        let tomorrow = line.on(schedule, "2026-11-21").await.id;
        line.node(0).database().write(tomorrow, move |tx| foh_store::departures::cancel(tx, tomorrow, left_at)).await.unwrap();
        line.house.advance(SignedDuration::from_hours(24));
        let refused = line.node(0).mark_departed(tomorrow, operator.held_to()).await;
        assert!(matches!(refused, Err(DepartureError::Refused(LeaveRefusal::Cancelled))));
        assert!(matches!(line.node(0).mark_departed(Uuid::from_u128(1), operator.held_to()).await, Err(DepartureError::Unknown)));
    }
}

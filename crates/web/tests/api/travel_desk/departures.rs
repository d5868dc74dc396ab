//! Departures: listed, left, called off.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use super::desk::{Desk, operator_of};
use crate::support::operated::Line;

both_engines! {
    async fn operators_see_their_own_routes_and_administrators_all(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let other = Line::open(&desk.app.house, 30, SignedDuration::from_hours(2)).await;
        let own = desk.operator.get("/api/travel/departures").await.expect(200);
        let ids = |page: &serde_json::Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids(&own), [desk.line.departure.to_string()]);
        assert_eq!(own["items"][0]["remaining_seats"], 30);
        assert_eq!(own["items"][0]["route"]["fare"], "5000");
        let all = desk.app.staff(Role::Administrator).get("/api/travel/departures?limit=1").await.expect(200);
        assert_eq!(ids(&all), [other.departure.to_string()]);
        let next = format!("/api/travel/departures?limit=1&after={}", all["next"].as_str().unwrap());
        let rest = desk.app.staff(Role::Administrator).get(&next).await.expect(200);
        assert_eq!((ids(&rest), &rest["next"]), (vec![desk.line.departure.to_string()], &json!(null)));
        let (_, nobody) = operator_of(&desk.app, &[]).await;
        assert_eq!(ids(&nobody.get("/api/travel/departures").await.expect(200)), Vec::<String>::new());
        let of_route = format!("/api/travel/departures?route_id={}", other.route);
        desk.operator.get(&of_route).await.refused(403, "not_your_route");
        desk.operator.get("/api/travel/departures?status=gone").await.faults(400, "malformed_request", &["status"]);
        desk.operator.get("/api/travel/departures?from=today").await.faults(400, "malformed_request", &["from"]);
        desk.operator.get("/api/travel/departures/none").await.refused(404, "not_found");
    }

    async fn a_bus_leaves_once_and_ends_the_sale(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let depart = format!("{}/depart", desk.departure());
        desk.operator.post(&depart, json!({})).await.refused(409, "too_early");
        desk.app.pass(SignedDuration::from_mins(121));
        for _ in 0..2 {
            let left = desk.operator.post(&depart, json!({})).await.expect(200);
            assert_eq!(left["status"], "departed");
        }
        desk.sell("late", 1).await.refused(409, "departed");
        desk.operator.post(&format!("{}/cancel", desk.departure()), json!({})).await.refused(409, "departed");
    }

    async fn a_departure_that_is_called_off_gives_everything_back(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 2).await.expect(201);
        let cancel = format!("{}/cancel", desk.departure());
        let done = desk.operator.post(&cancel, json!({})).await.expect(200);
        assert_eq!((&done["bookings"], &done["refunds"]), (&json!(1), &json!(1)));
        desk.operator.post(&cancel, json!({})).await.refused(409, "already_cancelled");
        assert_eq!(desk.left().await, 30);
        let path = format!("/api/travel/desk/bookings/{}", sold["id"].as_str().unwrap());
        let booking = desk.operator.get(&path).await.expect(200);
        assert_eq!((&booking["status"], &booking["refunds"][0]["status"]), (&json!("cancelled"), &json!("pending")));
        // Cash waits at the desk until somebody comes for it, and is handed over once.
        let body = json!({ "refund_id": booking["refunds"][0]["id"] });
        let hand_over = format!("{path}/hand-over");
        let after = desk.operator.post(&hand_over, body.clone()).await.expect(200);
        assert_eq!(after["refunds"][0]["status"], "completed");
        desk.operator.post(&hand_over, body).await.refused(409, "nothing_to_hand_over");
        assert_eq!(desk.drawer().await["refunds"], "10000");
        desk.sell("gone", 1).await.refused(409, "departure_cancelled");
    }

    async fn passengers_are_found_by_name_number_and_reference(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let sold = desk.sell("one", 2).await.expect(201);
        let path = format!("{}/passengers", desk.departure());
        let reference = sold["reference"].as_str().unwrap();
        for (q, found) in [("", 1), ("aline", 1), ("UWASE", 1), ("0788123456", 1), ("123456", 1), (reference, 1), ("Grace", 0), ("999999", 0)] {
            let page = desk.operator.get(&format!("{path}?q={q}")).await.expect(200);
            assert_eq!(page["bookings"].as_array().unwrap().len(), found, "{q}");
        }
        let booking = format!("/api/travel/desk/bookings/{}", sold["id"].as_str().unwrap());
        desk.operator.post(&format!("{booking}/cancel"), json!({ "refund": false })).await.expect(200);
        for (query, found) in [("", 0), ("?all=true", 1)] {
            let page = desk.operator.get(&format!("{path}{query}")).await.expect(200);
            assert_eq!(page["bookings"].as_array().unwrap().len(), found, "{query}");
        }
    }
}

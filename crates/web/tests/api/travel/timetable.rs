//! What leaves when.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Line, TestApp, keys};

both_engines! {
    async fn districts_lead_to_routes_and_routes_to_departures(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let anybody = app.anybody();
        let districts = anybody.get("/api/districts").await.expect(200);
        assert_eq!(districts["items"][0], json!({ "id": line.huye, "name": "Huye", "code": "HUY" }));
        assert_eq!(districts["items"][1]["code"], "KGL");

        let route = json!({
            "id": line.route, "name": "Kigali to Huye", "distance_km": 125, "estimated_minutes": 150, "fare": "5000", "currency": "RWF",
            "origin": { "id": line.kigali, "name": "Kigali", "code": "KGL" },
            "destination": { "id": line.huye, "name": "Huye", "code": "HUY" },
        });
        for query in [String::new(), "?from=kgl".into(), "?from=KGL&to=HUY".into(), format!("?to={}", line.huye)] {
            let routes = anybody.get(&format!("/api/routes{query}")).await.expect(200);
            assert_eq!(routes["items"], json!([route]), "{query}");
        }
        for query in ["?from=HUY", "?from=nowhere", "?to=KGL"] {
            let routes = anybody.get(&format!("/api/routes{query}")).await.expect(200);
            assert_eq!(routes["items"], json!([]), "{query}");
        }

        let departure = json!({
            "id": line.tonight, "date": "2027-03-05", "departure_time": "2027-03-05T18:00:00+02:00",
            "arrival_time": "2027-03-05T20:30:00+02:00", "time_zone": "Africa/Kigali", "status": "scheduled",
            "route": {
                "id": line.route, "name": "Kigali to Huye", "origin": "Kigali", "destination": "Huye", "fare": "5000", "currency": "RWF",
            },
            "bus": { "plate_number": "RAB 123 C", "company": "Volcano", "capacity": 30 },
            "remaining_seats": 30, "time_to_departure": 240,
        });
        let of_route = format!("/api/schedules?route_id={}", line.route);
        for query in ["", "&date=2027-03-05"] {
            let found = anybody.get(&format!("{of_route}{query}")).await.expect(200);
            assert_eq!(found["items"], json!([departure]), "{query}");
        }
        let one = anybody.get(&format!("/api/schedules/{}", line.tonight)).await.expect(200);
        assert_eq!(one, departure);
        anybody.get(&format!("/api/schedules/{}", Uuid::max())).await.refused(404, "not_found");
        anybody.get("/api/schedules/none").await.refused(404, "not_found");
    }

    async fn only_what_is_still_to_come_is_offered(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        app.pass_hours(4);
        let of_route = format!("/api/schedules?route_id={}", line.route);
        let gone = app.anybody().get(&format!("{of_route}&date=2027-03-05")).await.expect(200);
        assert_eq!(gone["items"], json!([]));
        let next = app.anybody().get(&of_route).await.expect(200);
        assert_eq!(next["items"][0]["id"], json!(line.tomorrow));
        let one = app.anybody().get(&format!("/api/schedules/{}", line.tonight)).await.expect(200);
        assert_eq!(one["time_to_departure"], 0, "who has booked it sees it on");
        let unknown = format!("/api/schedules?route_id={}&date=2027-03-05", Uuid::max());
        assert_eq!(app.anybody().get(&unknown).await.expect(200)["items"], json!([]));
    }

    async fn a_search_that_cannot_be_read_names_its_fields(engine: Engine) {
        let app = TestApp::open(engine).await;
        let route = Uuid::max();
        for (query, fields) in [
            (String::new(), &["route_id"][..]),
            ("?route_id=7&date=tomorrow".into(), &["route_id", "date"]),
            (format!("?route_id={route}&date=2027-02-30"), &["date"]),
            (format!("?route_id={route}&date=99999-01-01"), &["date"]),
        ] {
            let answer = app.anybody().get(&format!("/api/schedules{query}")).await;
            answer.faults(400, "invalid_fields", fields);
        }
        app.anybody().get("/api/routes?form=KGL").await.refused(400, "malformed_request");
        let found = app.anybody().get("/api/districts").await.expect(200);
        assert_eq!(keys(&found), ["items"]);
    }
}

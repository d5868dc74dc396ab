//! Districts, routes, buses, schedules and departures.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use super::{NOBODY, admin};
use crate::{
    support::{Line, TestApp},
    travel::{Made, bookings, wish, with_key},
};

async fn make(app: &TestApp, what: &str, body: Value) -> String {
    let path = format!("/api/admin/travel/{what}");
    let made = admin(app).post(&path, body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

both_engines! {
    async fn a_timetable_is_made_and_sold(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = admin(&app);
        let kigali = make(&app, "districts", json!({ "name": "Kigali", "code": "kgl" })).await;
        let huye = make(&app, "districts", json!({ "name": "Huye", "code": "HUY" })).await;
        let seen = admin.get("/api/admin/travel/districts?q=kgl").await.expect(200);
        assert_eq!(seen, json!({ "items": [{ "id": kigali, "name": "Kigali", "code": "KGL" }], "next": null }));
        let mut route = json!({
            "origin_id": kigali, "destination_id": huye, "name": "Kigali to Huye", "distance_km": 125, "minutes": 150,
            "fare": "5000", "currency": "RWF", "active": true,
        });
        let route_id = make(&app, "routes", route.clone()).await;
        route["id"] = json!(route_id);
        assert_eq!(admin.get(&format!("/api/admin/travel/routes/{route_id}")).await.expect(200), route);
        let bus_id = make(&app, "buses", json!({ "plate": "rab 123 c", "capacity": 30 })).await;
        let mut schedule = json!({
            "route_id": route_id, "bus_id": bus_id, "days": ["fri", "sat"], "departs": "18:00", "arrives": "20:30", "time_zone": "Africa/Kigali",
            "valid_from": "2027-01-01", "valid_to": null, "exceptions": ["2027-03-06"], "active": true,
        });
        let schedule_id = make(&app, "schedules", schedule.clone()).await;
        schedule["id"] = json!(schedule_id);
        let one = format!("/api/admin/travel/schedules/{schedule_id}");
        assert_eq!(admin.get(&one).await.expect(200), schedule);

        // It is Friday, and tomorrow is an exception.
        let departures = admin.get("/api/admin/travel/departures?to=2027-03-12").await.expect(200);
        let items = departures["items"].as_array().unwrap();
        let days: Vec<&str> = items.iter().map(|item| item["date"].as_str().unwrap()).collect();
        assert_eq!(days, ["2027-03-05", "2027-03-12"]);
        let first = &items[0];
        assert_eq!((&first["departs_at"], &first["fare"], &first["remaining_seats"]), (&json!("2027-03-05T18:00:00+02:00"), &json!("5000"), &json!(30)));
        let id = first["id"].as_str().unwrap().to_owned();
        assert_eq!(admin.get(&format!("/api/admin/travel/departures/{id}")).await.expect(200), *first);
        for query in ["status=departed", &format!("route_id={NOBODY}"), "from=2027-03-06&to=2027-03-11"] {
            let none = admin.get(&format!("/api/admin/travel/departures?{query}")).await.expect(200);
            assert_eq!(none["items"], json!([]), "{query}");
        }

        // Who has booked keeps what was booked.
        with_key(&app, "k").post(&bookings(id.parse().unwrap()), wish(json!({}))).await.expect(201);
        let changed = admin.patch(&one, json!({ "departs": "19:00", "arrives": "21:30" })).await.expect(200);
        assert_eq!((&changed["kept"], &changed["departs"]), (&json!([id]), &json!("19:00")));
        assert!(changed["removed"].as_u64().unwrap() > 5 && changed["made"].as_u64().unwrap() > 5, "{changed}");
        let changed = admin.patch(&format!("/api/admin/travel/routes/{route_id}"), json!({ "fare": "5500" })).await.expect(200);
        assert_eq!((&changed["fare"], &changed["other_fare"]), (&json!("5500"), &json!([id])));
        admin.patch(&format!("/api/admin/travel/buses/{bus_id}"), json!({ "capacity": 1 })).await.faults(422, "invalid_fields", &["capacity"]);
        admin.patch(&format!("/api/admin/travel/buses/{bus_id}"), json!({ "active": false })).await.faults(422, "invalid_fields", &["active"]);
    }

    async fn faults_name_their_fields(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = admin(&app);
        let line = Line::of(&app.house, 30).await;
        let (kigali, huye) = (line.kigali.to_string(), line.huye.to_string());
        let route = json!({
            "origin_id": huye, "destination_id": kigali, "name": "Back", "distance_km": 125, "minutes": 150, "fare": "5000", "currency": "RWF",
        });
        let schedule = json!({
            "route_id": line.route, "bus_id": NOBODY, "days": ["mon"], "departs": "06:00", "arrives": "08:00", "time_zone": "Africa/Kigali",
            "valid_from": "2027-01-01",
        });
        for (what, whole, field, value, status, word) in [
            ("districts", json!({ "name": "Musanze", "code": "MUS" }), "name", json!("Kigali"), 409, "already_in_use"),
            ("districts", json!({ "name": "Musanze", "code": "MUS" }), "code", json!("huy"), 409, "already_in_use"),
            ("districts", json!({ "name": "Musanze", "code": "MUS" }), "code", json!("M"), 422, "invalid_fields"),
            ("routes", route.clone(), "destination_id", json!(huye), 422, "invalid_fields"),
            ("routes", route.clone(), "origin_id", json!(NOBODY), 422, "invalid_fields"),
            ("routes", route.clone(), "origin_id", json!("x"), 422, "invalid_fields"),
            ("routes", route.clone(), "fare", json!("50.5"), 422, "invalid_fields"),
            ("routes", route.clone(), "currency", json!("XYZ"), 422, "invalid_fields"),
            ("routes", route.clone(), "distance_km", json!(0), 422, "invalid_fields"),
            ("buses", json!({ "plate": "RAC 1", "capacity": 30 }), "plate", json!("rab 123 c"), 409, "already_in_use"),
            ("buses", json!({ "plate": "RAC 1", "capacity": 30 }), "capacity", json!(0), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "days", json!([]), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "departs", json!("25:00"), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "time_zone", json!("Mars/Base"), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "exceptions", json!(["Christmas"]), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "valid_to", json!("2026-12-31"), 422, "invalid_fields"),
            ("schedules", schedule.clone(), "bus_id", json!(NOBODY), 422, "invalid_fields"),
        ] {
            let mut body = whole;
            body[field] = value;
            admin.post(&format!("/api/admin/travel/{what}"), body).await.faults(status, word, &[field]);
        }
        let mut twice = route;
        twice["origin_id"] = json!(kigali);
        twice["destination_id"] = json!(huye);
        admin.post("/api/admin/travel/routes", twice).await.faults(409, "already_in_use", &["destination_id"]);
        for (what, sneaked) in [("districts", "id"), ("routes", "operators"), ("buses", "x"), ("schedules", "generated_to")] {
            let answer = admin.patch(&format!("/api/admin/travel/{what}/{NOBODY}"), json!({ sneaked: 1 })).await;
            answer.faults(400, "malformed_request", &[sneaked]);
            admin.patch(&format!("/api/admin/travel/{what}/{NOBODY}"), json!({})).await.refused(404, "not_found");
            admin.get(&format!("/api/admin/travel/{what}/{NOBODY}")).await.refused(404, "not_found");
        }
        admin.get("/api/admin/travel/departures?status=lost").await.faults(400, "malformed_request", &["status"]);
    }

    async fn a_district_goes_while_no_route_needs_it(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let remove = async |id: &str| {
            let path = format!("/api/admin/travel/districts/{id}");
            admin(&app).send(Method::DELETE, &path, None).await
        };
        let musanze = make(&app, "districts", json!({ "name": "Musanze", "code": "MUS" })).await;
        assert_eq!(remove(&musanze).await.status, 204);
        remove(&musanze).await.refused(404, "not_found");
        remove(&line.kigali.to_string()).await.refused(409, "district_in_use");
    }

    async fn masters_are_administrators_only(engine: Engine) {
        let app = TestApp::open(engine).await;
        for path in ["districts", "routes", "buses", "schedules", "departures", "operators", "revenue", "occupancy/routes"] {
            let path = format!("/api/admin/travel/{path}");
            for caller in [app.content(), app.office(), app.door()] {
                caller.get(&path).await.refused(403, "forbidden");
            }
            app.anybody().get(&path).await.refused(401, "authentication_required");
            admin(&app).get(&path).await.expect(200);
        }
    }

    async fn what_is_switched_off_keeps_its_bookings(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let booked = Made::book(&app, line.tonight, json!({})).await;
        let path = format!("/api/admin/travel/routes/{}", line.route);
        admin(&app).patch(&path, json!({ "active": false })).await.expect(200);
        let refused = with_key(&app, "late").post(&bookings(line.tomorrow), wish(json!({}))).await;
        assert!(matches!(refused.status, 404 | 409), "{}", refused.body);
        assert_eq!(booked.seen().await["status"], "pending");
    }
}

//! Locations, unit types and beverages.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;

use super::{NOBODY, make, manager, stocked};
use crate::support::TestApp;

both_engines! {
    async fn what_the_bar_has_is_made_and_changed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let manager = manager(&app);
        let [foyer, garden, crate_id] = stocked(&app).await;
        let place = json!({ "id": foyer, "name": "Foyer", "description": "", "active": true });
        let seen = manager.get("/api/admin/bar/locations?q=FOY").await.expect(200);
        assert_eq!(seen, json!({ "items": [place], "next": null }));
        let unit = json!({ "id": crate_id, "name": "Crate", "items": 24, "active": true });
        assert_eq!(manager.get(&format!("/api/admin/bar/unit-types/{crate_id}")).await.expect(200), unit);
        let lager = make(&app, "beverages", json!({
            "name": "Lager", "unit_type_id": crate_id, "litres_per_item": "0,33", "colour": "#B5651D", "location_ids": [foyer],
        })).await;
        let one = format!("/api/admin/bar/beverages/{lager}");
        let mut expected = json!({
            "id": lager, "name": "Lager", "unit_type_id": crate_id, "litres_per_item": "0.330", "alarm_minimum": null, "colour": "#b5651d",
            "active": true, "location_ids": [foyer],
        });
        assert_eq!(manager.get(&one).await.expect(200), expected);
        let changed = manager.patch(&one, json!({ "alarm_minimum": "2.5", "location_ids": [garden] })).await.expect(200);
        expected["alarm_minimum"] = json!("2.50");
        expected["location_ids"] = json!([garden]);
        assert_eq!(changed, expected);
        expected["alarm_minimum"] = json!(null);
        assert_eq!(manager.patch(&one, json!({ "alarm_minimum": null })).await.expect(200), expected);

        // Switched off instead of deleted.
        manager.send(Method::DELETE, &one, None).await.refused(405, "method_not_allowed");
        let unit = format!("/api/admin/bar/unit-types/{crate_id}");
        manager.patch(&unit, json!({ "active": false })).await.faults(422, "invalid_fields", &["active"]);
        manager.patch(&one, json!({ "active": false })).await.expect(200);
        manager.patch(&unit, json!({ "active": false })).await.expect(200);
        manager.patch(&one, json!({ "active": true })).await.faults(422, "invalid_fields", &["unit_type_id"]);
        for (what, left) in [("beverages", 0), ("unit-types", 0), ("locations", 2)] {
            let seen = manager.get(&format!("/api/admin/bar/{what}?active=true")).await.expect(200);
            assert_eq!(seen["items"].as_array().unwrap().len(), left, "{what}");
        }
        let first = manager.get("/api/admin/bar/locations?limit=1").await.expect(200);
        let next = format!("/api/admin/bar/locations?limit=1&after={}", first["next"].as_str().unwrap());
        // Made in the same moment, in whatever order.
        let second = manager.get(&next).await.expect(200);
        let mut names = [&first, &second].map(|page| page["items"][0]["name"].as_str().unwrap());
        names.sort_unstable();
        assert_eq!(names, ["Foyer", "Garden"]);
    }

    async fn faults_name_their_fields(engine: Engine) {
        let app = TestApp::open(engine).await;
        let manager = manager(&app);
        let [_, _, crate_id] = stocked(&app).await;
        let beverage = json!({ "name": "Lager", "unit_type_id": crate_id, "litres_per_item": "0.5", "colour": "#b5651d" });
        make(&app, "beverages", beverage.clone()).await;
        let beverage = json!({ "name": "Ale", "unit_type_id": crate_id, "litres_per_item": "0.5", "colour": "#b5651d" });
        for (what, whole, field, value, status, word) in [
            ("locations", json!({ "name": "Attic" }), "name", json!("Foyer"), 409, "already_in_use"),
            ("locations", json!({ "name": "Attic" }), "name", json!(" "), 422, "invalid_fields"),
            ("unit-types", json!({ "name": "Keg", "items": 1 }), "name", json!("Crate"), 409, "already_in_use"),
            ("unit-types", json!({ "name": "Keg", "items": 1 }), "items", json!(0), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "name", json!("Lager"), 409, "already_in_use"),
            ("beverages", beverage.clone(), "unit_type_id", json!(NOBODY), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "unit_type_id", json!("x"), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "litres_per_item", json!("0"), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "alarm_minimum", json!("1.005"), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "colour", json!("amber"), 422, "invalid_fields"),
            ("beverages", beverage.clone(), "location_ids", json!([NOBODY]), 422, "invalid_fields"),
        ] {
            let mut body = whole;
            body[field] = value;
            manager.post(&format!("/api/admin/bar/{what}"), body).await.faults(status, word, &[field]);
        }
        for (what, sneaked) in [("locations", "user"), ("unit-types", "id"), ("beverages", "stock")] {
            let path = format!("/api/admin/bar/{what}/{NOBODY}");
            manager.patch(&path, json!({ sneaked: 1 })).await.faults(400, "malformed_request", &[sneaked]);
            manager.patch(&path, json!({})).await.refused(404, "not_found");
            manager.get(&path).await.refused(404, "not_found");
            for caller in [app.content(), app.office(), app.staff(Role::BarCounter)] {
                caller.get(&format!("/api/admin/bar/{what}")).await.refused(403, "forbidden");
            }
        }
    }

    async fn a_location_has_one_user_or_none(engine: Engine) {
        let app = TestApp::open(engine).await;
        let manager = manager(&app);
        let [foyer, garden, _] = stocked(&app).await;
        let counters = app.house.bar_counters().await.unwrap();
        let counter = counters[0].id;
        let path = |location: &str| format!("/api/admin/bar/locations/{location}");
        assert_eq!(manager.get(&path(&foyer)).await.expect(200)["user"], json!(null));
        let put = async |location: &str, user| {
            let body = json!({ "user_id": user });
            manager.json(Method::PUT, &format!("{}/user", path(location)), &body).await
        };
        for _ in 0..2 {
            let answer = put(&foyer, json!(counter)).await.expect(200);
            assert_eq!((&answer["user"]["id"], &answer["user"]["state"]), (&json!(counter), &json!("active")));
        }
        // Who works elsewhere from now on has left.
        put(&garden, json!(counter)).await.expect(200);
        assert_eq!(manager.get(&path(&foyer)).await.expect(200)["user"], json!(null));
        assert_eq!(put(&garden, json!(null)).await.expect(200)["user"], json!(null));
        put(&foyer, json!(NOBODY)).await.faults(422, "invalid_fields", &["user_id"]);
        put(NOBODY, json!(counter)).await.refused(404, "not_found");
        let empty = manager.json(Method::PUT, &format!("{}/user", path(&foyer)), &json!({})).await;
        empty.faults(400, "malformed_request", &["user_id"]);
    }
}

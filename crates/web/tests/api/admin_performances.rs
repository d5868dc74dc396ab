//! Content managers put performances on, and may not take away what guests have.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

both_engines! {
    async fn a_performance_is_made_found_and_changed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(100)).await;
        let fields = json!({
            "show_id": hall.show, "room_id": hall.room, "starts_at": "2027-03-28T20:00:00+02:00",
            "doors_open_at": "2027-03-28T17:30:00Z", "booking_open": false, "additional_places": 5, "manually_occupied_places": 10,
        });
        let id = app.make("/api/admin/performances", fields).await;
        let path = format!("/api/admin/performances/{id}");
        let seen = app.content().get(&path).await.expect(200);
        let expected = json!({
            "id": id, "show_id": hall.show, "room_id": hall.room, "starts_at": "2027-03-28T18:00:00Z",
            "doors_open_at": "2027-03-28T17:30:00Z", "booking_open": false, "additional_places": 5,
            "manually_occupied_places": 10, "show": hall.title, "room": "Great Hall",
            "venue": seen["venue"], "time_zone": "Europe/Rome", "capacity": 100, "confirmed_places": 0, "available_places": 95,
        });
        assert_eq!(seen, expected);
        assert_eq!(keys(&seen).len(), 15);

        let change = json!({ "booking_open": true, "doors_open_at": null, "manually_occupied_places": 0 });
        let changed = app.content().patch(&path, change).await.expect(200);
        let mut expected = expected;
        expected["booking_open"] = json!(true);
        expected["doors_open_at"] = json!(null);
        expected["manually_occupied_places"] = json!(0);
        expected["available_places"] = json!(105);
        assert_eq!(changed, expected);
        assert_eq!(app.content().get(&path).await.expect(200), expected);
        let public = app.anybody().get(&format!("/api/performances/{id}")).await.expect(200);
        assert_eq!([&public["total_places"], &public["available_places"]], [105, 105]);

        // Left out: open for booking, nothing added, nothing occupied.
        let plain = json!({ "show_id": hall.show, "room_id": hall.room, "starts_at": "2027-03-29T18:00:00Z" });
        let id = app.make("/api/admin/performances", plain).await;
        let seen = app.content().get(&format!("/api/admin/performances/{id}")).await.expect(200);
        assert_eq!([&seen["booking_open"], &seen["doors_open_at"]], [&json!(true), &json!(null)]);
        assert_eq!(seen["available_places"], 100);
    }

    async fn fields_are_checked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let whole = json!({ "show_id": hall.show, "room_id": hall.room, "starts_at": "2027-03-28T18:00:00Z" });
        for (status, word, field, value) in [
            (422, "invalid_fields", "show_id", json!(NOBODY)),
            (422, "invalid_fields", "room_id", json!(NOBODY)),
            (422, "invalid_fields", "doors_open_at", json!("2027-03-28T18:00:01Z")),
            (422, "invalid_fields", "doors_open_at", json!("2027-03-27T17:59:59Z")),
            (422, "invalid_fields", "additional_places", json!(-1)),
            (422, "invalid_fields", "additional_places", json!(10_000_001)),
            (422, "invalid_fields", "manually_occupied_places", json!(-1)),
            (400, "malformed_request", "starts_at", json!("tomorrow")),
            (400, "malformed_request", "starts_at", json!("2027-03-28T18:00:00")),
            (400, "malformed_request", "starts_at", json!(null)),
            (400, "malformed_request", "show_id", json!("x")),
            (400, "malformed_request", "booking_open", json!(1)),
            (400, "malformed_request", "additional_places", json!(1.5)),
            (400, "malformed_request", "capacity", json!(500)),
            (400, "malformed_request", "confirmed_places", json!(0)),
            (400, "malformed_request", "available_places", json!(500)),
            (400, "malformed_request", "id", json!(NOBODY)),
        ] {
            let mut body = whole.clone();
            body[field] = value.clone();
            app.content().post("/api/admin/performances", body).await.faults(status, word, &[field]);
            let known = !matches!(field, "capacity" | "confirmed_places" | "available_places" | "id");
            let (status, word) = if known { (422, "invalid_fields") } else { (status, word) };
            if field != "doors_open_at" {
                app.content().patch(&hall.administration(), json!({ field: value })).await.faults(status, word, &[field]);
            }
        }
        let too_many = json!({
            "show_id": hall.show, "room_id": hall.room, "starts_at": "2027-03-28T18:00:00Z", "manually_occupied_places": 51,
        });
        app.content().post("/api/admin/performances", too_many).await.refused(409, "places_taken");
        let listed = app.content().get("/api/admin/performances").await.expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "nothing was made");
    }

    async fn confirmed_places_are_not_taken_away(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening { capacity: 10, additional: 2, occupied: 1, ..Evening::default() }).await;
        app.ticket(&hall, 8).await;
        let before = app.content().get(&hall.administration()).await.expect(200);
        assert_eq!(before["available_places"], 3);
        let room = format!("/api/admin/rooms/{}", hall.room);
        for (path, change) in [
            (hall.administration(), json!({ "manually_occupied_places": 5 })),
            (hall.administration(), json!({ "additional_places": 0, "manually_occupied_places": 3 })),
            (room.clone(), json!({ "capacity": 6 })),
            (room.clone(), json!({ "capacity": 0 })),
        ] {
            app.content().patch(&path, change).await.refused(409, "places_taken");
        }
        assert_eq!(app.content().get(&hall.administration()).await.expect(200), before);
        assert_eq!(app.content().get(&room).await.expect(200)["capacity"], 10, "all or nothing");

        app.content().patch(&hall.administration(), json!({ "manually_occupied_places": 4 })).await.expect(200);
        assert_eq!(app.available(&hall).await, 0);
        app.ask(&hall, 1).await.refused(409, "insufficient_seats");
        app.content().patch(&hall.administration(), json!({ "manually_occupied_places": 0 })).await.expect(200);
        app.content().patch(&room, json!({ "capacity": 6 })).await.expect(200);
        assert_eq!(app.available(&hall).await, 0);
        app.recount(&hall).await;

        // A smaller room for it is refused likewise.
        let small = json!({ "venue_id": hall.venue, "name": "Closet", "capacity": 5 });
        let small = app.make("/api/admin/rooms", small).await;
        app.content().patch(&hall.administration(), json!({ "room_id": small })).await.refused(409, "places_taken");
    }

    async fn a_new_capacity_holds_for_what_is_to_come(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(10).in_hours(1)).await;
        let later = json!({
            "show_id": hall.show, "room_id": hall.room, "starts_at": (app.now() + SignedDuration::from_hours(48)).to_string(),
        });
        let later = format!("/api/admin/performances/{}", app.make("/api/admin/performances", later).await);
        app.pass_hours(2);
        app.content().patch(&format!("/api/admin/rooms/{}", hall.room), json!({ "capacity": 30 })).await.expect(200);
        assert_eq!(app.content().get(&later).await.expect(200)["capacity"], 30);
        assert_eq!(app.content().get(&hall.administration()).await.expect(200)["capacity"], 10, "history stays");
    }

    async fn performances_are_listed_by_their_beginnings(engine: Engine) {
        let app = TestApp::open(engine).await;
        let mut expected = Vec::new();
        for hours in [50, 2, 26, 74] {
            expected.push((hours, app.put_on(Evening::default().in_hours(hours)).await));
        }
        expected.sort_by_key(|(hours, _)| *hours);
        let ids: Vec<&str> = expected.iter().map(|(_, hall)| hall.id.as_str()).collect();
        let listed = async |query: &str| -> Vec<String> {
            let mut found = Vec::new();
            let mut after = String::new();
            loop {
                let path = format!("/api/admin/performances?limit=1{query}{after}");
                let page = app.content().get(&path).await.expect(200);
                found.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
                let Some(next) = page["next"].as_str() else { return found };
                after = format!("&after={next}");
            }
        };
        app.pass_hours(12);
        assert_eq!(listed("").await, ids, "past ones too");
        assert_eq!(listed("&from=2027-03-06").await, ids[1..]);
        assert_eq!(listed("&from=2027-03-06&to=2027-03-07").await, ids[1..3]);
        assert_eq!(listed("&to=2027-03-05T14:00:00Z").await, [] as [&str; 0], "up to the moment, without it");
        let title = expected[2].1.title.replace(' ', "%20");
        assert_eq!(listed(&format!("&q={title}")).await, ids[2..3]);
        assert_eq!(listed(&format!("&show_id={}", expected[3].1.show)).await, ids[3..]);
        for query in ["from=soon", "to=2027-13-01", "show_id=x", "after=1_x", "after=x_01900000-0000-7000-8000-000000000000"] {
            let path = format!("/api/admin/performances?{query}");
            app.content().get(&path).await.refused(400, "malformed_request");
        }
    }
}

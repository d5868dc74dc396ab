//! Sessions are made, listed, changed and called off.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use super::people::{at_fault, facilitator, member, refused, seen, wish};
use crate::support::{Evening, TestApp, keys};

/// The titles of the listed sessions.
async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let listed = app.anybody().get(&format!("/api/sessions?{query}")).await;
    let listed = listed.expect(200);
    let sessions = listed["sessions"].as_array().unwrap().iter();
    sessions
        .map(|session| session["title"].as_str().unwrap().to_owned())
        .collect()
}

both_engines! {
    async fn a_session_is_made_and_everybody_sees_it(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let body = wish(&json!({ "type": "retreat", "price": 2500, "currency": "EUR" }));
        let made = gioia.post("/api/sessions", body).await.expect(201);
        assert_eq!(keys(&made), ["message", "session_id"]);
        assert_eq!(made["message"], "Session created");
        let id = made["session_id"].as_str().unwrap();
        let session = seen(&app, id).await;
        assert_eq!(session, json!({
            "id": id, "title": "Breathing in winter", "description": "Two quiet hours.", "type": "retreat",
            "location": "Via dei Tessitori 12, Bologna", "time_zone": "Europe/Rome",
            "start_time": "2027-03-12T17:00:00Z", "end_time": "2027-03-12T19:00:00Z", "capacity": 12, "price": 2500,
            "currency": "EUR", "status": "active", "available_spots": 12,
            "facilitator": { "id": gioia.id, "name": gioia.name },
        }));
        let listed = app.anybody().get("/api/sessions").await.expect(200);
        assert_eq!(listed, json!({ "sessions": [session], "next": null }));
    }

    async fn what_is_left_out_is_usual_and_clocks_stand_where_the_house_is(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let little = json!({
            "description": null, "location": null, "time_zone": null,
            "start_time": "2027-03-12T18:00", "end_time": "2027-03-12T20:00:00",
        });
        let before = seen(&app, &gioia.offers(little.clone()).await).await;
        assert_eq!((&before["time_zone"], &before["start_time"]), (&json!("UTC"), &json!("2027-03-12T18:00:00Z")));
        for (field, value) in [
            ("type", json!("session")), ("description", json!("")), ("location", json!("")), ("price", json!(0)),
            ("currency", json!("EUR")),
        ] {
            assert_eq!(before[field], value, "{field}");
        }
        app.put_on(Evening::default()).await;
        let after = seen(&app, &gioia.offers(little).await).await;
        assert_eq!((&after["time_zone"], &after["end_time"]), (&json!("Europe/Rome"), &json!("2027-03-12T19:00:00Z")));
        let skipped = json!({ "start_time": "2027-03-28T02:30", "end_time": "2027-03-28T04:00" });
        let skipped = seen(&app, &gioia.offers(skipped).await).await;
        assert_eq!(skipped["start_time"], "2027-03-28T01:30:00Z", "there is no 02:30 that night");
    }

    async fn only_the_given_fields_change(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let id = gioia.offers(json!({})).await;
        let ada = member(&app).await;
        ada.has_booked(&id).await;
        member(&app).await.has_booked(&id).await;
        let before = seen(&app, &id).await;
        let done = gioia.changes(&id, json!({ "price": 1500, "title": "Breathing" })).await.expect(200);
        assert_eq!(done, json!({ "message": "Session updated", "session_id": id }));
        let mut expected = before.clone();
        expected["price"] = 1500.into();
        expected["title"] = "Breathing".into();
        assert_eq!(seen(&app, &id).await, expected);
        gioia.changes(&id, json!({})).await.expect(200);
        gioia.changes(&id, json!({ "title": null })).await.expect(200);
        assert_eq!(seen(&app, &id).await, expected);
        let moved = json!({ "start_time": "2027-03-13T18:00", "end_time": "2027-03-13T20:00" });
        for _ in 0..2 {
            gioia.changes(&id, moved.clone()).await.expect(200);
        }
        assert_eq!(seen(&app, &id).await["start_time"], "2027-03-13T17:00:00Z", "on the clocks of the session");
        // The title had changed before; the same move again is none.
        assert_eq!(app.letters_to(&ada.email, "session_moved").await.len(), 2);

        let few = gioia.changes(&id, json!({ "capacity": 1 })).await;
        let problem = few.faults(400, "below_booked", &["capacity"]);
        assert_eq!(problem["booked"], 2);
        assert!(problem["error"].as_str().unwrap().contains("2 places are booked"), "{problem}");
        gioia.changes(&id, json!({ "capacity": 2 })).await.expect(200);
        assert_eq!(seen(&app, &id).await["available_spots"], 0);
    }

    async fn a_change_names_what_is_wrong(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let id = gioia.offers(json!({})).await;
        let before = seen(&app, &id).await;
        for (change, status, fields) in [
            (json!({ "title": "" }), 422, &["title"][..]),
            (json!({ "end_time": "2027-03-12T18:00:00+01:00" }), 422, &["end_time"]),
            (json!({ "start_time": "2027-03-04T18:00:00Z" }), 422, &["start_time"]),
            (json!({ "currency": "USD", "capacity": 2001, "type": "talk" }), 422, &["capacity", "type", "currency"]),
            (json!({ "status": "cancelled" }), 400, &["status"]),
            (json!({ "confirmed": 12 }), 400, &["confirmed"]),
            (json!({ "capacity": "many" }), 400, &["capacity"]),
        ] {
            at_fault(&gioia.changes(&id, change).await, status, fields);
        }
        assert_eq!(seen(&app, &id).await, before);
    }

    async fn a_session_is_called_off_and_stays_to_be_seen(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let (ada, ben) = (member(&app).await, member(&app).await);
        let (first, second) = (gioia.offers(json!({})).await, gioia.offers(json!({})).await);
        for guest in [&ada, &ben] {
            guest.has_booked(&first).await;
        }
        let path = format!("/api/sessions/{first}/cancel");
        let done = gioia.post(&path, json!({})).await.expect(200);
        assert_eq!(done, json!({ "message": "Session cancelled", "session_id": first, "cancelled_bookings": 2 }));
        for guest in [&ada, &ben] {
            app.letter_to(&guest.email, "session_cancelled").await;
            let own = guest.get("/api/bookings/my").await.expect(200);
            assert_eq!(own["bookings"][0]["status"], "cancelled");
            assert_eq!(own["bookings"][0]["session"]["status"], "cancelled");
        }
        assert_eq!(seen(&app, &first).await["status"], "cancelled");
        let path = format!("/api/facilitator/sessions/{second}");
        let done = gioia.send(reqwest::Method::DELETE, &path, None).await.expect(200);
        assert_eq!(done["cancelled_bookings"], 0);
        let listed = app.anybody().get("/api/sessions").await.expect(200);
        assert_eq!(listed["sessions"], json!([]));
        let own = gioia.get("/api/facilitator/sessions").await.expect(200);
        assert_eq!(own["sessions"].as_array().unwrap().len(), 2, "nothing is erased");
        let again = gioia.send(reqwest::Method::DELETE, &path, None).await;
        refused(&again, 409, "session_cancelled", "This session was cancelled.");
        let late = gioia.changes(&first, json!({ "title": "Other" })).await;
        refused(&late, 409, "session_cancelled", "This session was cancelled.");
    }

    async fn the_list_is_narrowed_and_paged(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, hugo) = (facilitator(&app).await, facilitator(&app).await);
        let day = |day: u32| {
            json!({
                "start_time": format!("2027-03-{day}T09:00:00Z"), "end_time": format!("2027-03-{day}T10:00:00Z"),
                "title": format!("Day {day}"), "capacity": 1,
                "price": if day.is_multiple_of(2) { 0 } else { 900 },
                "type": if day == 13 { "retreat" } else { "session" },
            })
        };
        for number in [12, 10, 13, 11] {
            gioia.offers(day(number)).await;
        }
        let full = hugo.offers(day(14)).await;
        member(&app).await.has_booked(&full).await;
        for (query, expected) in [
            ("", &["Day 10", "Day 11", "Day 12", "Day 13", "Day 14"][..]),
            ("type=retreat", &["Day 13"]),
            ("q=dAY%2012", &["Day 12"]),
            ("q=%25", &[]),
            ("from=2027-03-13", &["Day 13", "Day 14"]),
            ("to=2027-03-10", &["Day 10"]),
            ("free=true", &["Day 10", "Day 12", "Day 14"]),
            ("free=false", &["Day 11", "Day 13"]),
            ("with_places=true&from=2027-03-13", &["Day 13"]),
        ] {
            assert_eq!(titles(&app, query).await, expected, "{query}");
        }
        let of_hugo = format!("facilitator_id={}", hugo.id);
        assert_eq!(titles(&app, &of_hugo).await, ["Day 14"]);
        let mut after = String::new();
        let mut walked = Vec::new();
        for expected in [2, 2, 1] {
            let path = format!("/api/sessions?limit=2{after}");
            let page = app.anybody().get(&path).await.expect(200);
            let sessions = page["sessions"].as_array().unwrap();
            assert_eq!(sessions.len(), expected);
            walked.extend(sessions.iter().map(|session| session["title"].clone()));
            after = page["next"].as_str().map_or_else(String::new, |next| format!("&after={next}"));
        }
        assert_eq!(Value::from(walked), json!(["Day 10", "Day 11", "Day 12", "Day 13", "Day 14"]));
        assert!(after.is_empty(), "the last page has no next");
        app.pass_hours(24 * 6);
        // Asked otherwise, so that no answer that was kept is given again.
        assert_eq!(titles(&app, "q=Day").await, ["Day 12", "Day 13", "Day 14"], "what has begun is not to come");
        for (query, field) in [
            ("type=talk", "type"), ("limit=0", "limit"), ("after=x", "after"), ("from=soon", "from"),
        ] {
            at_fault(&app.anybody().get(&format!("/api/sessions?{query}")).await, 400, &[field]);
        }
        for query in ["status=cancelled", "facilitator_id=x", "free=maybe"] {
            app.anybody().get(&format!("/api/sessions?{query}")).await.refused(400, "malformed_request");
        }
    }
}

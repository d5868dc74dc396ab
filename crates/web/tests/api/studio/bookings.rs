//! Members book, and give their places back.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;
use uuid::Uuid;

use super::people::{at_fault, facilitator, member, refused, seen};
use crate::support::{TestApp, keys, together};

both_engines! {
    async fn a_place_is_booked_and_confirmed_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada) = (facilitator(&app).await, member(&app).await);
        let free = gioia.offers(json!({})).await;
        let (body, at) = (json!({ "session_id": free, "notes": "I have a bad knee." }), app.now());
        let made = ada.post("/api/bookings", body).await.expect(201);
        assert_eq!(keys(&made), ["booking_id", "message"], "nothing is due");
        assert_eq!(made["message"], "Booking confirmed");
        assert_eq!(seen(&app, &free).await["available_spots"], 11);
        app.letter_to(&ada.email, "booked").await;
        app.letter_to(&gioia.email, "booked_notice").await;

        let priced = gioia.offers(json!({ "price": 2500, "title": "Retreat", "type": "retreat" })).await;
        let due = ada.books(&priced).await.expect(201);
        assert_eq!((&due["price"], &due["currency"]), (&json!(2500), &json!("EUR")));

        let own = ada.get("/api/bookings/my").await.expect(200);
        assert_eq!(keys(&own), ["bookings", "next"]);
        assert_eq!(own["bookings"][0]["id"], due["booking_id"], "the newest first");
        assert_eq!(own["bookings"][1], json!({
            "id": made["booking_id"], "status": "confirmed", "attended": false, "notes": "I have a bad knee.", "price": 0,
            "currency": "EUR", "payment": { "status": "none" }, "created_at": at.to_string(), "cancelled_at": null,
            "session": {
                "id": free, "title": "Breathing in winter", "type": "session", "location": "Via dei Tessitori 12, Bologna",
                "time_zone": "Europe/Rome", "start_time": "2027-03-12T17:00:00Z", "end_time": "2027-03-12T19:00:00Z",
                "status": "active",
            },
        }));
        let page = ada.get("/api/bookings/my?limit=1").await.expect(200);
        let next = format!("/api/bookings/my?limit=1&after={}", page["next"].as_str().unwrap());
        let page = ada.get(&next).await.expect(200);
        assert_eq!((&page["bookings"][0]["id"], &page["next"]), (&made["booking_id"], &json!(null)));
    }

    async fn refusals_have_the_words_of_the_contract(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada, ben) = (facilitator(&app).await, member(&app).await, member(&app).await);
        let session = gioia.offers(json!({ "capacity": 1 })).await;
        ada.has_booked(&session).await;
        let twice = ada.books(&session).await;
        refused(&twice, 400, "already_booked", "You have already booked this session");
        let full = ben.books(&session).await;
        refused(&full, 400, "session_full", "Session is fully booked");
        let off = gioia.offers(json!({})).await;
        gioia.post(&format!("/api/sessions/{off}/cancel"), json!({})).await.expect(200);
        let gone = ben.books(&off).await;
        refused(&gone, 400, "session_not_available", "Session is not available");
        let unknown = ben.books(&Uuid::max().to_string()).await;
        refused(&unknown, 404, "not_found", "There is nothing here.");
        let begun = gioia.offers(json!({})).await;
        app.pass_hours(24 * 7 + 5);
        let late = ben.books(&begun).await;
        refused(&late, 400, "session_not_available", "Session is not available");
        for (body, fields) in [
            (json!({}), &["session_id"][..]), (json!({ "session_id": "x" }), &["session_id"]),
            (json!({ "session_id": session, "notes": 7 }), &["notes"]),
        ] {
            at_fault(&ben.post("/api/bookings", body).await, 400, fields);
        }
        let long = json!({ "session_id": begun, "notes": "x".repeat(1_001) });
        at_fault(&ben.post("/api/bookings", long).await, 422, &["notes"]);
        assert_eq!(ben.get("/api/bookings/my").await.expect(200)["bookings"], json!([]));
        let anybody = app.anybody().post("/api/bookings", json!({ "session_id": begun })).await;
        refused(&anybody, 401, "authentication_required", "Please sign in.");
    }

    async fn a_place_given_back_is_free_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada, ben) = (facilitator(&app).await, member(&app).await, member(&app).await);
        let session = gioia.offers(json!({ "capacity": 1 })).await;
        let booking = ada.has_booked(&session).await;
        refused(&ben.cancels(&booking).await, 404, "not_found", "There is nothing here.");
        let done = ada.cancels(&booking).await.expect(200);
        assert_eq!(done, json!({
            "message": "Booking cancelled", "booking_id": booking, "session_id": session, "available_spots": 1,
        }));
        assert_eq!(seen(&app, &session).await["available_spots"], 1);
        let again = ada.cancels(&booking).await;
        refused(&again, 409, "already_cancelled", "This booking is cancelled already.");
        app.letter_to(&gioia.email, "booking_cancelled_notice").await;
        let theirs = ben.has_booked(&session).await;
        ada.cancels("nothing").await.refused(404, "not_found");
        ben.cancels(&theirs).await.expect(200);
        ada.has_booked(&session).await;
        let own = ada.get("/api/bookings/my").await.expect(200);
        let statuses: Vec<_> = own["bookings"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
        assert_eq!(statuses, ["confirmed", "cancelled"]);
        app.pass_hours(24 * 7 + 5);
        let standing = own["bookings"][0]["id"].as_str().unwrap();
        refused(&ada.cancels(standing).await, 409, "session_begun", "The session has begun.");
    }

    async fn the_last_places_are_given_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let gioia = facilitator(&app).await;
        let session = gioia.offers(json!({ "capacity": 5 })).await;
        let mut guests = Vec::new();
        for number in 0..32 {
            guests.push(member(if number % 2 == 0 { &app } else { &node }).await);
        }
        // Everybody asks twice.
        let answers = together(guests.iter().chain(&guests).map(|guest| guest.to_book(&session))).await;
        let mut made = 0;
        for answer in &answers {
            if answer.status == 201 {
                made += 1;
                continue;
            }
            let problem = answer.expect(400);
            let words = problem["error"].as_str().unwrap();
            assert!(
                ["Session is fully booked", "You have already booked this session"].contains(&words),
                "{problem}"
            );
        }
        assert_eq!(made, 5);
        let path = format!("/api/facilitator/sessions/{session}/bookings");
        let listed = gioia.get(&path).await.expect(200);
        assert_eq!(listed["bookings"].as_array().unwrap().len(), 5);
        assert_eq!(seen(&app, &session).await["available_spots"], 0);
    }
}

//! What of a session is not taken, and how that is told.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use super::people::{at_fault, facilitator, member, wish};
use crate::support::{Opening, TestApp};

both_engines! {
    async fn every_fault_names_its_field(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        for (changes, status, fields) in [
            (json!({ "title": null }), 400, &["title"][..]),
            (json!({ "start_time": null }), 400, &["start_time"]),
            (json!({ "capacity": null }), 400, &["capacity"]),
            (json!({ "capacity": 2.5 }), 400, &["capacity"]),
            (json!({ "price": "25" }), 400, &["price"]),
            (json!({ "title": ["Yoga"] }), 400, &["title"]),
            (json!({ "title": " \t" }), 422, &["title"]),
            (json!({ "title": "x".repeat(161) }), 422, &["title"]),
            (json!({ "title": "Yoga\r\nBcc: x@example.org" }), 422, &["title"]),
            (json!({ "description": "x".repeat(5_001) }), 422, &["description"]),
            (json!({ "location": "a\nb" }), 422, &["location"]),
            (json!({ "type": "workshop" }), 422, &["type"]),
            (json!({ "time_zone": "Mars/Olympus" }), 422, &["time_zone"]),
            (json!({ "start_time": "soon" }), 422, &["start_time"]),
            (json!({ "start_time": "2027-03-12" }), 422, &["start_time"]),
            (json!({ "end_time": "2027-03-12T17:00:00Z" }), 422, &["end_time"]),
            (json!({ "end_time": "2027-06-12T17:00:00Z" }), 422, &["end_time"]),
            (json!({ "start_time": "2027-03-05T12:00:00Z" }), 422, &["start_time"]),
            (json!({ "capacity": 0 }), 422, &["capacity"]),
            (json!({ "capacity": 2_001 }), 422, &["capacity"]),
            (json!({ "price": -1 }), 422, &["price"]),
            (json!({ "price": 1_000_000_001 }), 422, &["price"]),
            (json!({ "currency": "USD" }), 422, &["currency"]),
            (
                json!({ "title": "", "capacity": -1, "type": "", "start_time": "?", "price": -1, "currency": "eur" }),
                422,
                &["title", "capacity", "type", "start_time", "price", "currency"],
            ),
        ] {
            at_fault(&gioia.post("/api/sessions", wish(&changes)).await, status, fields);
        }
        let none = app.anybody().get("/api/sessions").await.expect(200);
        assert_eq!(none["sessions"], json!([]));
    }

    async fn nothing_is_set_that_is_not_the_clients(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, hugo) = (facilitator(&app).await, facilitator(&app).await);
        for (field, value) in [
            ("id", json!(hugo.id)), ("status", json!("cancelled")), ("owner_id", json!(hugo.id)), ("revision", json!(7)),
            ("facilitator_id", json!(hugo.id)), ("facilitator", json!({ "id": hugo.id })), ("confirmed", json!(12)),
            ("available_spots", json!(0)), ("kind", json!("retreat")), ("created_at", json!("2020-01-01T00:00:00Z")),
        ] {
            at_fault(&gioia.post("/api/sessions", wish(&json!({ field: value.clone() }))).await, 400, &[field]);
            let session = gioia.offers(json!({})).await;
            at_fault(&gioia.changes(&session, json!({ field: value })).await, 400, &[field]);
        }
        let session = gioia.offers(json!({})).await;
        let ada = member(&app).await;
        for (field, value) in [
            ("status", json!("checked_in")), ("member_id", json!(hugo.id)), ("user_id", json!(hugo.id)), ("price", json!(0)),
            ("party_size", json!(2)), ("id", json!(hugo.id)),
        ] {
            let body = json!({ "session_id": session, field: value });
            at_fault(&ada.post("/api/bookings", body).await, 400, &[field]);
        }
        let own = ada.get("/api/bookings/my").await.expect(200);
        assert_eq!(own, json!({ "bookings": [], "next": null }));
    }

    async fn who_does_too_much_waits(engine: Engine) {
        let mut opening = Opening::default();
        for limit in [Limit::BookingCreate, Limit::SessionChange, Limit::FacilitatorApply] {
            opening.limits = opening.limits.with(limit, Rate::new(2, 3_600));
        }
        let app = TestApp::open_as(engine, opening).await;
        let (gioia, ada) = (facilitator(&app).await, member(&app).await);
        let session = gioia.offers(json!({})).await;
        let presentation = json!({ "bio": "", "specialization": "" });
        gioia.changes(&session, json!({ "capacity": 9 })).await.expect(200);
        for _ in 0..2 {
            ada.books(&session).await;
            ada.post("/api/account/facilitator", presentation.clone()).await.expect(200);
        }
        let waiting = [
            gioia.changes(&session, json!({ "capacity": 8 })).await,
            gioia.post("/api/sessions", wish(&json!({}))).await,
            gioia.post(&format!("/api/sessions/{session}/cancel"), json!({})).await,
            ada.books(&session).await,
            ada.post("/api/account/facilitator", presentation).await,
        ];
        for answer in waiting {
            let problem = answer.refused(429, "too_many_requests");
            assert_eq!(answer.header("retry-after"), "1800", "{problem}");
            assert_ne!(problem["error"], Value::Null);
        }
        member(&app).await.has_booked(&session).await;
    }
}

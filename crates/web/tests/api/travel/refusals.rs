//! What is not booked.

use foh_domain::{
    identity::Role,
    limits::{Limit, Limits, Rate},
};
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Made, book, bookings, wish, with_key};
use crate::support::{Line, Opening, TestApp};

both_engines! {
    async fn fields_at_fault_are_named(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let path = bookings(line.tonight);
        let long = "k".repeat(201);
        let missing = app.anybody().post(&path, wish(json!({}))).await;
        missing.faults(400, "malformed_request", &["Idempotency-Key"]);
        for key in ["two words", long.as_str(), "é"] {
            let answer = with_key(&app, key).post(&path, wish(json!({}))).await;
            answer.faults(400, "malformed_request", &["Idempotency-Key"]);
        }
        for (change, fields) in [
            (json!({ "passenger_name": " " }), &["passenger_name"][..]),
            (json!({ "phone_number": "0788" }), &["phone_number"]),
            (json!({ "email": "ada" }), &["email"]),
            (json!({ "seats": 0 }), &["seats"]),
            (json!({ "seats": 21 }), &["seats"]),
            (json!({ "payment_method": "cheque" }), &["payment_method"]),
            (
                json!({ "passenger_name": "", "phone_number": "", "email": "x", "seats": -1, "payment_method": "" }),
                &["passenger_name", "phone_number", "email", "seats", "payment_method"],
            ),
        ] {
            book(&app, line.tonight, change).await.faults(400, "invalid_fields", fields);
        }
        for method in ["airtel", "cash"] {
            let answer = book(&app, line.tonight, json!({ "payment_method": method })).await;
            answer.faults(400, "not_offered", &["payment_method"]);
        }
        for (change, field) in [
            (json!({ "seats": "2" }), "seats"),
            (json!({ "passenger_name": 7 }), "passenger_name"),
            (json!({ "status": "confirmed" }), "status"),
        ] {
            book(&app, line.tonight, change).await.faults(400, "malformed_request", &[field]);
        }
        let mut without = wish(json!({}));
        without.as_object_mut().unwrap().remove("phone_number");
        let answer = with_key(&app, "without").post(&path, without).await;
        answer.faults(400, "malformed_request", &["phone_number"]);
        assert_eq!(seats(&app, &line).await, 30, "nothing was held");
    }

    async fn a_full_a_gone_and_a_called_off_bus_are_not_booked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 3).await;
        Made::book(&app, line.tonight, json!({ "seats": 2 })).await;
        let full = book(&app, line.tonight, json!({ "seats": 2 })).await;
        let full = full.refused(409, "insufficient_seats");
        assert_eq!((&full["remaining"], &full["detail"]), (&json!(1), &json!("Only 1 seat is left.")));
        let unknown = book(&app, Uuid::max(), json!({})).await;
        unknown.refused(404, "not_found");
        let by = app.house.who_has_api_token(app.token_of(Role::Administrator)).await.unwrap();
        app.house.cancel_departure(line.tomorrow, &by.unwrap()).await.unwrap();
        book(&app, line.tomorrow, json!({})).await.refused(409, "departure_cancelled");
        app.pass_hours(4);
        book(&app, line.tonight, json!({ "seats": 1 })).await.refused(409, "departed");
    }

    async fn bookings_from_one_address_are_limited(engine: Engine) {
        let limits = Limits::default().with(Limit::TravelBook, Rate::new(2, 3_600));
        let app = TestApp::open_as(engine, Opening { limits, ..Opening::default() }).await;
        let line = Line::of(&app.house, 30).await;
        for _ in 0..2 {
            book(&app, line.tonight, json!({})).await.expect(201);
        }
        let late = book(&app, line.tonight, json!({})).await;
        late.refused(429, "too_many_requests");
        assert!(!late.header("retry-after").is_empty());
        let wrong = with_key(&app, "w").send(Method::POST, &bookings(line.tonight), None).await;
        wrong.refused(415, "unsupported_media_type");
    }
}

async fn seats(app: &TestApp, line: &Line) -> Value {
    let path = format!("/api/schedules/{}", line.tonight);
    app.anybody().get(&path).await.expect(200)["remaining_seats"].clone()
}

//! Members pay for what they have booked.

use foh_domain::payments::{Currency, FailureReason, Money, Reported};
use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};
use uuid::Uuid;

use super::people::{facilitator, member, refused};
use crate::support::{Line, TestApp};

/// What the provider says of the last payment for a booking.
async fn decide(app: &TestApp, booking: &str, reported: Reported) {
    let booking = Uuid::parse_str(booking).unwrap();
    let payments = app.house.payments_of(booking).await.unwrap();
    let payment = payments.last().unwrap().payment.id;
    app.house.apply_report(payment, reported).await.unwrap();
}

both_engines! {
    async fn what_is_due_is_paid_and_given_back(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 10).await;
        let (gioia, ada, ben) = (facilitator(&app).await, member(&app).await, member(&app).await);
        let session = gioia.offers(json!({ "price": 2500 })).await;
        let made = ada.books(&session).await.expect(201);
        let booking = made["booking_id"].as_str().unwrap();
        let path = format!("/api/bookings/{booking}/pay");
        let seen = async || ada.get("/api/bookings/my").await.expect(200)["bookings"][0]["payment"].clone();
        assert_eq!(seen().await, json!({ "status": "due" }));

        let card = json!({ "payment_method": "card" });
        refused(&ben.post(&path, card.clone()).await, 404, "not_found", "There is nothing here.");
        app.anybody().post(&path, card.clone()).await.expect(401);
        ada.post(&path, json!({ "payment_method": "airtel" })).await.faults(400, "not_offered", &["payment_method"]);
        ada.post(&path, json!({ "payment_method": "mtn" })).await.faults(400, "invalid_fields", &["phone_number"]);
        ada.post(&path, json!({ "payment_method": "mtn", "phone_number": "12" })).await.faults(400, "invalid_fields", &["phone_number"]);

        let phone = json!({ "payment_method": "mtn", "phone_number": "+250788123451" });
        let asked = ada.post(&path, phone.clone()).await.expect(202);
        assert_eq!((&asked["payment"]["status"], &asked["payment"]["next_action"]["kind"]), (&json!("pending"), &json!("approve_on_phone")));
        ada.post(&path, phone).await.refused(409, "payment_underway");
        line.ask_providers().await;
        decide(&app, booking, Reported::Failed(FailureReason::Refused)).await;
        assert_eq!(seen().await, json!({ "status": "failed" }));

        // Ids are in the order of time, and this clock stands.
        app.clock.advance(jiff::SignedDuration::from_millis(1));
        ada.post(&path, card.clone()).await.expect(202);
        line.ask_providers().await;
        let action = seen().await["next_action"].clone();
        assert_eq!(action["kind"], "visit_page");
        let of_guests = gioia.get(&format!("/api/facilitator/sessions/{session}/bookings")).await.expect(200);
        assert_eq!(of_guests["bookings"][0]["payment"], json!({ "status": "pending" }), "where it is paid is the payer's");
        let money = Money::of(2_500, Currency::EUR).unwrap();
        decide(&app, booking, Reported::Completed(money)).await;
        assert_eq!(seen().await, json!({ "status": "paid" }));
        ada.post(&path, card.clone()).await.refused(409, "nothing_due");
        let numbers: Value = gioia.get("/api/facilitator/dashboard").await.expect(200);
        assert_eq!((&numbers["metrics"]["total_revenue"], &numbers["paid"]), (&json!(2500), &json!(2500)));

        ada.post(&format!("/api/bookings/{booking}/cancel"), json!({})).await.expect(200);
        assert_eq!(seen().await, json!({ "status": "refunding" }));
        line.ask_providers().await;
        assert_eq!(seen().await, json!({ "status": "refunded" }));
        ada.post(&path, card).await.refused(409, "booking_cancelled");
    }
}

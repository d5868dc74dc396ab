//! Payments that call for somebody, and money that goes back.

use foh_domain::payments::Reported;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOBODY, admin};
use crate::{
    support::{
        Line, TestApp,
        line::{NEVER_GIVEN_BACK, francs},
        together,
    },
    travel::Made,
};

/// A payment of RWF 10,000 by telephone that was taken.
async fn taken(app: &TestApp, line: &Line) -> String {
    let made = Made::book(app, line.tonight, json!({})).await;
    line.paid(&made.token, 10_000).await;
    payment(line, &made.token).await
}

async fn payment(line: &Line, token: &str) -> String {
    let token = foh_domain::token::Token::parse(token).unwrap();
    let item = line.house.travel_booking_of(token).await.unwrap();
    item.payments.last().unwrap().id.to_string()
}

fn key(app: &TestApp) -> String {
    app.house.new_form_key().to_string()
}

async fn detail(app: &TestApp, payment: &str) -> Value {
    let path = format!("/api/admin/payments/{payment}");
    admin(app).get(&path).await.expect(200)
}

both_engines! {
    async fn what_waits_and_what_calls_is_listed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let list = async |what: &str| admin(&app).get(&format!("/api/admin/payments/{what}")).await.expect(200)["items"].clone();
        line.ask_providers().await;
        assert_eq!(list("pending").await, json!([]), "it has only just been asked for");
        app.pass(SignedDuration::from_mins(3));
        let pending = list("pending").await;
        assert_eq!((&pending[0]["status"], &pending[0]["amount"], &pending[0]["currency"]), (&json!("pending"), &json!("10000"), &json!("RWF")));
        assert_eq!(list("alerts").await, json!([]));
        line.decide(&made.token, Reported::Unknown).await;
        let alerts = list("alerts").await;
        assert_eq!(alerts[0]["alert"]["kind"], "unknown_status");
        let id = payment(&line, &made.token).await;
        assert_eq!(alerts[0]["id"], json!(id));
        let seen = admin(&app).post(&format!("/api/admin/payments/{id}/look"), json!({})).await.expect(200);
        assert_eq!((&seen["alert"], &seen["left"]), (&json!(null), &json!(null)));
        assert_eq!(list("alerts").await, json!([]));

        // Money that was not asked for calls until it is given back.
        line.paid(&made.token, 500).await;
        let seen = admin(&app).post(&format!("/api/admin/payments/{id}/look"), json!({})).await.expect(200);
        assert_eq!((&seen["alert"]["kind"], &seen["left"]), (&json!("wrong_amount"), &json!("500")));
        let body = json!({ "amount": "500", "key": key(&app) });
        admin(&app).post(&format!("/api/admin/payments/{id}/refunds"), body).await.expect(201);
        line.ask_providers().await;
        assert_eq!(detail(&app, &id).await["refunds"][0]["status"], "completed");
        assert_eq!(list("alerts").await, json!([]));
        admin(&app).get(&format!("/api/admin/payments/{NOBODY}")).await.refused(404, "not_found");
    }

    async fn money_goes_back_once_and_never_beyond_what_was_taken(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let id = taken(&app, &line).await;
        let refunds = format!("/api/admin/payments/{id}/refunds");
        let same = json!({ "amount": "4000", "key": key(&app) });
        let answers = together((0..16).map(|_| admin(&app).to_post(&refunds, same.clone()))).await;
        let mut made: Vec<String> = answers.iter().map(|answer| {
            assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
            serde_json::from_str::<Value>(&answer.body).unwrap()["id"].as_str().unwrap().to_owned()
        }).collect();
        made.dedup();
        assert_eq!(made.len(), 1, "one refund");
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(detail(&app, &id).await["left"], "6000");
        let others = together((0..16).map(|_| admin(&app).to_post(&refunds, json!({ "amount": "1000", "key": key(&app) })))).await;
        assert_eq!(others.iter().filter(|answer| answer.status == 201).count(), 6);
        assert_eq!(others.iter().filter(|answer| answer.status == 409).count(), 10);
        assert_eq!(detail(&app, &id).await["left"], "0");
        let more = admin(&app).post(&refunds, json!({ "amount": "1", "key": key(&app) })).await;
        more.faults(409, "refund_exceeds_payment", &["amount"]);
    }

    async fn what_is_asked_for_is_checked(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let id = taken(&app, &line).await;
        let refunds = format!("/api/admin/payments/{id}/refunds");
        for (body, field) in [
            (json!({ "amount": "", "key": key(&app) }), "amount"),
            (json!({ "amount": "0", "key": key(&app) }), "amount"),
            (json!({ "amount": "12.5", "key": key(&app) }), "amount"),
            (json!({ "amount": "1", "key": Uuid::from_u128(7) }), "key"),
        ] {
            admin(&app).post(&refunds, body).await.faults(422, "invalid_fields", &[field]);
        }
        admin(&app).post(&refunds, json!({ "amount": "1" })).await.faults(400, "malformed_request", &["key"]);
        let unpaid = Made::book(&app, line.tonight, json!({})).await;
        let unpaid = payment(&line, &unpaid.token).await;
        let path = format!("/api/admin/payments/{unpaid}/refunds");
        admin(&app).post(&path, json!({ "amount": "1", "key": key(&app) })).await.refused(409, "not_paid");
        for caller in [app.content(), app.office()] {
            caller.post(&refunds, json!({ "amount": "1", "key": key(&app) })).await.refused(403, "forbidden");
        }
        assert_eq!(detail(&app, &id).await["refunds"], json!([]));
    }

    async fn a_refund_that_failed_is_tried_again_or_settled(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let id = taken(&app, &line).await;
        let body = json!({ "amount": NEVER_GIVEN_BACK.to_string(), "key": key(&app) });
        let made = admin(&app).post(&format!("/api/admin/payments/{id}/refunds"), body).await.expect(201);
        let refund = format!("/api/admin/payments/refunds/{}", made["id"].as_str().unwrap());
        admin(&app).post(&format!("{refund}/retry"), json!({})).await.refused(409, "refund_not_failed");
        line.ask_providers().await;
        for _ in 0..2 {
            let open = admin(&app).get("/api/admin/payments/refunds").await.expect(200);
            assert_eq!((&open["items"][0]["status"], &open["items"][0]["payment"]["id"]), (&json!("failed"), &json!(id)));
            assert_eq!(admin(&app).post(&format!("{refund}/retry"), json!({})).await.status, 204);
            admin(&app).post(&format!("{refund}/settle"), json!({ "reason": "Too early." })).await.refused(409, "refund_not_failed");
            line.ask_providers().await;
        }
        for reason in ["", " ", &"x".repeat(301)] {
            admin(&app).post(&format!("{refund}/settle"), json!({ "reason": reason })).await.faults(422, "invalid_fields", &["reason"]);
        }
        let settle = admin(&app).post(&format!("{refund}/settle"), json!({ "reason": "Transfer 8812 in their account" })).await;
        assert_eq!(settle.status, 204);
        admin(&app).post(&format!("{refund}/settle"), json!({ "reason": "Once more" })).await.refused(409, "refund_not_failed");
        assert_eq!(admin(&app).get("/api/admin/payments/refunds").await.expect(200)["items"], json!([]));
        let left = francs(10_000 - NEVER_GIVEN_BACK).plain();
        assert_eq!(detail(&app, &id).await["left"], json!(left));
        let noted = admin(&app).get("/api/admin/audit").await.expect(200);
        assert!(noted.to_string().contains("Transfer 8812"), "{noted}");
        admin(&app).post(&format!("/api/admin/payments/refunds/{NOBODY}/retry"), json!({})).await.refused(404, "not_found");
    }
}

//! Paying again, in another way.

use foh_domain::payments::{FailureReason, Reported};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use super::Made;
use crate::support::{Line, TestApp};

both_engines! {
    async fn what_has_failed_is_paid_in_another_way(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let card = json!({ "payment_method": "card" });
        made.post("pay", card.clone()).await.refused(409, "payment_underway");
        line.decide(&made.token, Reported::Failed(FailureReason::Refused)).await;
        let failed = made.seen().await;
        assert_eq!(failed["status"], "pending", "the seats are held on");
        assert_eq!((&failed["payment"]["status"], &failed["payment"]["reason"]), (&json!("failed"), &json!("refused")));
        assert!(failed["payment"].get("next_action").is_none());

        made.post("pay", json!({ "payment_method": "airtel" })).await.faults(400, "not_offered", &["payment_method"]);
        made.post("pay", json!({ "payment_method": "mtn", "phone_number": "12" })).await.faults(400, "invalid_fields", &["phone_number"]);
        app.pass(SignedDuration::from_millis(1)); // Attempts are in the order of their making.
        let asked = made.post("pay", card).await.expect(202);
        assert_eq!((&asked["payment_method"], &asked["payment"]["next_action"]["kind"]), (&json!("card"), &json!("wait")));
        line.ask_providers().await;
        let action = made.seen().await["payment"]["next_action"].clone();
        assert_eq!(action["kind"], "visit_page");
        assert!(action["url"].as_str().unwrap().starts_with("https://pay.example.org/"), "{action}");
        line.paid(&made.token, 10_000).await;
        assert_eq!(made.seen().await["status"], "confirmed");
        made.post("pay", json!({ "payment_method": "mtn" })).await.refused(409, "nothing_due");
    }

    async fn seats_that_are_held_no_more_are_not_paid(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        line.decide(&made.token, Reported::Failed(FailureReason::NotAnswered)).await;
        app.pass(SignedDuration::from_mins(10));
        made.post("pay", json!({ "payment_method": "mtn" })).await.refused(409, "hold_over");
    }
}

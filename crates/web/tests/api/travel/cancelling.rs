//! Cancelling, and what comes back.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use serde_json::json;

use super::Made;
use crate::support::{Line, TestApp};

both_engines! {
    async fn what_is_quoted_is_given_back(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let unpaid = made.quote().await.expect(200);
        assert_eq!((&unpaid["kind"], &unpaid["refund"]), (&json!("nothing_paid"), &json!("0")));
        line.paid(&made.token, 10_000).await;
        let quote = made.quote().await.expect(200);
        assert_eq!(quote, json!({
            "kind": "refund", "refund": "10000", "currency": "RWF", "text": "RWF 10,000 goes back to you the way it came.",
        }));
        let changed = made.post("cancel", json!({ "refund": "0" })).await.refused(409, "refund_changed");
        assert_eq!((&changed["refund"], &changed["currency"]), (&json!("10000"), &json!("RWF")));
        made.post("cancel", json!({ "refund": "ten" })).await.faults(400, "invalid_fields", &["refund"]);
        assert_eq!(made.seen().await["status"], "confirmed");

        let cancelled = made.post("cancel", json!({ "refund": "10000" })).await.expect(200);
        assert_eq!(cancelled["status"], "cancelled");
        assert_eq!(cancelled["refunds"], json!([{ "amount": "10000", "currency": "RWF", "status": "pending" }]));
        assert_eq!(cancelled["schedule"]["remaining_seats"], 30, "free at once");
        made.post("cancel", json!({})).await.refused(409, "already_cancelled");
        made.quote().await.refused(409, "already_cancelled");
        line.ask_providers().await;
        assert_eq!(made.seen().await["refunds"][0]["status"], "completed");
    }

    async fn an_hour_before_nothing_comes_back_and_afterwards_nothing_is_cancelled(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        line.paid(&made.token, 10_000).await;
        app.pass(SignedDuration::from_mins(180));
        assert_eq!(made.quote().await.expect(200)["kind"], "too_late");
        let told = made.post("cancel", json!({ "refund": "10000" })).await.refused(409, "refund_changed");
        assert_eq!(told["refund"], "0");
        app.pass(SignedDuration::from_mins(60));
        made.post("cancel", json!({ "refund": "0" })).await.refused(409, "departed");
    }

    async fn a_strangers_token_cancels_nothing(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 30).await;
        let made = Made::book(&app, line.tonight, json!({})).await;
        let mut other = Made::book(&app, line.tonight, json!({})).await;
        other.path.clone_from(&made.path);
        other.post("cancel", json!({})).await.refused(404, "not_found");
        let nobody = app.anybody().post(&format!("{}/cancel", made.path), json!({})).await;
        nobody.refused(404, "not_found");
        assert_eq!(made.seen().await["status"], "pending");
    }
}

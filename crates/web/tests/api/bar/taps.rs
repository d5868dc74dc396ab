//! Many tap at once, and some tap again because they were not answered.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::counter::{Counter, act, at};
use crate::support::together;

both_engines! {
    async fn no_tap_is_lost(engine: Engine) {
        let counter = Counter::open(engine).await;
        let path = act(counter.bar.lager, "adjust");
        counter.does(counter.bar.lager, "update", json!({ "quantity": "5000" })).await.expect(200);
        // Half of them bring what the others take, by unequal steps.
        let all = together((0..32).map(|phone| {
            let (caller, path) = (counter.worker.clone(), path.clone());
            async move {
                let step = if phone % 2 == 0 { "0.25" } else { "-1" };
                for _ in 0..20 {
                    caller.post(&path, json!({ "adjustment": step })).await.expect(200);
                }
            }
        })).await;
        assert_eq!(all.len(), 32);
        // 5000 + 320 × 0.25 − 320 × 1
        assert_eq!(counter.units(counter.bar.lager).await, "4760.00");
        assert_eq!(counter.number(counter.bar.lager).await, 2 + 640);
    }

    async fn never_below_nought_however_many_take(engine: Engine) {
        let counter = Counter::open(engine).await;
        let path = act(counter.bar.lager, "adjust");
        let answers = together((0..32).map(|_| counter.worker.to_post(&path, json!({ "adjustment": "-1" })))).await;
        let taken = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(taken, 10);
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(refused.refused(400, "below_nought")["units"], "0.00");
        }
        assert_eq!(counter.units(counter.bar.lager).await, "0.00");
    }

    async fn a_repeated_tap_counts_once(engine: Engine) {
        let counter = Counter::open(engine).await;
        let there = counter.bar.there;
        for (what, body, other) in [
            ("adjust", json!({ "adjustment": "-1" }), json!({ "adjustment": "-2" })),
            ("deliver", json!({ "quantity": "3" }), json!({ "quantity": "4" })),
            ("waste", json!({ "quantity": "1", "reason": "broken" }), json!({ "quantity": "1", "reason": "spilled" })),
            ("update", json!({ "quantity": "20" }), json!({ "quantity": "21" })),
            ("transfer", json!({ "quantity": "1", "to_location_id": there }), json!({ "quantity": "2", "to_location_id": there })),
            ("undo", json!({}), json!({ "movement_id": there })),
        ] {
            let path = act(counter.bar.lager, what);
            let asking = counter.manager.clone().with("idempotency-key", &format!("tap-{what}"));
            let before = counter.number(counter.bar.lager).await;
            let answers = together((0..16).map(|_| asking.to_post(&path, body.clone()))).await;
            for answer in &answers {
                assert_eq!((answer.status, &answer.body), (200, &answers[0].body), "{what}");
                assert_eq!(answer.header("content-type"), "application/json");
            }
            assert_eq!(counter.number(counter.bar.lager).await, before + 1, "{what}");
            asking.post(&path, other).await.faults(422, "idempotency_key_reused", &["Idempotency-Key"]);
            // The same asked of another stock is something else.
            asking.post(&act(counter.bar.cider, "deliver"), json!({ "quantity": "3" })).await.refused(422, "idempotency_key_reused");
            // The same key of somebody else is another.
            assert_eq!(counter.number(counter.bar.lager).await, before + 1, "{what}");
        }
        let tap = json!({ "adjustment": "-1" });
        let path = act(counter.bar.lager, "adjust");
        let before = counter.number(counter.bar.lager).await;
        counter.worker.clone().with("idempotency-key", "tap-adjust").post(&path, tap.clone()).await.expect(200);
        // However it was written, it is the same tap; and on another node.
        let node = counter.app.another_node().await;
        let cookie_less = node.anybody();
        cookie_less.post(&path, tap).await.refused(401, "authentication_required");
        counter.worker.clone().with("idempotency-key", "tap-adjust").post(&path, json!({ "adjustment": -1 })).await.expect(200);
        assert_eq!(counter.number(counter.bar.lager).await, before + 1);
    }

    async fn a_key_that_is_none_is_refused(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (path, body) in [
            (act(counter.bar.lager, "adjust"), json!({ "adjustment": "1" })),
            (act(counter.bar.lager, "undo"), json!({})),
            (at(counter.bar.here, "save-count"), json!({})),
        ] {
            for key in ["", "with space", "é", &"k".repeat(201)] {
                let asking = counter.worker.clone().with("idempotency-key", key);
                asking.post(&path, body.clone()).await.faults(400, "malformed_request", &["Idempotency-Key"]);
            }
        }
        assert_eq!(counter.number(counter.bar.lager).await, 1);
    }

    async fn a_repeated_count_is_saved_once(engine: Engine) {
        let counter = Counter::open(engine).await;
        let path = at(counter.bar.here, "save-count");
        let asking = counter.worker.clone().with("idempotency-key", "count");
        let body = json!({ "counted": [{ "stock_id": counter.bar.lager, "quantity": "8" }] });
        let answers = together((0..16).map(|_| asking.to_post(&path, body.clone()))).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
        }
        asking.post(&path, json!({})).await.refused(422, "idempotency_key_reused");
        let list = counter.worker.get(&at(counter.bar.here, "counts")).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(counter.number(counter.bar.lager).await, 2);
    }
}

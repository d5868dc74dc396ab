//! What changes a stock, and what it answers.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::counter::{Counter, act};

both_engines! {
    async fn quantities_are_exact_in_strings_and_in_numbers(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (what, body, units, litres) in [
            ("adjust", r#"{"adjustment": "-1"}"#, "9.00", "71.28"),
            ("adjust", r#"{"adjustment": 1}"#, "10.00", "79.20"),
            ("adjust", r#"{"adjustment": -0.1}"#, "9.90", "78.408"),
            ("adjust", r#"{"adjustment": -0.2}"#, "9.70", "76.824"),
            ("adjust", r#"{"adjustment": "+0,30"}"#, "10.00", "79.20"),
            ("update", r#"{"quantity": 12.50}"#, "12.50", "99.00"),
            ("update", r#"{"quantity": 0.07000000000000}"#, "0.07", "0.5544"),
            ("update", r#"{"quantity": "100000"}"#, "100000.00", "792000.00"),
            ("update", r#"{"quantity": 0}"#, "0.00", "0.00"),
            ("deliver", r#"{"quantity": 24}"#, "24.00", "190.08"),
            ("waste", r#"{"quantity": "0.25", "reason": "broken"}"#, "23.75", "188.10"),
            ("waste", r#"{"quantity": "0.75", "reason": "given_away", "note": "  "}"#, "23.00", "182.16"),
        ] {
            let path = act(counter.bar.lager, what);
            let answer = counter.worker.post_text(reqwest::Method::POST, &path, "application/json", body.to_owned()).await;
            let row = answer.expect(200);
            assert_eq!((&row["units"], &row["litres"]), (&json!(units), &json!(litres)), "{what} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
            let seen = counter.worker.get(&format!("/api/bar/stock/{}", counter.bar.lager)).await.expect(200);
            assert_eq!(seen, row);
        }
    }

    async fn a_transfer_moves_both_ends_and_is_undone_at_both(engine: Engine) {
        let counter = Counter::open(engine).await;
        let bar = &counter.bar;
        let body = json!({ "to_location_id": bar.there, "quantity": "2.5" });
        let left = counter.does(bar.lager, "transfer", body).await.expect(200);
        assert_eq!((&left["id"], &left["units"]), (&json!(bar.lager), &json!("7.50")));
        assert_eq!(counter.units(bar.lager_there).await, "2.50");
        // It is undone from either end, and by nobody who does not reach both.
        counter.worker.post(&act(bar.lager, "undo"), json!({})).await.refused(403, "not_your_location");
        let undone = counter.does(bar.lager_there, "undo", json!({})).await.expect(200);
        assert_eq!(undone["units"], "0.00");
        assert_eq!(counter.units(bar.lager).await, "10.00");
    }

    async fn the_last_movement_is_undone(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (undo, adjust) = (act(counter.bar.lager, "undo"), act(counter.bar.lager, "adjust"));
        counter.worker.post(&adjust, json!({ "adjustment": "-3" })).await.expect(200);
        let movements = counter.worker.get(&act(counter.bar.lager, "movements")).await.expect(200);
        let last = movements["items"][0]["id"].clone();
        counter.worker.post(&adjust, json!({ "adjustment": "-1" })).await.expect(200);
        counter.worker.post(&undo, json!({ "movement_id": last })).await.refused(409, "not_the_last");
        // Without any body, and with an empty one.
        let undone = counter.worker.send(reqwest::Method::POST, &undo, None).await.expect(200);
        assert_eq!(undone["units"], "7.00");
        let undone = counter.worker.post(&undo, json!({ "movement_id": last })).await.expect(200);
        assert_eq!(undone["units"], "10.00");
        let undone = counter.worker.post(&undo, json!({})).await.expect(200);
        assert_eq!((&undone["units"], &undone["undoable"], &undone["number"]), (&json!("0.00"), &json!(false), &json!(6)));
        counter.worker.post(&undo, json!({})).await.refused(409, "nothing_to_undo");
    }

    async fn a_location_has_a_minimum_of_its_own(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (minimum, told, low) in [(json!("10"), json!("10.00"), true), (json!(9.99), json!("9.99"), false), (json!(null), json!("4.00"), false)] {
            let row = counter.does(counter.bar.lager, "alarm", json!({ "alarm_minimum": minimum })).await.expect(200);
            assert_eq!((&row["alarm_minimum"], &row["low"]), (&told, &json!(low)));
        }
        for (body, status, word) in [
            (json!({}), 400, "malformed_request"),
            (json!({ "alarm_minimum": true }), 400, "malformed_request"),
            (json!({ "alarm_minimum": "-1" }), 400, "invalid_fields"),
            (json!({ "alarm_minimum": "few" }), 400, "invalid_fields"),
        ] {
            counter.does(counter.bar.lager, "alarm", body).await.faults(status, word, &["alarm_minimum"]);
        }
        assert_eq!(counter.number(counter.bar.lager).await, 1);
    }
}

//! What is refused changes nothing, and says which field is at fault.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::counter::{Counter, act, at};

/// The message of the only fault.
fn message(problem: &Value) -> &str {
    problem["errors"][0]["message"].as_str().unwrap()
}

both_engines! {
    async fn what_is_wrong_is_named_and_nothing_changes(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (what, field, written, part) in [
            ("adjust", "adjustment", r#""""#, "fill this in"),
            ("adjust", "adjustment", r#""many""#, "not a number"),
            ("adjust", "adjustment", "1e1", "not a number"),
            ("adjust", "adjustment", r#""1.005""#, "2 places"),
            ("adjust", "adjustment", "-0.001", "2 places"),
            ("adjust", "adjustment", "0", "nought changes nothing"),
            ("adjust", "adjustment", "100000.01", "too large"),
            ("adjust", "adjustment", "99999999999999999999999999", "too large"),
            ("update", "quantity", "-0.01", "below nought"),
            ("update", "quantity", r#""12 crates""#, "not a number"),
            ("update", "quantity", "0.30000000000000004", "2 places"),
            ("update", "quantity", "100001", "too large"),
            ("deliver", "quantity", "0", "Say how much"),
            ("deliver", "quantity", "-3", "below nought"),
        ] {
            let body = format!(r#"{{"{field}": {written}}}"#);
            let answer = counter.worker.post_text(Method::POST, &act(counter.bar.lager, what), "application/json", body).await;
            let problem = answer.faults(400, "invalid_fields", &[field]);
            assert!(message(&problem).contains(part), "{written}: {problem}");
        }
        for (what, body, field) in [
            ("adjust", json!({}), "adjustment"),
            ("adjust", json!({ "adjustment": true }), "adjustment"),
            ("adjust", json!({ "adjustment": null }), "adjustment"),
            ("adjust", json!({ "adjustment": ["1"] }), "adjustment"),
            ("adjust", json!({ "adjustment": "1", "quantity": "1" }), "quantity"),
            ("update", json!({ "quantity": {} }), "quantity"),
        ] {
            counter.worker.post(&act(counter.bar.lager, what), body).await.faults(400, "malformed_request", &[field]);
        }
        let waste = act(counter.bar.lager, "waste");
        for (body, fields) in [
            (json!({ "quantity": "0", "reason": "drunk", "note": "a\nb" }), vec!["quantity", "reason", "note"]),
            (json!({ "quantity": "1", "reason": "other" }), vec!["note"]),
            (json!({ "quantity": "1", "reason": "broken", "note": "x".repeat(201) }), vec!["note"]),
        ] {
            counter.worker.post(&waste, body).await.faults(400, "invalid_fields", &fields);
        }
        assert_eq!((counter.units(counter.bar.lager).await, counter.number(counter.bar.lager).await), ("10.00".into(), 1));
    }

    async fn never_below_nought_and_never_too_much(engine: Engine) {
        let counter = Counter::open(engine).await;
        for (what, body) in [
            ("adjust", json!({ "adjustment": "-10.01" })),
            ("waste", json!({ "quantity": "11", "reason": "spilled" })),
            ("transfer", json!({ "to_location_id": counter.bar.there, "quantity": "10.5" })),
        ] {
            let problem = counter.does(counter.bar.lager, what, body).await.refused(400, "below_nought");
            assert_eq!(problem["units"], "10.00");
            assert_eq!(problem["detail"], "There are 10 left.");
        }
        counter.does(counter.bar.lager, "deliver", json!({ "quantity": "99990.01" })).await.refused(400, "too_much");
        assert_eq!(counter.number(counter.bar.lager).await, 1);
        assert_eq!(counter.number(counter.bar.lager_there).await, 0);
    }

    async fn a_transfer_goes_where_the_beverage_is_kept(engine: Engine) {
        let counter = Counter::open(engine).await;
        let bar = &counter.bar;
        counter.does(bar.cider, "deliver", json!({ "quantity": "3" })).await.expect(200);
        for (stock, to, quantity, field) in [
            (bar.lager, bar.here, "1", "to_location_id"),
            (bar.cider, bar.there, "1", "to_location_id"),
            (bar.lager, Uuid::nil(), "1", "to_location_id"),
            (bar.lager, bar.there, "0", "quantity"),
            (bar.lager, bar.there, "some", "quantity"),
        ] {
            let body = json!({ "to_location_id": to, "quantity": quantity });
            counter.does(stock, "transfer", body).await.faults(400, "invalid_fields", &[field]);
        }
        assert_eq!(counter.units(bar.lager).await, "10.00");
    }

    async fn what_a_location_does_not_have_any_more_stays(engine: Engine) {
        let counter = Counter::open(engine).await;
        let sql = "UPDATE bar_locations SET active = $2 WHERE id = $1";
        let here = counter.bar.here;
        let written = counter.app.house.database().write(here, move |tx| tx.execute(sql, &[here.into(), false.into()]));
        let changed: Result<u64, foh_app::StoreError> = written.await;
        assert_eq!(changed.unwrap(), 1);
        counter.does(counter.bar.lager, "adjust", json!({ "adjustment": "-1" })).await.refused(409, "not_kept");
        counter.does(counter.bar.lager, "undo", json!({})).await.refused(409, "not_kept");
        counter.manager.post(&at(here, "save-count"), json!({})).await.refused(409, "nothing_to_count");
        counter.manager.post(&at(here, "login-link"), json!({})).await.refused(409, "location_inactive");
        assert_eq!(counter.units(counter.bar.lager).await, "10.00");
    }

    async fn what_is_unknown_is_not_found(engine: Engine) {
        let counter = Counter::open(engine).await;
        for id in [Uuid::nil().to_string(), counter.bar.here.to_string(), "none".to_owned()] {
            let stock = format!("/api/bar/stock/{id}");
            for (what, body) in [
                ("adjust", json!({ "adjustment": "1" })),
                ("adjust", json!({ "adjustment": "x" })),
                ("update", json!({ "quantity": "1" })),
                ("deliver", json!({ "quantity": "1" })),
                ("waste", json!({ "quantity": "1", "reason": "broken" })),
                ("transfer", json!({ "quantity": "1", "to_location_id": counter.bar.there })),
                ("undo", json!({})),
                ("alarm", json!({ "alarm_minimum": null })),
            ] {
                counter.manager.post(&format!("{stock}/{what}"), body).await.refused(404, "not_found");
            }
            counter.manager.get(&stock).await.refused(404, "not_found");
            counter.manager.get(&format!("{stock}/movements")).await.refused(404, "not_found");
            counter.manager.get(&format!("/api/bar/counts/{id}")).await.refused(404, "not_found");
        }
        for id in [Uuid::nil().to_string(), counter.bar.lager.to_string(), "none".to_owned()] {
            let location = format!("/api/bar/locations/{id}");
            let nil = Uuid::nil();
            for what in ["stock", "counts", "trends", &format!("compare?from={nil}&to={nil}")] {
                counter.manager.get(&format!("{location}/{what}")).await.refused(404, "not_found");
            }
            for what in ["save-count", "login-link"] {
                counter.manager.post(&format!("{location}/{what}"), json!({})).await.refused(404, "not_found");
            }
        }
    }
}

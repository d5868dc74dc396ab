//! Counts, and what was used between them.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;

use super::counter::{Counter, act, at};
use crate::support::keys;

both_engines! {
    async fn a_count_writes_down_what_is_there(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (bar, path) = (&counter.bar, at(counter.bar.here, "save-count"));
        // Without a body what is written down is saved.
        let saved = counter.worker.send(Method::POST, &path, None).await.expect(201);
        assert_eq!(keys(&saved), ["corrected", "created_at", "id", "lines", "location_id"]);
        assert_eq!((&saved["corrected"], &saved["location_id"]), (&json!(0), &json!(bar.here)));
        let lines = saved["lines"].as_array().unwrap();
        assert_eq!(keys(&lines[1]), ["alarm_minimum", "beverage", "litres", "low", "stock_id", "unit_type", "units"]);
        let told: Vec<_> = lines.iter().map(|line| (&line["stock_id"], &line["units"], &line["litres"])).collect();
        assert_eq!(told, [(&json!(bar.cider), &json!("0.00"), &json!("0.00")), (&json!(bar.lager), &json!("10.00"), &json!("79.20"))]);

        let counted = json!({ "counted": [{ "stock_id": bar.lager, "quantity": 3.5 }, { "stock_id": bar.cider, "quantity": "0" }] });
        let second = counter.worker.post(&path, counted).await.expect(201);
        assert_eq!((&second["corrected"], &second["lines"][1]["units"], &second["lines"][1]["low"]), (&json!(1), &json!("3.50"), &json!(true)));
        assert_eq!(counter.units(bar.lager).await, "3.50");

        let list = counter.worker.get(&format!("{}?limit=1", at(bar.here, "counts"))).await.expect(200);
        assert_eq!(keys(&list["items"][0]), ["by", "created_at", "id", "location_id"]);
        assert_eq!((&list["items"][0]["id"], &list["items"][0]["by"]), (&second["id"], &json!("Grace Mukamana")));
        let next = list["next"].as_str().unwrap();
        let rest = counter.worker.get(&format!("{}?limit=1&after={next}", at(bar.here, "counts"))).await.expect(200);
        assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&saved["id"], &json!(null)));

        let one = counter.worker.get(&format!("/api/bar/counts/{}", saved["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(keys(&one), ["by", "created_at", "id", "lines", "location", "location_id"]);
        assert_eq!(one["lines"], saved["lines"]);
    }

    async fn what_was_counted_wrongly_saves_nothing(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (bar, path) = (&counter.bar, at(counter.bar.here, "save-count"));
        let line = |stock, quantity: &str| json!({ "stock_id": stock, "quantity": quantity });
        for counted in [
            json!([line(bar.cider, "1"), line(bar.lager, "few")]),
            json!([line(bar.cider, "1"), line(bar.lager, "-1")]),
            json!([line(bar.cider, "1"), line(bar.cider, "1")]),
            json!([line(bar.cider, "1"), line(bar.lager_there, "1")]),
        ] {
            counter.worker.post(&path, json!({ "counted": counted })).await.faults(400, "invalid_fields", &["counted"]);
        }
        let twice = json!({ "counted": [{ "stock_id": bar.lager }] });
        counter.worker.post(&path, twice).await.faults(400, "malformed_request", &["quantity"]);
        let page = counter.worker.post_text(Method::POST, &path, "text/plain", "{}".into()).await;
        page.refused(415, "unsupported_media_type");
        let list = counter.worker.get(&at(bar.here, "counts")).await.expect(200);
        assert_eq!((&list["items"], counter.units(bar.cider).await.as_str()), (&json!([]), "0.00"));
    }

    async fn what_was_used_between_two_counts(engine: Engine) {
        let counter = Counter::open(engine).await;
        let (bar, save) = (&counter.bar, at(counter.bar.here, "save-count"));
        let first = counter.worker.post(&save, json!({})).await.expect(201);
        let lager = |what: &str| act(bar.lager, what);
        counter.worker.post(&lager("deliver"), json!({ "quantity": "6" })).await.expect(200);
        counter.worker.post(&lager("waste"), json!({ "quantity": "0.5", "reason": "broken" })).await.expect(200);
        counter.app.pass_hours(48);
        let counted = json!({ "counted": [{ "stock_id": bar.lager, "quantity": "5.25" }] });
        let second = counter.worker.post(&save, counted).await.expect(201);
        let [from, to] = [&first, &second].map(|count| count["id"].as_str().unwrap());
        // In either order.
        for (from, to) in [(from, to), (to, from)] {
            let path = format!("{}?from={from}&to={to}", at(bar.here, "compare"));
            let compared = counter.worker.get(&path).await.expect(200);
            assert_eq!(keys(&compared), ["from", "items", "to"]);
            assert_eq!((&compared["from"]["id"], &compared["to"]["id"]), (&first["id"], &second["id"]));
            let items = compared["items"].as_array().unwrap();
            assert_eq!(keys(&items[1]), ["beverage", "consumption", "from", "stock_id", "to"]);
            assert_eq!((&items[1]["from"], &items[1]["to"]), (&json!("10.00"), &json!("5.25")));
            let used = json!({ "received": "6.00", "wasted": "0.50", "used": "10.25", "used_per_day": "5.13" });
            assert_eq!(items[1]["consumption"], used);
        }
        let same = counter.worker.get(&format!("{}?from={to}&to={to}", at(bar.here, "compare"))).await.expect(200);
        assert_eq!((&same["items"][1]["consumption"]["used"], &same["items"][1]["consumption"]["used_per_day"]), (&json!("0.00"), &json!(null)));
        // Of another location it is no count.
        let foreign = counter.manager.post(&at(bar.there, "save-count"), json!({})).await.expect(201);
        let path = format!("{}?from={from}&to={}", at(bar.here, "compare"), foreign["id"].as_str().unwrap());
        counter.manager.get(&path).await.refused(404, "not_found");
        counter.manager.get(&at(bar.here, "compare")).await.faults(400, "malformed_request", &["from"]);

        let trends = counter.worker.get(&at(bar.here, "trends")).await.expect(200);
        let [cider, lager] = [0, 1].map(|place| &trends["items"][place]);
        assert_eq!((&cider["direction"], &lager["direction"], &lager["colour"]), (&json!("level"), &json!("down"), &json!("#b5651d")));
        let points: Vec<_> = lager["points"].as_array().unwrap().iter().map(|point| &point["units"]).collect();
        assert_eq!(points, [&json!("10.00"), &json!("5.25")]);
        assert_eq!((&lager["points"][1]["at"], &lager["units"]), (&second["created_at"], &json!("5.25")));
        let last = counter.worker.get(&format!("{}?limit=1", at(bar.here, "trends"))).await.expect(200);
        assert_eq!((&last["items"][1]["direction"], last["items"][1]["points"].as_array().unwrap().len()), (&json!(null), 1));
    }
}

//! What locations have, what is low, and how it came to be so.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::counter::{Counter, act, at};
use crate::support::keys;

both_engines! {
    async fn locations_with_what_they_have_together(engine: Engine) {
        let counter = Counter::open(engine).await;
        let all = counter.manager.get("/api/bar/locations").await.expect(200);
        let items = all["items"].as_array().unwrap();
        assert_eq!(keys(&items[0]), ["description", "id", "item_count", "low", "name", "total_litres"]);
        // By name: the cellar, which has nothing, and the rooftop with ten crates.
        let told: Vec<_> = items.iter().map(|item| (&item["id"], &item["item_count"], &item["low"], &item["total_litres"])).collect();
        assert_eq!(told, [
            (&json!(counter.bar.there), &json!(1), &json!(1), &json!("0.00")),
            (&json!(counter.bar.here), &json!(2), &json!(0), &json!("79.20")),
        ]);
        let own = counter.worker.get("/api/bar/locations").await.expect(200);
        assert_eq!(own["items"], json!([items[1]]));
    }

    async fn the_stock_of_a_location(engine: Engine) {
        let counter = Counter::open(engine).await;
        let path = at(counter.bar.here, "stock");
        let answer = counter.worker.get(&path).await;
        let seen = answer.expect(200);
        assert_eq!(keys(&seen), ["items", "location", "total_litres"]);
        let items = seen["items"].as_array().unwrap();
        assert_eq!(
            keys(&items[1]),
            ["alarm_minimum", "beverage", "beverage_id", "id", "litres", "location", "location_id", "low", "number", "undoable", "unit_type", "units"]
        );
        // By the names of the beverages: cider, lager.
        assert_eq!([&items[0]["id"], &items[1]["id"]], [&json!(counter.bar.cider), &json!(counter.bar.lager)]);
        let [units, litres, minimum, low] = ["units", "litres", "alarm_minimum", "low"].map(|name| &items[1][name]);
        assert_eq!([units, litres, minimum, low], [&json!("10.00"), &json!("79.20"), &json!("4.00"), &json!(false)]);
        assert_eq!((&items[0]["alarm_minimum"], &items[0]["low"]), (&json!(null), &json!(false)));
        counter.manager.get(&at(counter.bar.lager, "stock")).await.refused(404, "not_found");
    }

    async fn a_phone_that_has_it_is_not_told_again(engine: Engine) {
        let counter = Counter::open(engine).await;
        let path = at(counter.bar.here, "stock");
        let first = counter.worker.get(&path).await;
        first.expect(200);
        assert_eq!(first.header("cache-control"), "private, no-cache");
        let known = first.header("etag").to_owned();
        let asking = counter.worker.clone().with("if-none-match", &known);
        let again = asking.get(&path).await;
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", known.as_str()));
        counter.does(counter.bar.cider, "adjust", json!({ "adjustment": "1" })).await.expect(200);
        let changed = asking.get(&path).await;
        assert_eq!(changed.expect(200)["total_litres"], "109.20");
        assert_ne!(changed.header("etag"), known);
        // Who may not see it is not told that it has not changed either.
        let elsewhere = counter.worker.clone().with("if-none-match", &known);
        elsewhere.get(&at(counter.bar.there, "stock")).await.refused(403, "not_your_location");
    }

    async fn what_is_low_and_all_together(engine: Engine) {
        let counter = Counter::open(engine).await;
        let low = async |caller: &crate::support::Caller| {
            let seen = caller.get("/api/bar/low").await.expect(200);
            seen["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(low(&counter.manager).await, [json!(counter.bar.lager_there)]);
        assert!(low(&counter.worker).await.is_empty());
        counter.does(counter.bar.lager, "update", json!({ "quantity": "4" })).await.expect(200);
        counter.does(counter.bar.lager_there, "update", json!({ "quantity": "2.25" })).await.expect(200);
        assert_eq!(low(&counter.manager).await, [json!(counter.bar.lager_there), json!(counter.bar.lager)]);
        assert_eq!(low(&counter.worker).await, [json!(counter.bar.lager)]);

        let all = counter.manager.get("/api/bar/stock").await.expect(200);
        let items = all["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        assert_eq!(keys(&items[1]), ["at", "beverage", "beverage_id", "colour", "litres", "unit_type", "units"]);
        assert_eq!((&items[1]["units"], &items[1]["litres"], &items[1]["colour"]), (&json!("6.25"), &json!("49.50"), &json!("#b5651d")));
        assert_eq!(items[1]["at"].as_array().unwrap().len(), 2);
    }

    async fn movements_by_number(engine: Engine) {
        let counter = Counter::open(engine).await;
        counter.worker.post(&act(counter.bar.lager, "adjust"), json!({ "adjustment": "-1" })).await.expect(200);
        let waste = json!({ "quantity": "0.5", "reason": "other", "note": "Fell off the trolley." });
        counter.worker.post(&act(counter.bar.lager, "waste"), waste).await.expect(200);
        let path = act(counter.bar.lager, "movements");
        let first = counter.worker.get(&format!("{path}?limit=2")).await.expect(200);
        assert_eq!(first["next"], "2");
        let second = counter.worker.get(&format!("{path}?limit=2&after=2")).await.expect(200);
        assert_eq!(second["next"], json!(null));
        let all: Vec<_> = [&first, &second].into_iter().flat_map(|page| page["items"].as_array().unwrap()).collect();
        assert_eq!(
            keys(all[0]),
            ["by", "change", "created_at", "id", "kind", "note", "number", "reason", "undoes", "undone", "units"]
        );
        let told: Vec<_> = all.iter().map(|one| (&one["number"], &one["kind"], &one["change"], &one["units"])).collect();
        assert_eq!(told, [
            (&json!(3), &json!("waste"), &json!("-0.50"), &json!("8.50")),
            (&json!(2), &json!("adjust"), &json!("-1.00"), &json!("9.00")),
            (&json!(1), &json!("delivery"), &json!("10.00"), &json!("10.00")),
        ]);
        assert_eq!((&all[0]["reason"], &all[0]["note"], &all[0]["by"]), (&json!("other"), &json!("Fell off the trolley."), &json!("Grace Mukamana")));
        for wrong in ["after=x", "limit=0", "limit=201"] {
            let field = &wrong[..5];
            counter.worker.get(&format!("{path}?{wrong}")).await.faults(400, "malformed_request", &[field]);
        }
    }
}

//! How full the buses are, and what they bring in.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use super::admin;
use crate::{
    support::{Line, TestApp},
    travel::Made,
};

both_engines! {
    async fn seats_and_money_are_counted(engine: Engine) {
        let app = TestApp::open(engine).await;
        let line = Line::of(&app.house, 10).await;
        let paid = Made::book(&app, line.tonight, json!({})).await;
        line.paid(&paid.token, 10_000).await;
        Made::book(&app, line.tonight, json!({ "seats": 1, "payment_method": "card" })).await;
        let today = "from=2027-03-05&to=2027-03-05";
        let routes = admin(&app).get(&format!("/api/admin/travel/occupancy/routes?{today}")).await.expect(200);
        assert_eq!(routes["routes"], json!([{
            "route_id": line.route, "route": "Kigali to Huye", "departures": 1, "seats": 10, "sold": 2, "held": 1, "blocked": 0, "per_mille": 300,
        }]));
        let departures = admin(&app).get(&format!("/api/admin/travel/occupancy/departures?{today}")).await.expect(200);
        assert_eq!(departures["items"], json!([{
            "id": line.tonight, "route_id": line.route, "route": "Kigali to Huye", "departs_at": "2027-03-05T18:00:00+02:00",
            "seats": 10, "sold": 2, "held": 1, "blocked": 0, "per_mille": 300,
        }]));
        let revenue = admin(&app).get(&format!("/api/admin/travel/revenue?{today}")).await.expect(200);
        assert_eq!(revenue, json!({ "from": "2027-03-05", "to": "2027-03-05", "time_zone": "Africa/Kigali", "items": [{
            "date": "2027-03-05", "route_id": line.route, "route": "Kigali to Huye", "payment_method": "mtn", "currency": "RWF",
            "payments": 1, "taken": "10000", "refunds": 0, "given_back": "0", "net": "10000",
        }] }));
        paid.post("cancel", json!({ "refund": "10000" })).await.expect(200);
        line.ask_providers().await;
        let revenue = admin(&app).get("/api/admin/travel/revenue").await.expect(200);
        let item = &revenue["items"][0];
        assert_eq!((&item["given_back"], &item["net"]), (&json!("10000"), &json!("0")));
    }

    async fn a_period_is_limited(engine: Engine) {
        let app = TestApp::open(engine).await;
        for path in ["occupancy/routes", "occupancy/departures", "revenue"] {
            let path = format!("/api/admin/travel/{path}");
            for query in ["from=2027-01-02&to=2027-01-01", "from=2027-01-01&to=2027-12-31"] {
                admin(&app).get(&format!("{path}?{query}")).await.faults(422, "invalid_fields", &["to"]);
            }
            assert_eq!(admin(&app).get(&format!("{path}?from=soon")).await.status, 400);
        }
    }
}

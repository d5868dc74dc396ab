//! Beverages from a file.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;

use super::{manager, stocked};
use crate::support::TestApp;

const PATH: &str = "/api/admin/bar/beverages/import";

both_engines! {
    async fn a_file_is_looked_at_and_imported(engine: Engine) {
        let app = TestApp::open(engine).await;
        let manager = manager(&app);
        let [foyer, ..] = stocked(&app).await;
        let send = async |query: &str, file: &str| {
            manager.post_text(Method::POST, &format!("{PATH}{query}"), "text/csv; charset=utf-8", file.to_owned()).await
        };
        let file = "\u{feff}Name;Unit type;Litres per item;Locations\r\nLager;Crate;0,33;Foyer\r\n\"Stout; dry\";Crate;0,5;\r\n";
        let shown = send("?dry_run=true", file).await.expect(200);
        assert_eq!(shown["made"], 2);
        assert_eq!(shown["rows"][1], json!({ "line": 3, "name": "Stout; dry", "state": "new", "fields": [], "errors": [] }));
        assert_eq!(manager.get("/api/admin/bar/beverages").await.expect(200)["items"], json!([]));
        assert_eq!(send("", file).await.expect(200), shown);
        let seen = manager.get("/api/admin/bar/beverages?q=lager").await.expect(200);
        assert_eq!((&seen["items"][0]["litres_per_item"], &seen["items"][0]["location_ids"]), (&json!("0.330"), &json!([foyer])));
        assert_eq!(send("?dry_run=false", file).await.expect(200)["same"], 2);

        let bad = "name,litres_per_item,alarm_minimum\nLager,0.5,4\nAle,0.5,\n";
        assert_eq!(send("?dry_run=true", bad).await.expect(200)["faulty"], 1);
        let refused = send("", bad).await.refused(400, "rows_at_fault");
        assert_eq!(refused["rows"][0]["fields"], json!(["litres_per_item", "alarm_minimum"]));
        assert_eq!(refused["rows"][1]["errors"], json!([{ "field": "unit_type", "message": "Please fill this in." }]));
        assert_eq!(manager.get("/api/admin/bar/beverages?q=lager").await.expect(200)["items"][0]["alarm_minimum"], json!(null));
    }

    async fn what_is_no_file_of_beverages_is_refused(engine: Engine) {
        let app = TestApp::open(engine).await;
        let manager = manager(&app);
        let send = async |kind: &str, file: String| manager.post_text(Method::POST, PATH, kind, file).await;
        for file in ["", "name\n", "name,price\nLager,2\n", "unit_type\nCrate\n"] {
            send("text/csv", file.into()).await.refused(400, "unreadable_file");
        }
        let many = format!("name\n{}", "Lager\n".repeat(1_001));
        send("text/csv", many).await.refused(400, "unreadable_file");
        let large = format!("name\n{}", "x".repeat(513 * 1024));
        send("text/csv", large).await.refused(400, "unreadable_file");
        send("text/csv", "x".repeat(2 * 1024 * 1024)).await.refused(413, "too_large");
        send("application/json", "name\nLager\n".into()).await.refused(415, "unsupported_media_type");
        let counter = app.staff(Role::BarCounter);
        counter.post_text(Method::POST, PATH, "text/csv", "name\n".into()).await.refused(403, "forbidden");
    }
}

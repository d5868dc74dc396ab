//! One's own data by a link, and other people's in the hands of staff.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

const ADA: &str = "ada.rossi@example.org";

both_engines! {
    async fn a_guest_has_a_copy_and_erases(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::with_places(20)).await;
        let wish = json!({ "name": "Ada Rossi", "email": ADA, "party_size": 2 });
        for _ in 0..2 {
            app.anybody().post(&hall.reservations(), wish.clone()).await.expect(201);
        }
        for email in [ADA, "nobody@example.org"] {
            let asked = app.anybody().post("/api/privacy/request", json!({ "email": email })).await.expect(202);
            assert_eq!(asked, json!({ "status": "queued" }));
        }
        app.anybody().post("/api/privacy/request", json!({ "email": "ada" })).await.faults(422, "invalid_fields", &["email"]);
        let token = json!({ "token": app.letter_to(ADA, "privacy").await.token("/privacy/link") });
        let copy = app.anybody().post("/api/privacy/copy", token.clone()).await.expect(200);
        assert_eq!(keys(&copy), ["account", "bookings", "crm_records", "email", "facilitator", "is_cut", "journeys", "reservations"]);
        assert_eq!(copy["reservations"].as_array().unwrap().len(), 2);
        assert_eq!(copy["reservations"][0]["name"], "Ada Rossi");
        let erased = app.anybody().post("/api/privacy/erase", token.clone()).await.expect(200);
        assert_eq!(erased, json!({ "reservations": 2, "account": false, "crm_records": 0, "account_kept": false }));
        for path in ["/api/privacy/erase", "/api/privacy/copy"] {
            app.anybody().post(path, token.clone()).await.refused(410, "expired_token");
        }
        app.anybody().post("/api/privacy/copy", json!({ "token": "x" })).await.refused(404, "invalid_token");
    }

    async fn staff_look_up_and_erase(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = app.staff(Role::Administrator);
        let hall = app.put_on(Evening::with_places(20)).await;
        let wish = json!({ "name": "Ada Rossi", "email": ADA, "party_size": 2 });
        app.anybody().post(&hall.reservations(), wish).await.expect(201);
        let path = format!("/api/admin/privacy?email={ADA}");
        app.office().get(&path).await.refused(403, "forbidden");
        let copy = admin.get(&path).await.expect(200);
        let id = copy["reservations"][0]["id"].as_str().unwrap().to_owned();
        let erase = format!("/api/admin/reservations/{id}/erase");
        app.office().post(&erase, json!({})).await.refused(403, "forbidden");
        for _ in 0..2 {
            assert_eq!(admin.post(&erase, json!({})).await.status, 204);
        }
        let item = admin.get(&format!("/api/admin/reservations/{id}")).await.expect(200);
        assert_eq!((&item["name"], &item["email"], &item["party_size"]), (&json!(null), &json!(null), &json!(2)));
        let body = json!({ "name": "Noor Example", "email": "noor@example.org", "role": "door" });
        let made = admin.post("/api/admin/accounts", body).await.expect(201);
        let account = format!("/api/admin/accounts/{}", made["id"].as_str().unwrap());
        assert_eq!(admin.post(&format!("{account}/erase"), json!({})).await.status, 204);
        assert_eq!(admin.get(&account).await.status, 404);
        assert_eq!(admin.post(&format!("{account}/erase"), json!({})).await.status, 404);
    }
}

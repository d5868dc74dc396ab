//! API tokens over the API: made in a session, listed, revoked; no token makes tokens.

use foh_app::identity::{NewAccount, NewApiToken, TokenFor};
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Caller, TestApp, keys};

const OWN: &str = "/api/account/tokens";

fn by_token(app: &TestApp, made: &Value) -> Caller {
    let text = made["token"].as_str().unwrap();
    app.anybody()
        .with("authorization", &format!("Bearer {text}"))
}

async fn delete(caller: &Caller, path: &str) -> Answer {
    caller.send(Method::DELETE, path, None).await
}

async fn account(app: &TestApp, email: &str, role: Role) -> Uuid {
    let new = NewAccount {
        email,
        name: "Somebody Else",
        role,
        password: None,
    };
    app.house.create_user(new).await.unwrap()
}

both_engines! {
    async fn a_token_from_making_to_revoking(engine: Engine) {
        let app = TestApp::open(engine).await;
        let cookie = app.administrator_cookie().await;
        let admin = app.anybody().with("cookie", &cookie);
        let answer = admin.post(OWN, json!({ "name": "Printer", "permissions": ["box_office"], "days": 30 })).await;
        let made = answer.expect(201);
        assert_eq!(keys(&made), ["expires_at", "id", "name", "token"]);
        assert_eq!(answer.header("cache-control"), "no-store");
        let expires_at = (app.now() + jiff::SignedDuration::from_hours(24 * 30)).to_string();
        assert_eq!((&made["name"], &made["expires_at"]), (&json!("Printer"), &json!(expires_at)));
        let printer = by_token(&app, &made);
        printer.get("/api/admin/reservations").await.expect(200);
        printer.get("/api/admin/venues").await.refused(403, "forbidden");
        printer.get("/api/admin/accounts").await.refused(403, "forbidden");

        let list = admin.get(OWN).await.expect(200);
        let items = list["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["id"] == made["id"]).unwrap();
        assert_eq!(keys(item), ["beginning", "created_at", "expired", "expires_at", "id", "name", "permissions", "used_at"]);
        assert_eq!((&item["permissions"], &item["used_at"]), (&json!(["box_office"]), &json!(app.now().to_string())));
        assert!(made["token"].as_str().unwrap().starts_with(item["beginning"].as_str().unwrap()));
        assert!(!list.to_string().contains(made["token"].as_str().unwrap()));

        for (body, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "name": "x".repeat(81) }), "name"),
            (json!({ "name": "X", "days": 0 }), "days"),
            (json!({ "name": "X", "days": 366 }), "days"),
            (json!({ "name": "X", "permissions": [] }), "permissions"),
            (json!({ "name": "X", "permissions": ["root"] }), "permissions"),
            (json!({ "name": "X", "permissions": ["integration"] }), "permissions"),
        ] {
            admin.post(OWN, body).await.faults(422, "invalid_fields", &[field]);
        }
        admin.post(OWN, json!({ "name": "X", "token": "foh_x" })).await.faults(400, "malformed_request", &["token"]);

        let path = format!("{OWN}/{}", made["id"].as_str().unwrap());
        delete(&printer, &path).await.refused(403, "session_required");
        assert_eq!(delete(&admin, &path).await.status, 204);
        delete(&admin, &path).await.refused(404, "not_found");
        printer.get("/api/admin/reservations").await.refused(401, "authentication_required");
        app.another_node().await.anybody().with("authorization", &format!("Bearer {}", made["token"].as_str().unwrap()))
            .get("/api/account").await.refused(401, "authentication_required");
    }

    async fn no_token_makes_tokens_and_no_stale_session(engine: Engine) {
        let app = TestApp::open(engine).await;
        let service = account(&app, "crm@example.org", Role::Service).await;
        let of_service = format!("/api/admin/accounts/{service}/tokens");
        let program = app.staff(Role::Administrator);
        for path in [OWN, &of_service] {
            program.post(path, json!({ "name": "Child" })).await.refused(403, "session_required");
        }
        let cookie = app.administrator_cookie().await;
        let admin = app.anybody().with("cookie", &cookie);
        app.pass(jiff::SignedDuration::from_mins(11));
        for path in [OWN, &of_service] {
            admin.post(path, json!({ "name": "Child" })).await.refused(403, "password_required");
        }
        assert_eq!(program.get(OWN).await.expect(200)["items"].as_array().unwrap().len(), 1, "it sees itself");
        assert_eq!(program.get(&of_service).await.expect(200)["items"], json!([]));
    }

    async fn administrators_look_after_the_tokens_of_others(engine: Engine) {
        let app = TestApp::open(engine).await;
        let cookie = app.administrator_cookie().await;
        let admin = app.anybody().with("cookie", &cookie);
        let service = json!({ "name": "CRM", "email": "crm@example.org", "role": "service" });
        let service = admin.post("/api/admin/accounts", service).await.expect(201);
        let path = format!("/api/admin/accounts/{}", service["id"].as_str().unwrap());
        assert_eq!(admin.get(&path).await.expect(200)["state"], "active");
        let made = admin.post(&format!("{path}/tokens"), json!({ "name": "CRM" })).await.expect(201);
        let crm = by_token(&app, &made);
        assert_eq!(crm.get("/api/account").await.expect(200)["role"], "service");
        crm.get("/api/admin/reservations").await.refused(403, "forbidden");
        let listed = crm.get(OWN).await.expect(200);
        assert_eq!(listed["items"][0]["permissions"], Value::Null);

        let person = account(&app, "noor@example.org", Role::BoxOffice).await;
        let new = NewApiToken { name: "Hers", permissions: None, days: None };
        let hers = app.house.make_api_token(app.house.new_form_key(), TokenFor::Oneself(person), new).await.unwrap();
        let noor = app.anybody().with("authorization", &format!("Bearer {}", hers.text.expose_secret()));
        let of_noor = format!("/api/admin/accounts/{person}/tokens");
        admin.post(&of_noor, json!({ "name": "In her name" })).await.refused(409, "not_a_service");
        assert_eq!(admin.get(&of_noor).await.expect(200)["items"][0]["name"], "Hers");
        noor.get("/api/admin/reservations").await.expect(200);
        delete(&admin, &format!("{path}/tokens/{}", hers.id)).await.refused(404, "not_found");
        app.office().get(&of_noor).await.refused(403, "forbidden");
        assert_eq!(delete(&app.staff(Role::Administrator), &format!("{of_noor}/{}", hers.id)).await.status, 204);
        noor.get("/api/admin/reservations").await.refused(401, "authentication_required");
        admin.get(&format!("/api/admin/accounts/{}/tokens", Uuid::nil())).await.refused(404, "not_found");
    }
}

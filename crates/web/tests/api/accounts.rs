//! Accounts over the API.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, keys, together};

const PASSWORD: &str = "seventeen quiet lanterns";

async fn invite(app: &TestApp, role: &str) -> String {
    let body = json!({ "name": "Noor Example", "email": "noor@example.org", "role": role });
    let made = app
        .staff(Role::Administrator)
        .post("/api/admin/accounts", body)
        .await;
    made.expect(201)["id"].as_str().unwrap().to_owned()
}

async fn accept(app: &TestApp) {
    let token = app.letters_to("noor@example.org", "invitation").await[0].token("/invitation");
    let body = json!({ "token": token, "password": PASSWORD });
    let answer = app
        .anybody()
        .post("/api/auth/invitation", body.clone())
        .await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    app.anybody()
        .post("/api/auth/invitation", body)
        .await
        .refused(410, "expired_token");
}

both_engines! {
    async fn an_account_from_invitation_to_end(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = app.staff(Role::Administrator);
        let id = invite(&app, "door").await;
        let path = format!("/api/admin/accounts/{id}");
        let account = admin.get(&path).await.expect(200);
        assert_eq!(keys(&account), ["created_at", "email", "email_verified", "id", "name", "role", "scopes", "state"]);
        assert_eq!((&account["state"], &account["role"], &account["email_verified"]), (&json!("invited"), &json!("door"), &json!(false)));
        let taken = json!({ "name": "Noor", "email": "NOOR@example.org", "role": "door" });
        admin.post("/api/admin/accounts", taken).await.faults(409, "already_in_use", &["email"]);
        for word in ["deactivate", "reactivate", "password-reset"] {
            admin.post(&format!("{path}/{word}"), json!({})).await.refused(409, "account_state");
        }
        let queued = admin.post(&format!("{path}/invitation"), json!({})).await.expect(202);
        assert_eq!(queued, json!({ "status": "queued" }));
        // The one that was sent last.
        app.pass(jiff::SignedDuration::from_secs(1));
        admin.post(&format!("{path}/invitation"), json!({})).await.expect(202);
        accept(&app).await;
        admin.post(&format!("{path}/invitation"), json!({})).await.refused(409, "account_state");
        let scope = Uuid::from_u128(7);
        let changed = admin.patch(&path, json!({ "role": "travel_operator", "scopes": [scope] })).await.expect(200);
        assert_eq!((&changed["role"], &changed["scopes"]), (&json!("travel_operator"), &json!([scope])));
        // What was a route is no location.
        admin.patch(&path, json!({ "role": "bar_counter" })).await.faults(422, "invalid_fields", &["scopes"]);
        let location = json!({ "name": "Foyer", "description": "", "active": true });
        let location = admin.post("/api/admin/bar/locations", location).await.expect(201)["id"].clone();
        let counter = admin.patch(&path, json!({ "role": "bar_counter", "scopes": [location] })).await.expect(200);
        assert_eq!(counter["scopes"], json!([location]));
        let gone = admin.patch(&path, json!({ "role": "door" })).await.expect(200);
        assert_eq!(gone["scopes"], json!([]));
        admin.patch(&path, json!({ "scopes": [scope] })).await.faults(422, "invalid_fields", &["scopes"]);
        admin.patch(&path, json!({ "role": "king" })).await.faults(400, "malformed_request", &["role"]);
        admin.patch(&path, json!({ "state": "active" })).await.faults(400, "malformed_request", &["state"]);
        assert_eq!(admin.post(&format!("{path}/end-sessions"), json!({})).await.status, 204);
        admin.post(&format!("{path}/password-reset"), json!({})).await.expect(202);
        assert_eq!(admin.post(&format!("{path}/deactivate"), json!({})).await.expect(200)["state"], "inactive");
        assert_eq!(admin.post(&format!("{path}/reactivate"), json!({})).await.expect(200)["state"], "active");
        for id in [Uuid::nil().to_string(), "x".into()] {
            admin.get(&format!("/api/admin/accounts/{id}")).await.refused(404, "not_found");
        }
    }

    async fn an_invitation_is_withdrawn(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = app.staff(Role::Administrator);
        let id = invite(&app, "door").await;
        let path = format!("/api/admin/accounts/{id}/invitation");
        assert_eq!(admin.send(reqwest::Method::DELETE, &path, None).await.status, 204);
        admin.send(reqwest::Method::DELETE, &path, None).await.refused(404, "not_found");
    }

    async fn accounts_are_listed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let admin = app.staff(Role::Administrator);
        invite(&app, "door").await;
        let list = async |query: &str| admin.get(&format!("/api/admin/accounts?{query}")).await;
        let all = list("").await.expect(200);
        let every = all["items"].as_array().unwrap().len();
        assert!(every >= 5 && all["next"].is_null());
        let waiting = list("state=invited").await.expect(200);
        assert_eq!(waiting["items"].as_array().unwrap().len(), 1);
        assert_eq!(waiting["items"][0]["email"], "noor@example.org");
        assert_eq!(list("q=noor").await.expect(200), waiting);
        assert_eq!(list("q=NOOR@example.org&role=door").await.expect(200), waiting);
        let (mut seen, mut after) = (0, String::new());
        loop {
            let page = list(&format!("limit=2{after}")).await.expect(200);
            seen += page["items"].as_array().unwrap().len();
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen, every);
        for (query, field) in [("role=king", "role"), ("state=gone", "state"), ("after=x", "after"), ("limit=0", "limit")] {
            list(query).await.faults(400, "malformed_request", &[field]);
        }
    }

    async fn one_looks_after_ones_own_account(engine: Engine) {
        let app = TestApp::open(engine).await;
        invite(&app, "box_office").await;
        accept(&app).await;
        let office = app.office();
        let own = office.get("/api/account").await.expect(200);
        assert_eq!((&own["role"], &own["email"]), (&json!("box_office"), &json!("office@house.example.org")));
        let change = |present: &str, new: &str| json!({ "present_password": present, "new_password": new });
        let cookie = app.administrator_cookie().await;
        let admin = app.anybody().with("cookie", &cookie).with("origin", &app.base);
        admin.post("/api/account/password", change("x", PASSWORD)).await.faults(422, "invalid_fields", &["present_password"]);
        app.anybody().get("/api/account").await.refused(401, "authentication_required");
        let ask = async |email: &str| app.anybody().post("/api/auth/password-reset", json!({ "email": email })).await;
        let (known, unknown) = (ask("noor@example.org").await, ask("nobody@example.org").await);
        assert_eq!((known.expect(202), &known.body), (unknown.expect(202), &unknown.body));
        ask("noor").await.faults(422, "invalid_fields", &["email"]);
        let token = app.letters_to("noor@example.org", "password_reset").await[0].token("/password-reset/link");
        let set = async |token: &str, password: &str| {
            let body = json!({ "token": token, "password": password });
            app.anybody().post("/api/auth/password-reset/confirm", body).await
        };
        set(&token, "short").await.faults(422, "invalid_fields", &["password"]);
        assert_eq!(set(&token, "vermilion otter cabinet").await.status, 204);
        set(&token, "vermilion otter cabinet").await.refused(410, "expired_token");
        set("x", "vermilion otter cabinet").await.refused(404, "invalid_token");
        let verify = app.anybody().post("/api/auth/email-verification", json!({ "token": token })).await;
        verify.refused(404, "invalid_token");
    }

    /// Somebody is at work while their account is switched off: what begins after the answer is refused.
    async fn switching_off_counts_from_the_next_request_on(engine: Engine) {
        let app = TestApp::open(engine).await;
        let nodes = [app.another_node().await, app.another_node().await];
        let office = app.house.account_with("office@house.example.org").await.unwrap().unwrap();
        let off = Arc::new(AtomicBool::new(false));
        let work = (0..8).map(|n| {
            let (caller, off) = (nodes[n % 2].office(), Arc::clone(&off));
            async move {
                let (mut allowed, mut refused) = (0, 0);
                while refused < 5 {
                    let was_off = off.load(Ordering::SeqCst);
                    let answer = caller.get("/api/admin/reservations").await;
                    if answer.status == 200 {
                        assert!(!was_off, "a request that began after the answer was let in");
                        allowed += 1;
                    } else {
                        answer.refused(401, "authentication_required");
                        refused += 1;
                    }
                }
                allowed
            }
        });
        let admin = app.staff(Role::Administrator);
        let switching = {
            let off = Arc::clone(&off);
            tokio::spawn(async move {
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                admin.post(&format!("/api/admin/accounts/{}/deactivate", office.id), json!({})).await.expect(200);
                off.store(true, Ordering::SeqCst);
            })
        };
        let allowed: usize = together(work).await.into_iter().sum();
        switching.await.unwrap();
        assert!(allowed > 0, "somebody was at work");
    }
}

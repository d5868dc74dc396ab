//! Whoever registers to hold sessions applies for it, and gets no role of their own choosing.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use super::people::{at_fault, bearer};
use crate::support::{Answer, Opening, TestApp, keys};

async fn register(app: &TestApp, more: &Value) -> Answer {
    let mut body = json!({ "email": "gioia@example.org", "password": "vermilion otter cabinet", "name": "Gioia Ferri" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    app.anybody().post("/api/auth/register", body).await
}

both_engines! {
    async fn a_facilitators_registration_is_an_application(engine: Engine) {
        let app = TestApp::open(engine).await;
        let more = json!({ "role": "facilitator", "bio": "Twenty years of breathing.", "specialization": "Breathing" });
        let registered = register(&app, &more).await.expect(201);
        assert_eq!(keys(&registered["user"]), ["email", "facilitator_application", "id", "name", "role"]);
        assert_eq!(registered["user"]["role"], "member");
        assert_eq!(registered["user"]["facilitator_application"], "applied");
        let gioia = bearer(&app, registered["access_token"].as_str().unwrap());
        gioia.get("/api/facilitator/dashboard").await.refused(403, "forbidden");
        let standing = gioia.get("/api/account/facilitator").await.expect(200);
        assert_eq!(standing, json!({
            "state": "applied", "bio": "Twenty years of breathing.", "specialization": "Breathing",
            "applied_at": app.now().to_string(), "decided_at": null,
        }));
        let path = format!("/api/admin/facilitators/{}/approve", registered["user"]["id"].as_str().unwrap());
        app.staff(Role::Administrator).post(&path, json!({})).await.expect(200);
        gioia.get("/api/facilitator/dashboard").await.expect(200);
        let again = register(&app, &more).await.refused(400, "address_taken");
        assert!(again["error"].is_string());
    }

    async fn where_the_house_lets_everybody_they_hold_sessions_at_once(engine: Engine) {
        let opening = Opening { facilitators_open: true, ..Opening::default() };
        let app = TestApp::open_as(engine, opening).await;
        let short = register(&app, &json!({ "role": "facilitator", "password": "otter 8!" })).await;
        at_fault(&short, 422, &["password"]);
        let registered = register(&app, &json!({ "role": "facilitator" })).await.expect(201);
        assert_eq!(registered["user"]["role"], "facilitator");
        assert_eq!(registered["user"]["facilitator_application"], "approved");
        let gioia = bearer(&app, registered["access_token"].as_str().unwrap());
        gioia.get("/api/facilitator/dashboard").await.expect(200);
    }

    async fn nobody_chooses_a_role_and_faults_leave_no_account(engine: Engine) {
        let app = TestApp::open(engine).await;
        for (more, status, fields) in [
            (json!({ "role": "administrator" }), 422, &["role"][..]),
            (json!({ "role": "" }), 422, &["role"]),
            (json!({ "role": ["facilitator"] }), 400, &["role"]),
            (json!({ "bio": "About me." }), 422, &["bio"]),
            (json!({ "role": "user", "specialization": "" }), 422, &["specialization"]),
            (json!({ "state": "approved" }), 400, &["state"]),
            (json!({ "facilitator_application": "approved" }), 400, &["facilitator_application"]),
            (
                json!({ "role": "facilitator", "bio": "x".repeat(2_001), "specialization": "a\nb", "name": "" }),
                422,
                &["name", "bio", "specialization"],
            ),
        ] {
            at_fault(&register(&app, &more).await, status, fields);
        }
        let page = app.staff(Role::Administrator).get("/api/admin/facilitators").await.expect(200);
        assert_eq!(page, json!({ "items": [], "next": null }));
        for role in ["user", "member"] {
            let more = json!({ "role": role, "email": format!("{role}@example.org") });
            let registered = register(&app, &more).await.expect(201);
            assert_eq!(keys(&registered["user"]), ["email", "id", "name", "role"]);
            assert_eq!(registered["user"]["role"], "member");
        }
        register(&app, &json!({})).await.expect(201);
    }
}

//! Members apply to hold sessions, administrators decide, facilitators present themselves.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use super::people::{Person, at_fault, facilitator, member, person, refused};
use crate::support::{Answer, Opening, TestApp};

async fn apply(person: &Person, bio: &str) -> Answer {
    let body = json!({ "bio": bio, "specialization": "Breathing" });
    person.post("/api/account/facilitator", body).await
}

async fn decide(app: &TestApp, person: &Person, word: &str) -> Answer {
    let path = format!("/api/admin/facilitators/{}/{word}", person.id);
    app.staff(Role::Administrator).post(&path, json!({})).await
}

async fn listed(app: &TestApp, state: &str) -> Vec<Value> {
    let path = format!("/api/admin/facilitators?state={state}");
    let page = app.staff(Role::Administrator).get(&path).await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].clone()).collect()
}

both_engines! {
    async fn an_application_is_filed_and_decided_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = member(&app).await;
        let none = gioia.get("/api/account/facilitator").await.expect(200);
        assert_eq!(none, json!({
            "state": null, "bio": "", "specialization": "", "applied_at": null, "decided_at": null,
        }));
        apply(&gioia, "First words.").await.expect(200);
        let applied = apply(&gioia, "Better words.").await.expect(200);
        assert_eq!((&applied["state"], &applied["bio"]), (&json!("applied"), &json!("Better words.")));
        let public = format!("/api/facilitators/{}", gioia.id);
        app.anybody().get(&public).await.refused(404, "not_found");
        assert_eq!(listed(&app, "applied").await, [json!(gioia.id)]);

        let refusal = decide(&app, &gioia, "refuse").await.expect(200);
        assert_eq!((&refusal["state"], &refusal["holds_sessions"]), (&json!("refused"), &json!(false)));
        app.letter_to(&gioia.email, "facilitator_refused").await;
        let decided = "This application was decided before.";
        refused(&decide(&app, &gioia, "approve").await, 409, "already_decided", decided);
        assert_eq!(listed(&app, "refused").await, [json!(gioia.id)]);

        apply(&gioia, "Once more.").await.expect(200);
        let approval = decide(&app, &gioia, "approve").await.expect(200);
        assert_eq!((&approval["state"], &approval["holds_sessions"]), (&json!("approved"), &json!(true)));
        app.letter_to(&gioia.email, "facilitator_approved").await;
        assert_eq!(listed(&app, "approved").await, [json!(gioia.id)]);
        gioia.offers(json!({})).await;
        let seen = app.anybody().get(&public).await.expect(200);
        assert_eq!(seen, json!({
            "id": gioia.id, "name": gioia.name, "bio": "Once more.", "specialization": "Breathing",
        }));
        apply(&gioia, "Again.").await.refused(409, "has_role");
        decide(&app, &gioia, "approve").await.refused(409, "already_decided");
    }

    async fn only_members_apply_and_only_administrators_decide(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (gioia, ada) = (member(&app).await, member(&app).await);
        let door = person(&app, Role::Door).await;
        apply(&door, "").await.refused(409, "has_role");
        apply(&gioia, "").await.expect(200);
        let path = format!("/api/admin/facilitators/{}/approve", gioia.id);
        for caller in [&*gioia, &*ada, &*facilitator(&app).await, &app.content()] {
            let answer = caller.post(&path, json!({})).await;
            refused(&answer, 403, "forbidden", "Your account does not have this permission.");
            caller.get("/api/admin/facilitators").await.refused(403, "forbidden");
        }
        decide(&app, &ada, "approve").await.refused(404, "not_found");
        let administrator = app.staff(Role::Administrator);
        at_fault(&administrator.get("/api/admin/facilitators?state=all").await, 400, &["state"]);
        for (body, status, fields) in [
            (json!({ "bio": "" }), 400, &["specialization"][..]),
            (json!({ "bio": "", "specialization": "", "state": "approved" }), 400, &["state"]),
            (json!({ "bio": "\u{7}", "specialization": "x".repeat(121) }), 422, &["bio", "specialization"]),
        ] {
            at_fault(&ada.post("/api/account/facilitator", body).await, status, fields);
        }
    }

    async fn an_open_house_asks_nobody(engine: Engine) {
        let opening = Opening { facilitators_open: true, ..Opening::default() };
        let app = TestApp::open_as(engine, opening).await;
        let gioia = member(&app).await;
        assert_eq!(apply(&gioia, "").await.expect(200)["state"], "approved");
        gioia.offers(json!({})).await;
    }

    async fn facilitators_present_themselves(engine: Engine) {
        let app = TestApp::open(engine).await;
        let gioia = facilitator(&app).await;
        let profile = "/api/facilitator/profile";
        assert_eq!(gioia.get(profile).await.expect(200)["state"], json!(null), "nobody asked them yet");
        let body = json!({ "bio": "Words.\r\nMore.", "specialization": " Yoga nidra " });
        let put = gioia.json(Method::PUT, profile, &body).await.expect(200);
        assert_eq!((&put["bio"], &put["specialization"]), (&json!("Words.\nMore."), &json!("Yoga nidra")));
        assert_eq!(gioia.get(profile).await.expect(200), put);
        let seen = app.anybody().get(&format!("/api/facilitators/{}", gioia.id)).await.expect(200);
        assert_eq!(seen["bio"], "Words.\nMore.");
        let long = json!({ "bio": "", "specialization": "x".repeat(121) });
        at_fault(&gioia.json(Method::PUT, profile, &long).await, 422, &["specialization"]);
    }
}

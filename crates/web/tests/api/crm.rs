//! The program as the CRM of other systems.

use foh_app::identity::NewAccount;
use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp, keys, together};

const PATH: &str = "/api/booking-notification";

/// Another system, by the API token of its service account.
async fn service(app: &TestApp) -> Caller {
    let email = format!("service-{}@example.org", app.number());
    let new = NewAccount {
        email: &email,
        name: "Another system",
        role: Role::Service,
        password: None,
    };
    app.house.create_user(new).await.unwrap();
    let token = app.house.create_api_token(&email).await.unwrap();
    let bearer = format!("Bearer {}", token.expose_secret());
    app.anybody().with("authorization", &bearer)
}

fn booking(id: impl Into<Value>) -> Value {
    json!({
        "booking_id": id.into(),
        "user": {"id": 4711, "email": "ada.rossi@example.org", "name": "Ada Rossi"},
        "event": {"id": "e-1", "title": "Morning practice", "start_time": "2027-03-28T08:00:00"},
        "facilitator_id": 7,
        "told_by": "a field nobody here knows",
    })
}

fn without(path: &[&str]) -> Value {
    let mut body = booking("42");
    let (last, parents) = path.split_last().unwrap();
    let mut at = &mut body;
    for parent in parents {
        at = &mut at[*parent];
    }
    at.as_object_mut().unwrap().remove(*last);
    body
}

both_engines! {
    async fn a_booking_is_kept_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let system = service(&app).await;
        let made = system.post(PATH, booking("42")).await.expect(201);
        assert_eq!(keys(&made), ["booking", "created_at", "id", "processed", "processed_at"]);
        assert_eq!(made["booking"], json!({
            "booking_id": "42",
            "user": {"id": "4711", "email": "ada.rossi@example.org", "name": "Ada Rossi"},
            "event": {"id": "e-1", "title": "Morning practice", "start_time": "2027-03-28T08:00:00"},
            "facilitator_id": "7",
        }));
        assert_eq!(system.post(PATH, booking(42)).await.expect(200), made, "the same booking");
        let keyed = system.clone().with("idempotency-key", "k-1");
        let another = keyed.post(PATH, booking("42")).await.expect(201);
        assert_ne!(another["id"], made["id"]);
        assert_eq!(keyed.post(PATH, booking("43")).await.expect(200), another);
        service(&app).await.post(PATH, booking("42")).await.expect(201);
    }

    async fn many_at_once_are_told_of_one_record(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (system, other) = (service(&app).await, app.another_node().await);
        let token = system.clone().with("idempotency-key", "k-1");
        let asking = (0..24).map(|_| token.to_post(PATH, booking("42")));
        let answers = together(asking).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1);
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 201)));
        let list = system.get("/api/notifications").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        drop(other);
    }

    async fn what_is_missing_or_wrong_is_named(engine: Engine) {
        let app = TestApp::open(engine).await;
        let system = service(&app).await;
        let missing: [(&[&str], &[&str]); 6] = [
            (&["booking_id"], &["booking_id"]),
            (&["user", "email"], &["user.email"]),
            (&["user"], &["user.id", "user.email", "user.name"]),
            (&["event", "start_time"], &["event.start_time"]),
            (&["event"], &["event.id", "event.title", "event.start_time"]),
            (&["facilitator_id"], &["facilitator_id"]),
        ];
        for (path, fields) in missing {
            let problem = system.post(PATH, without(path)).await.faults(400, "malformed_request", fields);
            for field in fields {
                assert!(problem["error"].as_str().unwrap().contains(field), "{problem}");
            }
        }
        for (path, wrong, field) in [
            (["user", "email"], json!("nobody"), "user.email"),
            (["user", "name"], json!(""), "user.name"),
            (["event", "start_time"], json!("tomorrow"), "event.start_time"),
            (["event", "title"], json!(7), "event.title"),
        ] {
            let mut body = booking("42");
            body[path[0]][path[1]] = wrong;
            let problem = system.post(PATH, body).await.faults(400, "malformed_request", &[field]);
            assert!(problem["error"].as_str().unwrap().contains(field), "{problem}");
        }
        for body in ["", "{", "[]", "null"] {
            let answer = system.post_text(Method::POST, PATH, "application/json", body.to_owned()).await;
            assert!(answer.refused(400, "malformed_request")["error"].is_string());
        }
        for key in [" ", &"x".repeat(201)] {
            let keyed = system.clone().with("idempotency-key", key);
            let problem = keyed.post(PATH, booking("42")).await.refused(400, "malformed_request");
            assert!(problem["error"].as_str().unwrap().contains("Idempotency-Key"), "{problem}");
        }
        assert_eq!(system.get("/api/notifications").await.expect(200)["items"], json!([]));
    }

    async fn records_are_paged_and_dealt_with(engine: Engine) {
        let app = TestApp::open(engine).await;
        let system = service(&app).await;
        let mut ids = Vec::new();
        for number in 0..3 {
            let made = system.post(PATH, booking(number)).await.expect(201);
            ids.insert(0, made["id"].as_str().unwrap().to_owned());
            app.pass_hours(1);
        }
        let listed = |page: &Value| -> Vec<String> {
            let items = page["items"].as_array().unwrap();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        let first = system.get("/api/notifications?limit=2").await.expect(200);
        assert_eq!(listed(&first), ids[..2]);
        let next = format!("/api/notifications?limit=2&after={}", first["next"].as_str().unwrap());
        let last = system.get(&next).await.expect(200);
        assert_eq!((listed(&last), &last["next"]), (ids[2..].to_vec(), &Value::Null));

        let process = format!("/api/notifications/{}/process", ids[1]);
        let processed = system.send(Method::PUT, &process, None).await.expect(200);
        assert_eq!(processed["processed"], true);
        app.pass_hours(1);
        assert_eq!(system.send(Method::PUT, &process, None).await.expect(200), processed, "the first time counts");
        let only = |processed: bool| format!("/api/notifications?processed={processed}");
        assert_eq!(listed(&system.get(&only(true)).await.expect(200)), [ids[1].clone()]);
        assert_eq!(listed(&system.get(&only(false)).await.expect(200)), [ids[0].clone(), ids[2].clone()]);
        for id in ["01900000-0000-7000-8000-000000000000", "x"] {
            let path = format!("/api/notifications/{id}/process");
            let problem = system.send(Method::PUT, &path, None).await.refused(404, "not_found");
            assert!(problem["error"].is_string());
        }
        system.get("/api/notifications?limit=0").await.refused(400, "malformed_request");
    }

    async fn only_services_come_here(engine: Engine) {
        let app = TestApp::open(engine).await;
        for caller in [app.anybody(), app.anybody().with("authorization", "Bearer guessed")] {
            caller.post(PATH, booking("42")).await.refused(401, "authentication_required");
        }
        for role in [Role::Administrator, Role::BoxOffice] {
            app.staff(role).post(PATH, booking("42")).await.refused(403, "forbidden");
            app.staff(role).get("/api/notifications").await.refused(403, "forbidden");
        }
        service(&app).await.get("/api/admin/reservations").await.refused(403, "forbidden");
    }
}

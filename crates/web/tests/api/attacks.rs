//! What somebody tries who wants more than they may have, wherever a body, a field or a path is taken.

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

/// What a body might try to decide.
const COVETED: [(&str, &str); 10] = [
    ("role", "administrator"),
    ("status", "confirmed"),
    ("is_staff", "true"),
    ("active", "true"),
    ("token", "x"),
    ("hash", "x"),
    ("id", "01900000-0000-7000-8000-000000000000"),
    ("owner_id", "01900000-0000-7000-8000-000000000000"),
    ("confirmed", "1"),
    ("created_at", "2020-01-01T00:00:00Z"),
];

/// Every operation of the description that takes JSON: method, path, and the fields it has.
async fn operations(somebody: &Caller) -> Vec<(Method, String, Vec<String>)> {
    let document = somebody.get("/api/openapi.json").await.expect(200);
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            if body.is_null() {
                continue;
            }
            let method = method.to_uppercase().parse().unwrap();
            operations.push((method, path.clone(), fields(&document, body)));
        }
    }
    operations
}

fn fields(document: &Value, schema: &Value) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return fields(document, document.pointer(&reference[1..]).unwrap());
    }
    let own = schema["properties"].as_object();
    let own = own.into_iter().flat_map(|fields| fields.keys().cloned());
    let parts = ["allOf", "oneOf", "anyOf"];
    let parts = parts.iter().filter_map(|name| schema[*name].as_array());
    let parts = parts.flatten().flat_map(|part| fields(document, part));
    own.chain(parts).collect()
}

both_engines! {
    async fn no_body_decides_what_its_sender_may_not(engine: Engine) {
        let app = TestApp::open(engine).await;
        let somebody = app.anybody();
        let administrator = somebody.clone().with("cookie", &app.administrator_cookie().await);
        let operations = operations(&somebody).await;
        assert!(operations.len() > 30, "{}", operations.len());
        for (method, path, fields) in operations {
            let path = path
                .replace("{id}", "01900000-0000-7000-8000-000000000000")
                .replace("{slug}", "x");
            for (field, value) in COVETED.iter().filter(|(field, _)| !fields.iter().any(|own| own == field)) {
                let body = json!({ *field: value });
                for caller in [&somebody, &administrator] {
                    let answer = caller.json(method.clone(), &path, &body).await;
                    let known = [400, 401, 403, 404, 422];
                    assert!(known.contains(&answer.status), "{method} {path} {field}: {}", answer.status);
                    if [400, 422].contains(&answer.status) {
                        let said = &answer.body;
                        assert!(said.contains(field), "{method} {path}: {field} is not named: {said}");
                    }
                }
            }
        }
    }

    async fn no_field_adds_a_header_to_a_mail(engine: Engine) {
        let app = TestApp::open(engine).await;
        let somebody = app.anybody();
        let password = "vermilion otter cabinet";
        for smuggled in ["Ada\r\nBcc: spy@example.org", "Ada\nBcc: spy@example.org", "Ada\u{0}"] {
            let body = json!({"email": "ada@example.org", "name": smuggled, "password": password});
            let answer = somebody.post("/api/auth/register", body).await;
            assert!([400, 422].contains(&answer.status), "{smuggled:?}: {}", answer.status);
        }
        for smuggled in ["a@example.org\r\nBcc: spy@example.org", "a@example.org\u{0}", "a@example.org>\nTo: spy@example.org"] {
            let body = json!({"email": smuggled, "name": "Ada", "password": password});
            let answer = somebody.post("/api/auth/register", body).await;
            assert!([400, 422].contains(&answer.status), "{smuggled:?}: {}", answer.status);
            let body = json!({"email": smuggled});
            for path in ["/api/auth/password-reset", "/api/privacy/request"] {
                let answer = somebody.post(path, body.clone()).await;
                assert!(answer.status < 500, "{path} {smuggled:?}: {}", answer.status);
            }
        }
        assert!(app.letters().await.is_empty(), "nobody was written to");
    }

    async fn no_path_leaves_what_is_served(engine: Engine) {
        let app = TestApp::open(engine).await;
        let somebody = app.anybody();
        for path in [
            "/assets/..%2f..%2fCargo.toml",
            "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%5c..%5cCargo.toml",
            "/assets/%2fetc%2fpasswd",
            "/assets/app.css%00.png",
            "/posters/..%2f..%2fetc/passwd",
            "/posters/01900000-0000-7000-8000-000000000000/..%2f..%2f..%2fetc%2fpasswd",
            "/shows/..%2f..%2fetc%2fpasswd",
            "/api/shows/%2e%2e%2fadmin",
        ] {
            let file = somebody.get_bytes(path).await;
            assert!([400, 404].contains(&file.status), "{path}: {}", file.status);
            assert!(!String::from_utf8_lossy(&file.bytes).contains("root:"), "{path}");
        }
    }
}

//! The description of the API, and whether it is true.

use std::{collections::BTreeSet, fs, path::Path};

use foh_testkit::engines::Engine;
use foh_web::http::access;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Evening, TestApp};

const DOCUMENT: &str = "/api/openapi.json";

/// Routes under `/api` that answer something else than the JSON of the document.
const UNDESCRIBED: &[&str] = &[
    // The document itself.
    DOCUMENT,
    // The page behind a ticket's QR code.
    "/api/check-ins/preview",
];

/// Every operation of the document: method, path, description.
pub async fn operations(app: &TestApp) -> Vec<(String, String, Value)> {
    let document = app.anybody().get(DOCUMENT).await.expect(200);
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if matches!(
                method.as_str(),
                "get" | "put" | "post" | "patch" | "delete" | "head" | "options" | "trace"
            ) {
                operations.push((method.clone(), path.clone(), operation.clone()));
            }
        }
    }
    assert!(operations.len() > 30, "{}", operations.len());
    operations
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_the_agreed_one() {
    let app = TestApp::open(Engine::Sqlite).await;
    let mut document = app.anybody().get(DOCUMENT).await.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    document["info"]["version"] = "of the program".into();
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_routed_with_and_without_a_slash() {
    let app = TestApp::open(Engine::Sqlite).await;
    let hall = app.put_on(Evening::default()).await;
    let ticket = app.ticket(&hall, 1).await;
    for (method, path, _) in operations(&app).await {
        let id = if path.contains("/reservations/{id}") {
            &ticket.reservation
        } else if path.contains("venues") {
            &hall.venue
        } else if path.contains("rooms") {
            &hall.room
        } else if path.contains("admin/shows") {
            &hall.show
        } else {
            &hall.id
        };
        let path = path.replace("{id}", id).replace("{slug}", &hall.slug);
        let mut statuses = Vec::new();
        for path in [path.clone(), format!("{path}/")] {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let staff = app.staff(foh_domain::identity::Role::Administrator);
            let answer = match method {
                Method::GET => staff.get(&path).await,
                // Not readable by anything that takes a body, so that nothing is done.
                method => staff.json(method, &path, &json!({ "nothing": 1 })).await,
            };
            // There is nothing of these with the id of a performance; that they are routed, `access` tests.
            let unknown = [
                "outbox",
                "accounts",
                "tokens",
                "sessions",
                "door-links",
                "bookings",
                "facilitators",
                "notifications",
                "schedules",
                "travel",
                "payments",
                "bar",
            ]
            .iter()
            .any(|part| path.contains(&format!("/{part}/")));
            assert!(
                answer.status != 405 && (answer.status != 404 || unknown) && answer.status < 500,
                "{path}: {} {}",
                answer.status,
                answer.body
            );
            statuses.push(answer.status);
        }
        // The second cancellation finds the reservation cancelled.
        if !path.ends_with("/cancel") && !path.ends_with("/resend") {
            assert_eq!(statuses[0], statuses[1], "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_says_what_it_takes_and_gives() {
    let app = TestApp::open(Engine::Sqlite).await;
    let document = app.anybody().get(DOCUMENT).await.expect(200);
    let told = |content: &Value| {
        content.as_object().is_some_and(|kinds| {
            !kinds.is_empty()
                && kinds
                    .values()
                    .all(|kind| kind.get("schema").is_some() || kind.get("example").is_some())
        })
    };
    let mut silent = Vec::new();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&app).await {
        let name = format!("{method} {path}");
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{name}: there are two {id}");
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{name} says what it does");
        if let Some(body) = operation.get("requestBody")
            && !told(&body["content"])
        {
            silent.push(format!("{name}: its body"));
        }
        let responses = operation["responses"].as_object().unwrap();
        let good = responses.iter().filter(|(code, _)| code.starts_with('2'));
        assert!(good.clone().count() > 0, "{name} may succeed");
        for (code, response) in good {
            // 204 says it all (RFC 9110, 15.3.5).
            if code != "204" && !told(&response["content"]) {
                silent.push(format!("{name}: {code}"));
            }
        }
        assert!(
            told(&responses["default"]["content"]),
            "{name}: its problems"
        );
        let secured = operation.get("security").is_some();
        let line = access::entries().find(|entry| {
            let mut verbs = entry.verbs.iter();
            entry.path == path && verbs.any(|verb| verb.as_str().eq_ignore_ascii_case(&method))
        });
        let public = line.expect(&name).who == access::Who::Public;
        // Signing out works for whoever is signed in and asks nothing of others.
        let either = path == "/api/auth/logout";
        assert_eq!(secured, !public || either, "{name}: who may");
    }
    assert_eq!(silent, [] as [String; 0]);
    let unexplained: Vec<_> = references(&document)
        .into_iter()
        .filter(|reference| {
            let pointer = reference.trim_start_matches('#');
            document.pointer(pointer).is_none()
        })
        .collect();
    assert_eq!(
        unexplained,
        [] as [String; 0],
        "every reference leads somewhere"
    );
}

fn references(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value.as_str() {
                Some(target) if name == "$ref" => BTreeSet::from([target.to_owned()]),
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => BTreeSet::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_api_is_described() {
    let app = TestApp::open(Engine::Sqlite).await;
    let described: BTreeSet<String> = operations(&app)
        .await
        .into_iter()
        .map(|(_, path, _)| path)
        .collect();
    let mut code = String::new();
    read_all(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut code,
    );

    // What handlers declare is routed: one that was forgotten in `routes!` is missing from the document.
    let declared = quoted_after(&code, "path = \"/");
    assert!(declared.len() > 20, "{declared:?}");
    for path in &declared {
        assert!(
            described.contains(path),
            "{path} is declared and not routed"
        );
    }
    // What is routed by hand has no description.
    let by_hand: Vec<_> = quoted_after(&code, ".route(")
        .into_iter()
        .filter(|path| path.starts_with("/api"))
        .collect();
    assert!(!by_hand.is_empty(), "this looks where the routes are");
    for path in by_hand {
        assert!(
            UNDESCRIBED.contains(&path.as_str()),
            "{path} is not described"
        );
    }
}

fn read_all(directory: &Path, into: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The paths in quotation marks right after `start`, which may be the beginning of one.
fn quoted_after(code: &str, start: &str) -> BTreeSet<String> {
    code.match_indices(start)
        .filter_map(|(at, _)| {
            let rest = &code[at + start.len()..];
            if start.ends_with('/') {
                return Some(format!("/{}", rest.split_once('"')?.0));
            }
            let rest = rest.trim_start().strip_prefix('"')?;
            Some(rest.split_once('"')?.0.to_owned())
        })
        .collect()
}

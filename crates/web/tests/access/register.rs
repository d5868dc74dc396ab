//! What is registered is what the table names: read in the sources and in the description of the API.

use std::{collections::BTreeSet, fs, path::Path};

use foh_testkit::engines::Engine;
use foh_web::http::access;

use crate::support::TestApp;

type Routes = BTreeSet<(String, String)>;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What pages and the like register by `.route("…", get(…).post(…))`; a path whose methods stand elsewhere has `any`.
fn in_sources() -> Routes {
    let mut routes = Routes::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut routes,
    );
    routes
}

fn read(folder: &Path, routes: &mut Routes) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, routes);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for call in source.split(".route(").skip(1) {
                let call = arguments(call);
                let Some((path, handlers)) = call
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split_once('"'))
                else {
                    panic!("a route whose path is no literal: {call}");
                };
                let methods: Vec<&str> = METHODS
                    .into_iter()
                    .filter(|method| named(handlers, method))
                    .collect();
                for method in if methods.is_empty() {
                    vec!["any"]
                } else {
                    methods
                } {
                    routes.insert((path.to_owned(), method.to_owned()));
                }
            }
        }
    }
}

/// What stands between the parentheses.
fn arguments(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|letter| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &text[..end.unwrap()]
}

fn named(handlers: &str, method: &str) -> bool {
    handlers
        .match_indices(&format!("{method}("))
        .any(|(at, _)| {
            let before = handlers[..at].chars().next_back();
            !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
        })
}

async fn in_the_document(app: &TestApp) -> Routes {
    let document = app.anybody().get("/api/openapi.json").await.expect(200);
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods
                .filter(|method| METHODS.contains(&method.as_str()))
                .map(|method| (path.clone(), method.clone()))
        })
        .collect()
}

fn in_the_table() -> Routes {
    access::entries()
        .flat_map(|entry| {
            let verbs = entry.verbs.iter();
            verbs.map(|verb| (entry.path.to_owned(), verb.as_str().to_lowercase()))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_registered_is_what_the_table_names() {
    let app = TestApp::open(Engine::Sqlite).await;
    let table = in_the_table();
    let mut registered = in_the_document(&app).await;
    assert!(registered.len() > 30, "{registered:?}");
    for (path, method) in in_sources() {
        if method == "any" {
            let of_path = table.iter().filter(|(other, _)| *other == path);
            let of_path: Vec<_> = of_path.cloned().collect();
            assert!(!of_path.is_empty(), "{path} has no line in the table");
            registered.extend(of_path);
        } else {
            registered.insert((path, method));
        }
    }
    let missing: Vec<_> = registered.difference(&table).collect();
    assert!(missing.is_empty(), "no line in the table: {missing:#?}");
    let idle: Vec<_> = table.difference(&registered).collect();
    assert!(idle.is_empty(), "nothing answers these lines: {idle:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_line_names_is_refused() {
    let app = TestApp::open(Engine::Sqlite).await;
    let administrator = app.staff(foh_domain::identity::Role::Administrator);
    for path in ["/admin/everything", "/api/admin/everything", "/door-links"] {
        assert_eq!(administrator.get(path).await.status, 404, "{path}");
    }
    for (method, path, allow) in [
        ("DELETE", "/admin/venues", "GET,HEAD,POST"),
        ("TRACE", "/admin", "GET,HEAD"),
        ("PUT", "/api/check-ins/confirm", "POST"),
        ("GET", "/sign-out", "POST"),
    ] {
        let method = method.parse().unwrap();
        let answer = administrator.send(method, path, None).await;
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
}

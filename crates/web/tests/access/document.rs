//! `docs/access.md` says what the table says.

use std::{fs, path::Path};

use foh_domain::identity::Role;
use foh_testkit::engines::Engine;
use foh_web::http::access;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn administrators_read_the_table() {
    let app = TestApp::open(Engine::Sqlite).await;
    let administrator = app.staff(Role::Administrator);
    let table = administrator.get("/api/admin/access").await.expect(200);
    let routes = table["routes"].as_array().unwrap();
    assert_eq!(routes.len(), access::entries().count());
    assert_eq!(table["roles"].as_array().unwrap().len(), Role::ALL.len());
    let admit = routes
        .iter()
        .find(|route| route["path"] == "/door/{id}/admit")
        .unwrap();
    assert_eq!(
        admit,
        &serde_json::json!({
            "desk": "Door", "methods": ["POST"], "path": "/door/{id}/admit", "about": "Admit.", "needs": "door",
            "roles": ["administrator", "door", "door_link"], "scope": "what the address names",
        })
    );
    let page = administrator.get("/admin/access").await;
    assert_eq!(page.status, 200);
    for entry in access::entries() {
        assert!(page.body.contains(entry.path), "{}", entry.path);
    }
    assert!(page.body.contains("Administrator, door, door link"));
}

#[test]
fn the_document_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    let now = foh_web::http::access::document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == now,
        "docs/access.md is out of date: run UPDATE_DOCS=1 cargo nextest run -p foh-web --test access -E 'test(document)'"
    );
}

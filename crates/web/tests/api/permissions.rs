//! Who may do what: every operation of the document with every role, against one table.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;

use crate::{
    document::operations,
    support::{Caller, TestApp},
};

/// Who is let in. Administrators are, everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Content,
    BoxOffice,
    Door,
}

use Needs::{BoxOffice, Content, Door, Nothing};

const TABLE: &[(&str, &str, Needs)] = &[
    ("get", "/health", Nothing),
    ("get", "/health/live", Nothing),
    ("get", "/health/ready", Nothing),
    ("get", "/api/shows", Nothing),
    ("get", "/api/shows/{slug}", Nothing),
    ("get", "/api/performances", Nothing),
    ("get", "/api/performances/{id}", Nothing),
    ("post", "/api/performances/{id}/reservations", Nothing),
    ("post", "/api/reservations/confirm", Nothing),
    ("post", "/api/reservations/cancel", Nothing),
    ("get", "/api/reservations/{id}/qr-code", Nothing),
    ("post", "/api/check-ins/preview", Door),
    ("post", "/api/check-ins/confirm", Door),
    ("post", "/api/check-ins/undo", Door),
    ("get", "/api/check-ins/count", Door),
    ("get", "/api/admin/venues", Content),
    ("post", "/api/admin/venues", Content),
    ("get", "/api/admin/venues/{id}", Content),
    ("patch", "/api/admin/venues/{id}", Content),
    ("get", "/api/admin/rooms", Content),
    ("post", "/api/admin/rooms", Content),
    ("get", "/api/admin/rooms/{id}", Content),
    ("patch", "/api/admin/rooms/{id}", Content),
    ("get", "/api/admin/shows", Content),
    ("post", "/api/admin/shows", Content),
    ("get", "/api/admin/shows/{id}", Content),
    ("patch", "/api/admin/shows/{id}", Content),
    ("get", "/api/admin/performances", Content),
    ("post", "/api/admin/performances", Content),
    ("get", "/api/admin/performances/{id}", Content),
    ("patch", "/api/admin/performances/{id}", Content),
    ("get", "/api/admin/reservations", BoxOffice),
    ("post", "/api/admin/reservations", BoxOffice),
    ("get", "/api/admin/reservations/{id}", BoxOffice),
    ("post", "/api/admin/reservations/{id}/cancel", BoxOffice),
    ("post", "/api/admin/reservations/{id}/resend", BoxOffice),
    ("get", "/api/admin/outbox", BoxOffice),
    ("post", "/api/admin/outbox/{id}/retry", BoxOffice),
];

fn let_in(role: Role, needs: Needs) -> bool {
    match role {
        Role::Administrator => true,
        Role::Content => matches!(needs, Nothing | Content),
        Role::BoxOffice => matches!(needs, Nothing | BoxOffice),
        Role::Door => matches!(needs, Nothing | Door),
    }
}

async fn ask(caller: &Caller, method: &str, path: &str) -> u16 {
    let path = path
        .replace("{id}", "01900000-0000-7000-8000-000000000000")
        .replace("{slug}", "none");
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let answer = match method {
        Method::GET => caller.get(&path).await,
        method => caller.json(method, &path, &json!({})).await,
    };
    match answer.status {
        401 => drop(answer.refused(401, "authentication_required")),
        403 => drop(answer.refused(403, "forbidden")),
        status => assert!(status < 500, "{path}: {}", answer.body),
    }
    answer.status
}

both_engines! {
    async fn every_operation_lets_in_exactly_its_staff(engine: Engine) {
        let app = TestApp::open(engine).await;
        let operations = operations(&app).await;
        for (method, path, _) in &operations {
            let row = TABLE.iter().find(|(m, p, _)| (m, p) == (&method.as_str(), &path.as_str()));
            let (_, _, needs) = row.unwrap_or_else(|| panic!("{method} {path} has no row in the table"));
            let anonymous = ask(&app.anybody(), method, path).await;
            if *needs == Nothing {
                assert!(!matches!(anonymous, 401 | 403), "{method} {path}: {anonymous}");
            } else {
                assert_eq!(anonymous, 401, "{method} {path}");
            }
            for role in [Role::Administrator, Role::Content, Role::BoxOffice, Role::Door] {
                let status = ask(&app.staff(role), method, path).await;
                if let_in(role, *needs) {
                    assert!(!matches!(status, 401 | 403), "{role:?} {method} {path}: {status}");
                } else {
                    assert_eq!(status, 403, "{role:?} {method} {path}");
                }
            }
        }
        for (method, path, _) in TABLE {
            let routed = operations.iter().any(|(m, p, _)| (m.as_str(), p.as_str()) == (method, path));
            assert!(routed, "{method} {path} is in the table only");
        }
    }
}

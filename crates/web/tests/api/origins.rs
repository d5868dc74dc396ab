//! Which sites may speak to the API, and under which name it answers.

use foh_testkit::engines::Engine;
use reqwest::Method;
use serde_json::json;

use crate::support::{Evening, Opening, TestApp};

const FRIEND: &str = "https://friend.example";

async fn with_a_friend() -> TestApp {
    let opening = Opening {
        cors_origins: vec![FRIEND],
        ..Opening::default()
    };
    TestApp::open_as(Engine::Sqlite, opening).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_origin_may_read_and_reserve() {
    let app = with_a_friend().await;
    let hall = app.put_on(Evening::default()).await;
    let friend = app
        .anybody()
        .with("origin", FRIEND)
        .with("sec-fetch-site", "cross-site");
    let read = friend.get(&hall.page()).await;
    read.expect(200);
    let reserved = friend.post(&hall.reservations(), app.wish(1)).await;
    reserved.expect(201);
    let refused = friend.post(&hall.reservations(), json!({})).await;
    refused.faults(400, "malformed_request", &["name"]);
    for answer in [read, reserved, refused] {
        assert_eq!(
            answer.header("access-control-allow-origin"),
            FRIEND,
            "{}",
            answer.path
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "",
            "never with cookies"
        );
        assert!(
            answer.header("vary").to_lowercase().contains("origin"),
            "{}",
            answer.header("vary")
        );
    }
    let cookie = app.administrator_cookie().await;
    let with_cookie = friend.with("cookie", &cookie);
    let venue = json!({ "name": "Venue", "time_zone": "Europe/Rome" });
    with_cookie
        .post("/api/admin/venues", venue)
        .await
        .refused(403, "foreign_origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_origin_may_ask_first() {
    let app = with_a_friend().await;
    let hall = app.put_on(Evening::default()).await;
    for (path, method) in [
        (hall.reservations(), "POST"),
        (hall.administration(), "PATCH"),
        (hall.page(), "GET"),
    ] {
        let asked = app
            .anybody()
            .with("origin", FRIEND)
            .with("access-control-request-method", method)
            .with(
                "access-control-request-headers",
                "authorization,content-type",
            )
            .send(Method::OPTIONS, &path, None)
            .await;
        assert_eq!(asked.status, 200, "{path}");
        assert_eq!(asked.header("access-control-allow-origin"), FRIEND);
        assert_eq!(asked.header("access-control-allow-credentials"), "");
        assert!(
            asked
                .header("access-control-allow-methods")
                .contains(method),
            "{path}"
        );
        let headers = asked.header("access-control-allow-headers").to_lowercase();
        assert!(
            headers.contains("authorization") && headers.contains("content-type"),
            "{headers}"
        );
        assert_eq!(
            asked.header("x-content-type-options"),
            "nosniff",
            "every answer is guarded"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_may_not() {
    for app in [with_a_friend().await, TestApp::open(Engine::Sqlite).await] {
        let hall = app.put_on(Evening::default()).await;
        for origin in [
            "https://evil.example",
            "http://friend.example",
            "https://friend.example:8443",
            "https://sub.friend.example",
            "https://friend.example.evil.example",
            "http://127.0.0.1",
            "nonsense",
        ] {
            let other = app.anybody().with("origin", origin);
            let read = other.get(&hall.page()).await;
            assert_eq!(read.header("access-control-allow-origin"), "", "{origin}");
            other
                .post(&hall.reservations(), app.wish(1))
                .await
                .refused(403, "foreign_origin");
            app.content()
                .with("origin", origin)
                .patch(&hall.administration(), json!({}))
                .await
                .refused(403, "foreign_origin");
            let asked = other
                .with("access-control-request-method", "POST")
                .send(Method::OPTIONS, &hall.reservations(), None)
                .await;
            assert_eq!(asked.header("access-control-allow-origin"), "", "{origin}");
        }
        for site in ["cross-site", "same-site", "", "nonsense"] {
            let other = app.anybody().with("sec-fetch-site", site);
            other
                .post(&hall.reservations(), app.wish(1))
                .await
                .refused(403, "foreign_origin");
            other.get(&hall.page()).await.expect(200);
        }
        assert_eq!(app.reservations_of(&hall).await.len(), 0);
        for (name, value) in [
            ("origin", app.base.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
        ] {
            app.anybody()
                .with(name, value)
                .post(&hall.reservations(), app.wish(1))
                .await
                .expect(201);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_known_names_are_answered() {
    let app = with_a_friend().await;
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost",
        "tickets.example.org.",
        "[::1]",
        "127.0.0.1@evil.example",
    ] {
        let asked = app.anybody().with("host", host);
        for path in ["/api/shows", "/api/openapi.json", "/api/none"] {
            asked.get(path).await.refused(421, "unknown_host");
        }
        asked
            .post("/api/reservations/confirm", json!({ "token": "x" }))
            .await
            .refused(421, "unknown_host");
        let first = asked
            .clone()
            .with("origin", FRIEND)
            .with("access-control-request-method", "POST");
        let first = first
            .send(Method::OPTIONS, "/api/reservations/confirm", None)
            .await;
        assert_eq!(first.status, 421, "asking first: {host}");
        for path in ["/health", "/health/live", "/health/ready", "/health/"] {
            asked.get(path).await.expect(200);
        }
    }
    for host in [
        "127.0.0.1",
        "tickets.example.org",
        "TICKETS.example.org:443",
        &app.address.to_string(),
    ] {
        app.anybody()
            .with("host", host)
            .get("/api/shows")
            .await
            .expect(200);
    }
}

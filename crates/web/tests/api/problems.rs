//! Every answer of the API, good or bad, has the same manners.

use std::time::Duration;

use foh_testkit::{both_engines, engines::Engine};
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{Answer, Evening, Opening, TestApp};

fn mannerly(answer: &Answer) {
    let path = &answer.path;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {path}");
    }
    let referrer = if path.contains("token=") {
        "no-referrer"
    } else {
        "same-origin"
    };
    assert_eq!(answer.header("referrer-policy"), referrer, "{path}");
    let kept = ["no-store", "no-cache"].contains(&answer.header("cache-control"));
    assert!(kept, "{path}: {:?}", answer.header("cache-control"));
    assert_eq!(answer.header("server"), "", "{path}");
    assert_eq!(answer.header("x-powered-by"), "", "{path}");
}

both_engines! {
    async fn every_answer_carries_its_headers(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 1).await;
        for path in [
            "/health", "/health/live", "/health/ready", "/api/openapi.json", "/api/shows", "/api/shows/none",
            "/api/performances", "/api/performances?limit=0", "/api/performances?x=1", &hall.page(), &format!("{}/", hall.page()),
            "/api/none", "/api/performances/x", "/api/admin/venues", "/api/admin/none", "/api/reservations/confirm",
            &format!("/api/reservations/{}/qr-code?token={}", ticket.reservation, ticket.token),
            &format!("/api/reservations/{}/qr-code?token=x", ticket.reservation),
            "/api/performances/%FF", "/api/shows/%FF", "/api/performances?q=%FF", "/api/reservations/%FF/qr-code?token=x",
        ] {
            let answer = app.anybody().get(path).await;
            mannerly(&answer);
            let good = answer.status < 400;
            let kind = if good { "application/json" } else { "application/problem+json" };
            assert_eq!(answer.header("content-type"), kind, "{path}: {}", answer.body);
            let head = app.anybody().send(Method::HEAD, path, None).await;
            mannerly(&head);
            assert_eq!(head.status, answer.status, "HEAD {path}");
            assert_eq!(head.body, "");
            assert_eq!(head.header("content-type"), kind, "HEAD {path}");
        }
        for answer in [app.ask(&hall, 1).await, app.ask(&hall, 100).await, app.confirm("x").await, app.scan("x").await] {
            mannerly(&answer);
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        let health = app.anybody().get("/health").await.expect(200);
        assert_eq!(
            health,
            json!({ "status": "ok", "service": "front-of-house", "timestamp": "2027-03-05T12:00:00Z", "database": "ok" })
        );
        assert_eq!(app.anybody().get("/health/live").await.expect(200), json!({ "status": "ok" }));
    }

    async fn staff_who_are_known_get_problems_too(engine: Engine) {
        let app = TestApp::open(engine).await;
        for path in ["venues", "rooms", "shows", "performances"] {
            let answer = app.content().get(&format!("/api/admin/{path}/%FF")).await;
            answer.refused(404, "not_found");
            mannerly(&answer);
        }
        app.office().get("/api/admin/reservations/%FF").await.refused(404, "not_found");
        let browser = app.anybody().with("accept", "text/html,application/xhtml+xml");
        browser.get("/api/none").await.refused(404, "not_found");
    }

    async fn methods_that_are_not_there(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        for (method, path, allowed) in [
            (Method::DELETE, hall.page(), "GET,HEAD"),
            (Method::POST, hall.page(), "GET,HEAD"),
            (Method::PUT, hall.page(), "GET,HEAD"),
            (Method::OPTIONS, hall.page(), "GET,HEAD"),
            (Method::TRACE, hall.page(), "GET,HEAD"),
            (Method::GET, hall.reservations(), "POST"),
            (Method::HEAD, hall.reservations(), "POST"),
            (Method::GET, "/api/reservations/confirm/".into(), "POST"),
            (Method::DELETE, "/api/admin/venues".into(), "GET,HEAD,POST"),
            (Method::PUT, hall.administration(), "GET,HEAD,PATCH"),
            (Method::POST, "/health".into(), "GET,HEAD"),
            (Method::from_bytes(b"BREW").unwrap(), hall.page(), "GET,HEAD"),
        ] {
            let head = method == Method::HEAD;
            let name = format!("{method} {path}");
            let answer = app.content().send(method, &path, None).await;
            mannerly(&answer);
            assert_eq!(answer.status, 405, "{name}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{name}");
            if !head {
                answer.refused(405, "method_not_allowed");
            }
            assert_eq!(answer.header("allow"), allowed, "{name}");
        }
    }

    async fn large_requests_are_refused(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let body = json!({ "name": "x".repeat(70_000) }).to_string();
        for (caller, method, path) in [
            (app.anybody(), Method::POST, hall.reservations()),
            (app.anybody(), Method::POST, "/api/reservations/confirm".into()),
            (app.door(), Method::POST, "/api/check-ins/confirm".into()),
            (app.content(), Method::PATCH, hall.administration()),
        ] {
            let answer = caller.post_text(method, &path, "application/json", body.clone()).await;
            answer.refused(413, "too_large");
            mannerly(&answer);
        }
        let long = "x".repeat(2_000);
        app.anybody().get(&format!("/api/performances?from={long}")).await.refused(400, "malformed_request");
        app.anybody().get(&format!("/api/shows/{long}")).await.refused(404, "not_found");
        let deep = "[".repeat(10_000);
        let answer = app.anybody().post_text(Method::POST, &hall.reservations(), "application/json", deep).await;
        answer.refused(400, "malformed_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_browsers_are_told_to_stay() {
    let opening = Opening {
        https: true,
        development: false,
        ..Opening::default()
    };
    let app = TestApp::open_as(Engine::Sqlite, opening).await;
    for path in ["/api/shows", "/api/none", "/health"] {
        let answer = app.anybody().get(path).await;
        mannerly(&answer);
        let told = answer.header("strict-transport-security");
        assert_eq!(told, "max-age=31536000; includeSubDomains", "{path}");
    }
    let cookie = app.administrator_cookie().await;
    let path = "/api/admin/venues";
    let plain = app.anybody().with("cookie", &cookie).get(path).await;
    plain.refused(401, "authentication_required");
    let hosted = cookie.replace("foh=", "__Host-foh=");
    app.anybody()
        .with("cookie", &hosted)
        .get(path)
        .await
        .expect(200);

    let plain = TestApp::open(Engine::Sqlite).await;
    let answer = plain.anybody().get("/api/shows").await;
    assert_eq!(answer.header("strict-transport-security"), "");
}

/// Whoever announces a body and does not send it holds a place for twenty seconds and no longer.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::open(Engine::Sqlite).await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let head = "POST /api/reservations/confirm HTTP/1.1\r\nhost: 127.0.0.1\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n{\"token\":";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut said = vec![0; 4_096];
    let read = timeout(Duration::from_secs(30), stream.read(&mut said));
    let count = read.await.expect("an answer in time").unwrap();
    let said = String::from_utf8_lossy(&said[..count]).to_lowercase();
    assert!(said.starts_with("http/1.1 408 "), "{said}");
    for part in [
        "content-type: application/problem+json",
        "x-content-type-options: nosniff",
        "\"status\":\"timeout\"",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

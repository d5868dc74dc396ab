//! Every kind of answer, as it comes over the wire, carries the headers that keep browsers safe.

use std::{thread, time::Duration};

use crate::{
    certificate::Authority,
    program::{KEY, LIMIT, Place, Serving},
    wire::{Heard, connect, hear},
};

const BROWSER: &str = "accept: text/html,application/xhtml+xml\r\n";
const JSON: &str = "content-type: application/json\r\n";
const OWN: &str = "sec-fetch-site: same-origin\r\n";

/// What may be asked of the site.
struct Case {
    what: &'static str,
    line: String,
    headers: String,
    body: String,
    status: u16,
}

fn case(what: &'static str, line: &str, headers: &str, body: &str, status: u16) -> Case {
    Case {
        what,
        line: line.to_owned(),
        headers: headers.to_owned(),
        body: body.to_owned(),
        status,
    }
}

impl Case {
    fn request(&self) -> String {
        let host = if self.headers.contains("host:") {
            ""
        } else {
            "host: localhost\r\n"
        };
        format!(
            "{} HTTP/1.1\r\n{host}{}connection: close\r\ncontent-length: {}\r\n\r\n{}",
            self.line,
            self.headers,
            self.body.len(),
            self.body
        )
    }
}

/// A style sheet that a page names.
fn asset(page: &str) -> String {
    let (_, rest) = page.split_once("href=\"/assets/").unwrap();
    format!("/assets/{}", rest.split('"').next().unwrap())
}

/// Longer requests are refused while they are still being sent, and over TLS the answer may then be lost with the connection
/// (RFC 9112, 9.6): there they are left out.
const SAID_AT_ONCE: usize = 16 * 1_024;

#[expect(
    clippy::too_many_lines,
    reason = "a table, one line for each kind of answer"
)]
fn cases(page: &str) -> Vec<Case> {
    let form = format!("{OWN}content-type: application/x-www-form-urlencoded\r\n");
    let large = format!("{JSON}{OWN}");
    let many = (0..150)
        .map(|n| format!("x-{n}: x\r\n"))
        .collect::<Vec<_>>()
        .concat();
    vec![
        case("a page", "GET /", BROWSER, "", 200),
        case("a page without its body", "HEAD /", BROWSER, "", 200),
        case("a page that is not there", "GET /none", BROWSER, "", 404),
        case(
            "a style sheet",
            &format!("GET {}", asset(page)),
            "",
            "",
            200,
        ),
        case(
            "a style sheet that is not there",
            "GET /assets/none.css",
            "",
            "",
            404,
        ),
        case(
            "a poster that is not there",
            "GET /posters/x/y.jpg",
            "",
            "",
            404,
        ),
        case("the API", "GET /api/shows", "", "", 200),
        case(
            "the API's description",
            "GET /api/openapi.json",
            "",
            "",
            200,
        ),
        case("nothing of the API", "GET /api/none", "", "", 404),
        case("health", "GET /health", "", "", 200),
        case(
            "health under any name",
            "GET /health/live",
            "host: 10.1.2.3\r\n",
            "",
            200,
        ),
        case(
            "who is not signed in, a page",
            "GET /admin",
            BROWSER,
            "",
            303,
        ),
        case(
            "who is not signed in, the API",
            "GET /api/admin/venues",
            "",
            "",
            401,
        ),
        case("the end of a session", "POST /sign-out", &form, "", 303),
        case(
            "a link that does not work",
            "GET /ticket?token=x",
            BROWSER,
            "",
            404,
        ),
        case(
            "a code that does not work",
            "POST /api/reservations/confirm",
            JSON,
            "{\"token\":\"x\"}",
            404,
        ),
        case(
            "a method that is not there",
            "DELETE /api/shows",
            "",
            "",
            405,
        ),
        case("a method that is traced", "TRACE /", "", "", 405),
        case(
            "another site's form",
            "POST /sign-in",
            "sec-fetch-site: cross-site\r\n",
            "",
            403,
        ),
        case("another name", "GET /", "host: evil.example\r\n", "", 421),
        case(
            "another name in the address",
            "GET http://evil.example/",
            "",
            "",
            421,
        ),
        case(
            "no JSON",
            "POST /api/reservations/confirm",
            "content-type: text/plain\r\n",
            "x",
            415,
        ),
        case(
            "broken JSON",
            "POST /api/reservations/confirm",
            JSON,
            "{",
            400,
        ),
        case(
            "a large body",
            "POST /api/reservations/confirm",
            &large,
            &"x".repeat(70_000),
            413,
        ),
        case(
            "a preflight",
            "OPTIONS /api/shows",
            "origin: https://friend.example\r\naccess-control-request-method: GET\r\n",
            "",
            200,
        ),
        case("a header that is none", "GET /", "no header\r\n", "", 400),
        case(
            "large headers",
            "GET /",
            &format!("x: {}\r\n", "x".repeat(64 * 1024)),
            "",
            431,
        ),
        case("many headers", "GET /", &many, "", 431),
        case(
            "a long address",
            &format!("GET /{}", "x".repeat(66_000)),
            "",
            "",
            431,
        ),
    ]
}

#[track_caller]
fn mannerly(case: &Case, heard: &Heard) {
    let what = case.what;
    assert_eq!(heard.status, case.status, "{what}: {}", heard.head);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains; preload",
        ),
    ] {
        assert_eq!(heard.header(name), value, "{name} of {what}");
    }
    let policy = heard.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
        "{what}: {policy}"
    );
    let referrer = if case.line.contains("token=") {
        "no-referrer"
    } else {
        "same-origin"
    };
    assert_eq!(heard.header("referrer-policy"), referrer, "{what}");
    let kept = heard.header("cache-control");
    let for_ever = case.line.contains("/assets/") && case.status == 200;
    assert_eq!(kept.contains("immutable"), for_ever, "{what}: {kept}");
    assert!(
        for_ever || matches!(kept, "no-store" | "no-cache"),
        "{what}: {kept}"
    );
    for banner in ["server", "x-powered-by", "via"] {
        assert_eq!(heard.header(banner), "", "{what}");
    }
    if heard.status >= 400 && !case.line.starts_with("HEAD") {
        let kind = heard.header("content-type");
        let page = kind.starts_with("text/html");
        let problem = kind == "application/problem+json" && heard.body.contains("\"type\"");
        let plain = case.line.contains("/assets/") || case.line.contains("/posters/");
        assert!(page || problem || plain, "{what}: {kind} {}", heard.body);
        for internal in [
            "panicked", "crates/", "SELECT", "sqlite", "postgres", "foh_",
        ] {
            assert!(!heard.body.contains(internal), "{what}: {}", heard.body);
        }
    }
    if heard.header("content-type").starts_with("text/html") {
        assert!(
            heard.header("permissions-policy").contains("camera=()"),
            "{what}"
        );
        assert_eq!(
            heard.header("cross-origin-opener-policy"),
            "same-origin",
            "{what}"
        );
    }
}

fn walk(serving: &Serving, longest: usize, ask: impl Fn(&str) -> Heard) {
    let page = ask("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let requests = cases(&page.body)
        .into_iter()
        .map(|case| (case.request(), case));
    for (request, case) in requests.filter(|(request, _)| request.len() <= longest) {
        mannerly(&case, &ask(&request));
    }
    // What is no request at all.
    for (what, said, status) in [
        ("noise", "noise\r\n\r\n", 400),
        ("an old version", "GET / HTTP/0.9\r\n\r\n", 400),
        (
            "a length that is none",
            "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n",
            400,
        ),
        (
            "two lengths",
            "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
            400,
        ),
    ] {
        let heard = ask(said);
        mannerly(&case(what, "", "", "", status), &heard);
        assert!(
            heard.head.contains("connection: close"),
            "{what}: {}",
            heard.head
        );
        let length: usize = heard.header("content-length").parse().unwrap();
        assert_eq!(length, heard.body.len(), "{what}");
    }
    let page = ask("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert_eq!(page.status, 200, "it goes on: {}", serving.said());
}

fn house(place: Place) -> Place {
    place
        .with("FOH_MODE", "production")
        .with("FOH_SITE_BASE_URL", "https://localhost")
        .with("FOH_HSTS_PRELOAD", "true")
        .with("FOH_CORS_ORIGINS", "https://friend.example")
        .with("FOH_SMTP_URL", "smtp://127.0.0.1:1")
        .with("FOH_MAIL_FROM", "Box Office <tickets@example.org>")
        .with("FOH_SECRET_KEY", KEY)
}

#[test]
fn every_kind_of_answer_has_manners_behind_a_proxy() {
    let mut place = house(Place::empty());
    let serving = place.serve();
    walk(&serving, usize::MAX, |said| {
        hear(&mut connect(serving.address, LIMIT), said)
    });

    // A good answer and a bad request on one connection: each has its own headers, once.
    let mut stream = connect(serving.address, LIMIT);
    let good = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
    std::io::Write::write_all(&mut stream, good.as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(200));
    let both = hear(&mut stream, "noise\r\n\r\n");
    assert_eq!(both.status, 200);
    let second = &both.body[both.body.find("HTTP/1.1 400").unwrap()..];
    assert_eq!(
        second.matches("x-content-type-options: nosniff").count(),
        1,
        "{second}"
    );
    assert!(second.contains("malformed_request"), "{second}");
    serving.stop();
}

#[test]
fn every_kind_of_answer_has_manners_over_tls() {
    let authority = Authority::new();
    let directory = Place::empty();
    let files = authority.issue(directory.path(), &["localhost"]);
    let mut place = house(Place::empty())
        .with("FOH_TLS_CERTIFICATE", files.certificate())
        .with("FOH_TLS_KEY", files.key());
    let serving = place.serve_until(|address| authority.answers(address));
    walk(&serving, SAID_AT_ONCE, |said| {
        hear(
            &mut authority.connect(serving.address, "localhost").unwrap(),
            said,
        )
    });
    serving.stop();
}

#[test]
fn what_a_proxy_took_in_the_clear_is_led_to_https() {
    let mut place = house(Place::empty()).with("FOH_TRUSTED_PROXIES", "127.0.0.1");
    let serving = place.serve();
    let ask = |scheme: &str| {
        let said = format!(
            "GET /shows/a?b=c HTTP/1.1\r\nhost: localhost\r\nx-forwarded-proto: {scheme}\r\nconnection: close\r\n\r\n"
        );
        hear(&mut connect(serving.address, LIMIT), &said)
    };
    let led = ask("http");
    assert_eq!(led.status, 308);
    assert_eq!(led.header("location"), "https://localhost/shows/a?b=c");
    assert_eq!(ask("https").status, 404);
    serving.stop();
}

/// Whoever asks and never reads holds a place for half a minute and no longer.
#[test]
fn who_does_not_read_is_left() {
    let mut place = Place::empty();
    let serving = place.serve();
    let stream = connect(serving.address, LIMIT);
    let mut asking = stream.try_clone().unwrap();
    asking.set_write_timeout(Some(LIMIT)).unwrap();
    let since = std::time::Instant::now();
    let page = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
    // Until the program takes no more because nobody takes its answers; then it closes.
    while std::io::Write::write_all(&mut asking, page.as_bytes()).is_ok() {
        assert!(since.elapsed() < LIMIT, "it answers for ever");
    }
    assert!(
        since.elapsed() > Duration::from_secs(25),
        "{:?}",
        since.elapsed()
    );
    assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
    serving.stop();
}

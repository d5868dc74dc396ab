//! What every request passes on its way in and every answer on its way out.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Problem, negotiate, session_of};
use crate::{Site, Web};

/// How long a request may take from its head to its answer, slow bodies included.
const PATIENCE: Duration = Duration::from_secs(20);

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
                                connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For what is no page, should a browser take it for one.
const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

/// Host, origin and time on the way in; headers, and pages for problems, on the way out.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let api = path.starts_with("/api/") || path.starts_with("/health") || path == "/door/scan";
    let door = path.starts_with("/door");
    let token = request
        .uri()
        .query()
        .is_some_and(|query| query.contains("token=") || query.contains("token%3D"));
    let asset = path.starts_with(crate::assets::PREFIX);

    let mut response = match refusal(&request, &web.site) {
        Some(problem) => problem.into_response(),
        None => tokio::time::timeout(PATIENCE, next.run(request))
            .await
            .unwrap_or_else(|_| {
                Problem::new(
                    StatusCode::REQUEST_TIMEOUT,
                    "timeout",
                    "The request took too long.",
                )
                .into_response()
            }),
    };
    if !api
        && let Some(problem) = response.extensions().get::<Problem>()
        && let Some(page) = negotiate::page(problem, &response, &web)
    {
        response = page;
    }

    let headers = response.headers_mut();
    // The code of a ticket is an address of the API that shows a page in a browser.
    let html = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        header::REFERRER_POLICY,
        if token { "no-referrer" } else { "same-origin" },
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    let page = html || (!api && !asset);
    set(
        header::CONTENT_SECURITY_POLICY,
        if page { CONTENT_SECURITY } else { NO_CONTENT },
    );
    set(header::X_FRAME_OPTIONS, "DENY");
    if page {
        set(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        let camera = if door {
            "camera=(self), microphone=(), geolocation=()"
        } else {
            "camera=(), microphone=(), geolocation=()"
        };
        set(HeaderName::from_static("permissions-policy"), camera);
    }
    if web.site.https {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    if token || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn refusal(request: &Request, site: &Site) -> Option<Problem> {
    let headers = request.headers();
    // Whoever asks for health asks this machine, by whatever name it knows.
    let health = request.uri().path().starts_with("/health");
    if !health && !host_allowed(headers, request.uri().host(), site) {
        return Some(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "unknown_host",
            "This address is not served here.",
        ));
    }
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    (changes && foreign(headers, site)).then(|| {
        Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "This request came from another site and was refused.",
        )
    })
}

fn host_allowed(headers: &HeaderMap, target: Option<&str>, site: &Site) -> bool {
    let host = target.or_else(|| headers.get(header::HOST)?.to_str().ok());
    let Some(host) = host else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    site.allowed_hosts
        .iter()
        .any(|allowed| allowed == "*" || allowed.eq_ignore_ascii_case(name))
}

/// Whether a changing request comes from another site: by fetch metadata where the browser sends it,
/// by the origin otherwise. Programs send neither and carry no cookie.
fn foreign(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text("origin");
    if origin.is_some_and(|origin| site.cors_origins.iter().any(|allowed| allowed == origin)) {
        // A configured foreign origin may use the API, but never with somebody's session.
        return session_of(headers, site).is_some();
    }
    if let Some(fetch_site) = text("sec-fetch-site") {
        return !matches!(fetch_site, "same-origin" | "none");
    }
    match (origin, text("host")) {
        (None, _) => false,
        // What a page without referrer sends; its forms carry a token of their own and need no session.
        (Some("null"), _) => session_of(headers, site).is_some(),
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_none_or(|(_, name)| name != host),
        (Some(_), None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site {
            development: false,
            https: true,
            allowed_hosts: vec!["tickets.example.org".into(), "[::1]".into()],
            trusted_proxies: Vec::new(),
            cors_origins: vec!["https://friend.example".into()],
        }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn hosts() {
        for (host, allowed) in [
            ("tickets.example.org", true),
            ("Tickets.Example.org:443", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("evil.example", false),
            ("tickets.example.org.evil.example", false),
            ("", false),
        ] {
            assert_eq!(
                host_allowed(&headers(&[("host", host)]), None, &site()),
                allowed,
                "{host}"
            );
        }
        assert!(!host_allowed(&HeaderMap::new(), None, &site()));
    }

    #[test]
    fn origins() {
        let host = ("host", "tickets.example.org");
        let cookie = ("cookie", "__Host-foh=x");
        for (given, expected) in [
            (vec![host], false),
            (vec![host, ("sec-fetch-site", "same-origin")], false),
            (vec![host, ("sec-fetch-site", "none")], false),
            (vec![host, ("sec-fetch-site", "same-site")], true),
            (vec![host, ("sec-fetch-site", "cross-site")], true),
            (vec![host, ("origin", "https://tickets.example.org")], false),
            (vec![host, ("origin", "https://evil.example")], true),
            (vec![host, ("origin", "null")], false),
            (vec![host, cookie, ("origin", "null")], true),
            (
                vec![
                    host,
                    ("origin", "https://friend.example"),
                    ("sec-fetch-site", "cross-site"),
                ],
                false,
            ),
            (
                vec![
                    host,
                    cookie,
                    ("origin", "https://friend.example"),
                    ("sec-fetch-site", "cross-site"),
                ],
                true,
            ),
        ] {
            assert_eq!(foreign(&headers(&given), &site()), expected, "{given:?}");
        }
    }
}

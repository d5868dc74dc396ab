//! What every request passes: it is meant for this sandbox, and no other site sent it. And what every answer carries.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::{Host, Url};

use crate::{answer::header_text, sandbox::Sandbox};

/// Without scripts, and framed by nobody. Pages that lead elsewhere say so themselves.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) async fn guard(
    State(sandbox): State<Arc<Sandbox>>,
    request: Request,
    next: Next,
) -> Response {
    let host = header_text(request.headers(), "host");
    if !is_here(host, &sandbox.setup.address) {
        // Another name may lead here without being ours (DNS rebinding).
        return (StatusCode::MISDIRECTED_REQUEST, "This is the sandbox.\n").into_response();
    }
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads && !from_here(request.headers(), host) {
        return (StatusCode::FORBIDDEN, "Another site sent this.\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // With no referrer at all, browsers would not tell the origin of a form either.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(POLICY));
    response
}

/// Whether a host is the sandbox's address, or this machine by another name.
fn is_here(host: &str, address: &Url) -> bool {
    let Ok(asked) = Url::parse(&format!("{}://{host}", address.scheme())) else {
        return false;
    };
    if asked.port_or_known_default() != address.port_or_known_default() {
        return false;
    }
    asked.host() == address.host()
        || match asked.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}

/// Browsers name the origin of what they post; programs name none.
fn from_here(headers: &HeaderMap, host: &str) -> bool {
    let origin = headers.get(header::ORIGIN);
    let same_origin = origin.is_none_or(|origin| {
        origin.to_str().is_ok_and(|origin| {
            let origin = origin.split_once("://");
            origin.is_some_and(|(_, authority)| authority == host)
        })
    });
    let site = header_text(headers, "sec-fetch-site");
    same_origin && matches!(site, "" | "same-origin" | "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_address_and_this_machine() {
        let address: Url = "http://sandbox.test:4011".parse().unwrap();
        for (host, expected) in [
            ("sandbox.test:4011", true),
            ("127.0.0.1:4011", true),
            ("localhost:4011", true),
            ("[::1]:4011", true),
            ("localhost:4012", false),
            ("localhost", false),
            ("evil.example:4011", false),
            ("localhost.evil.example:4011", false),
            ("", false),
        ] {
            assert_eq!(is_here(host, &address), expected, "{host}");
        }
    }

    #[test]
    fn what_another_site_sends_is_refused() {
        for (origin, site, expected) in [
            (None, None, true),
            (Some("http://localhost:4011"), None, true),
            (Some("http://localhost:4011"), Some("same-origin"), true),
            (Some("http://localhost:3000"), None, false),
            (Some("http://localhost:40110"), None, false),
            (Some("null"), None, false),
            (Some(""), None, false),
            (None, Some("cross-site"), false),
            (None, Some("same-site"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert("origin", HeaderValue::from_static(origin));
            }
            if let Some(site) = site {
                headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            }
            let told = from_here(&headers, "localhost:4011");
            assert_eq!(told, expected, "{origin:?} {site:?}");
        }
    }
}

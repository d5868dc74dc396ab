//! What every request passes on its way in and every answer on its way out.

use std::{net::SocketAddr, time::Duration};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use foh_app::audit::{Caller, as_caller};

use super::{Problem, client::address, headers::Asked, negotiate, redirect, session_of};
use crate::{Site, Web};

/// How long a request may take from its head to its answer, slow bodies included.
const PATIENCE: Duration = Duration::from_secs(20);

/// Host, origin and time on the way in; headers, and pages for problems, on the way out.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut response = if let Some(refused) = refusal(&request, &web) {
        refused
    } else {
        let caller = Caller::web(address(request.extensions(), request.headers(), &web.site));
        let answer = tokio::time::timeout(PATIENCE, next.run(request));
        as_caller(caller, answer).await.unwrap_or_else(|_| {
            Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "timeout",
                "The request took too long.",
            )
            .into_response()
        })
    };
    if !asked.is_api()
        && let Some(problem) = response.extensions().get::<Problem>()
        && let Some(page) = negotiate::page(problem, &response, &web)
    {
        response = page;
    }

    asked.dress(response.headers_mut(), &web.site);
    response
}

fn refusal(request: &Request, web: &Web) -> Option<Response> {
    let (headers, site) = (request.headers(), &web.site);
    // Whoever asks for health asks this machine, by whatever name it knows.
    if request.uri().path().starts_with("/health") {
        return None;
    }
    if host_of(headers, request.uri().host(), site).is_none() {
        return Some(Problem::unknown_host().into_response());
    }
    if site.https && came_in_the_clear(request, site) {
        return Some(redirect::answer(
            request,
            site,
            &web.house.settings().site_base_url,
        ));
    }
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    (changes && foreign(headers, site)).then(|| Problem::foreign_origin().into_response())
}

/// Whether a request that may keep its connection open comes from this site, from one that is configured, or from a program:
/// no preflight and no cookie is asked for those, so only the origin tells.
pub(crate) fn is_own_origin(headers: &HeaderMap, site: &Site) -> bool {
    headers.get_all(header::ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        site.cors_origins.iter().any(|allowed| allowed == origin)
            || is_this_site(origin, headers, site)
    })
}

/// Whether an origin is the host that was asked.
fn is_this_site(origin: &str, headers: &HeaderMap, site: &Site) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    origin
        .split_once("://")
        .is_some_and(|(scheme, name)| host == Some(name) && (!site.https || scheme == "https"))
}

/// The host that was asked, if this site answers to it; without port.
pub(super) fn host_of<'r>(
    headers: &'r HeaderMap,
    target: Option<&'r str>,
    site: &Site,
) -> Option<&'r str> {
    let host = target.or_else(|| headers.get(header::HOST)?.to_str().ok())?;
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let allowed = |allowed: &String| allowed == "*" || allowed.eq_ignore_ascii_case(name);
    site.allowed_hosts.iter().any(allowed).then_some(name)
}

/// Whether a proxy of ours says that the client spoke plain HTTP to it.
fn came_in_the_clear(request: &Request, site: &Site) -> bool {
    let proxied = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .is_some_and(|ConnectInfo(peer)| {
            let peer = peer.ip().to_canonical();
            site.trusted_proxies
                .iter()
                .any(|network| network.contains(&peer))
        });
    let said = request.headers().get_all("x-forwarded-proto");
    let last = said
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok());
    let last = last.and_then(|value| value.rsplit(',').next());
    proxied && last.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("http"))
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
    match origin {
        None => false,
        // What a page without referrer sends; its forms carry a token of their own and need no session.
        Some("null") => session_of(headers, site).is_some(),
        Some(origin) => !is_this_site(origin, headers, site),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn site() -> Site {
        Site {
            development: false,
            https: true,
            hsts_preload: false,
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
                host_of(&headers(&[("host", host)]), None, &site()).is_some(),
                allowed,
                "{host}"
            );
        }
        assert!(host_of(&HeaderMap::new(), None, &site()).is_none());
        let named = headers(&[("host", "Tickets.Example.org:443")]);
        assert_eq!(host_of(&named, None, &site()), Some("Tickets.Example.org"));
        assert_eq!(
            host_of(&named, Some("evil.example"), &site()),
            None,
            "the target counts"
        );
    }

    #[test]
    fn only_a_proxy_of_ours_says_how_the_client_came() {
        let site = Site {
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            ..site()
        };
        for (peer, said, clear) in [
            ("10.0.0.1:1", Some("http"), true),
            ("[::ffff:10.0.0.1]:1", Some("HTTP"), true),
            ("10.0.0.1:1", Some("https, http"), true),
            ("10.0.0.1:1", Some("http, https"), false),
            ("10.0.0.1:1", Some("https"), false),
            ("10.0.0.1:1", None, false),
            ("203.0.113.9:1", Some("http"), false),
        ] {
            let mut request = Request::new(axum::body::Body::empty());
            let peer: SocketAddr = peer.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(said) = said {
                let said = HeaderValue::from_static(said);
                request.headers_mut().insert("x-forwarded-proto", said);
            }
            assert_eq!(came_in_the_clear(&request, &site), clear, "{peer} {said:?}");
        }
    }

    #[test]
    fn connections_that_stay_open() {
        let host = ("host", "tickets.example.org");
        for (given, expected) in [
            (vec![host], true),
            (vec![host, ("origin", "https://tickets.example.org")], true),
            (vec![host, ("origin", "https://friend.example")], true),
            (vec![host, ("origin", "http://tickets.example.org")], false),
            (vec![host, ("origin", "https://evil.example")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "")], false),
            (vec![("origin", "https://tickets.example.org")], false),
        ] {
            assert_eq!(
                is_own_origin(&headers(&given), &site()),
                expected,
                "{given:?}"
            );
        }
        let mut twice = headers(&[host, ("origin", "https://tickets.example.org")]);
        twice.append("origin", HeaderValue::from_static("https://evil.example"));
        assert!(!is_own_origin(&twice, &site()));
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
            (vec![host, ("origin", "http://tickets.example.org")], true),
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

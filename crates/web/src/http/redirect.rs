//! Plain HTTP where the site speaks HTTPS by itself: the way there, and nothing else.

use std::convert::Infallible;

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower::Service;

use super::{Problem, guard::host_of, headers::Asked};
use crate::Site;

/// Where a certificate authority looks whether this site is ours (RFC 8555, 8.3). The program answers no challenge by
/// itself, and leads nobody away who looks for one.
const CHALLENGES: &str = "/.well-known/acme-challenge/";

/// Leads every request to the same address in HTTPS, for the names the site answers to. `base` is the site's own
/// address, such as `https://tickets.example.org:8443`: its port is the one to go to.
#[must_use]
pub fn redirect(
    site: Site,
    base: String,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
    // A browser must not believe this header of an answer that anybody may have written (RFC 6797, 8.1).
    let site = Site {
        https: false,
        ..site
    };
    tower::service_fn(move |request: Request| {
        let asked = Asked::of(&request);
        let mut response = answer(&request, &site, &base);
        asked.dress(response.headers_mut(), &site);
        let headers = response.headers_mut();
        // Any address may have carried a token.
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        std::future::ready(Ok(response))
    })
}

/// The way to HTTPS, or why there is none.
pub(super) fn answer(request: &Request, site: &Site, base: &str) -> Response {
    let Some(host) = host_of(request.headers(), request.uri().host(), site) else {
        return Problem::unknown_host().into_response();
    };
    if request.uri().path().starts_with(CHALLENGES) {
        return Problem::not_found().into_response();
    }
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let origin = origin(host, site, base);
    match HeaderValue::try_from(format!("{origin}{path}")) {
        Ok(location) => (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, location)],
        )
            .into_response(),
        Err(_) => Problem::not_found().into_response(),
    }
}

/// The address of the site under the name it was asked by; where any name is allowed, under its own.
fn origin(host: &str, site: &Site, base: &str) -> String {
    let named = site
        .allowed_hosts
        .iter()
        .find(|allowed| allowed.eq_ignore_ascii_case(host));
    let authority = base.split_once("://").map_or(base, |(_, rest)| rest);
    let port = authority
        .rsplit_once(':')
        .map(|(_, port)| port)
        .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    match (named, port) {
        (None, _) => base.to_owned(),
        (Some(name), None) => format!("https://{name}"),
        (Some(name), Some(port)) => format!("https://{name}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[tokio::test]
    async fn ways() {
        for (allowed, base, host, target, expected) in [
            (
                "a.example",
                "https://a.example",
                "a.example",
                "/x?y=z&token=t",
                Ok("https://a.example/x?y=z&token=t"),
            ),
            (
                "a.example",
                "https://a.example:8443",
                "A.example:8080",
                "/",
                Ok("https://a.example:8443/"),
            ),
            (
                "www.a.example",
                "https://a.example",
                "www.a.example",
                "//evil.example/",
                Ok("https://www.a.example//evil.example/"),
            ),
            (
                "[::1]",
                "https://[::1]",
                "[::1]:8080",
                "/",
                Ok("https://[::1]/"),
            ),
            (
                "*",
                "https://a.example",
                "evil.example",
                "/x",
                Ok("https://a.example/x"),
            ),
            (
                "a.example",
                "https://a.example",
                "a.example",
                "http://a.example/x",
                Ok("https://a.example/x"),
            ),
            (
                "a.example",
                "https://a.example",
                "a.example",
                "http://evil.example/x",
                Err(421),
            ),
            (
                "a.example",
                "https://a.example",
                "evil.example",
                "/",
                Err(421),
            ),
            (
                "a.example",
                "https://a.example",
                "a.example",
                "/.well-known/acme-challenge/abc",
                Err(404),
            ),
        ] {
            let site = Site {
                development: false,
                https: true,
                hsts_preload: false,
                allowed_hosts: vec![allowed.to_owned()],
                trusted_proxies: Vec::new(),
                cors_origins: Vec::new(),
            };
            let request = Request::builder()
                .uri(target)
                .header("host", host)
                .body(Body::empty());
            let mut service = redirect(site, base.to_owned());
            let response = service.call(request.unwrap()).await.unwrap();
            let case = format!("{host} {target}");
            assert_eq!(
                response.headers()["x-content-type-options"],
                "nosniff",
                "{case}"
            );
            assert!(
                !response.headers().contains_key("strict-transport-security"),
                "{case}"
            );
            match expected {
                Ok(location) => {
                    assert_eq!(response.status(), 308, "{case}");
                    assert_eq!(response.headers()["location"], location, "{case}");
                }
                Err(status) => {
                    assert_eq!(response.status().as_u16(), status, "{case}");
                    assert!(!response.headers().contains_key("location"), "{case}");
                }
            }
        }
    }
}

//! The headers that every answer carries, whatever it is (OWASP Secure Headers; ASVS 5.0, V3.4).

use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};

use super::Problem;
use crate::Site;

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
                                connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For what is no page, should a browser take it for one.
const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a page may ask of the device: nothing, and at the door the camera.
const NO_DEVICES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
                          microphone=(), midi=(), payment=(), serial=(), usb=()";
const CAMERA: &str = "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
                      microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Marks of a query that carries something to be kept: our own tokens, also inside the address somebody wants to go on
/// to, and what an identity provider sends back.
const SECRETS: [&str; 5] = ["token=", "token%3D", "token%3d", "code=", "state="];

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Api,
    Asset,
}

/// What is known of a request when its answer leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    kind: Kind,
    door: bool,
    secret: bool,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let query = request.uri().query().unwrap_or_default();
        let api = path.starts_with("/api/")
            || path.starts_with("/health")
            || path == "/door/scan"
            || path == "/socket.io"
            || path == "/facilitator/notifications/stream"
            || (path.starts_with("/travel/departures/") && path.ends_with("/seats"));
        let asset =
            path.starts_with(crate::assets::PREFIX) || path.starts_with(crate::posters::PREFIX);
        Self {
            kind: match (api, asset) {
                (true, _) => Kind::Api,
                (false, true) => Kind::Asset,
                (false, false) => Kind::Page,
            },
            door: path.starts_with("/door"),
            secret: SECRETS.iter().any(|mark| query.contains(mark)),
        }
    }

    /// Whether a program asks: problems stay as they are.
    pub(super) fn is_api(self) -> bool {
        self.kind == Kind::Api
    }

    /// Puts the headers on an answer.
    pub(super) fn dress(self, headers: &mut HeaderMap, site: &Site) {
        // The code of a ticket is an address of the API that shows a page in a browser.
        let html = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let mut set = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value))
        };
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        let referrer = if self.secret {
            "no-referrer"
        } else {
            "same-origin"
        };
        set(header::REFERRER_POLICY, referrer);
        let own = "same-origin";
        set(HeaderName::from_static("cross-origin-resource-policy"), own);
        let page = html || self.kind == Kind::Page;
        let content = if page { CONTENT_SECURITY } else { NO_CONTENT };
        set(header::CONTENT_SECURITY_POLICY, content);
        set(header::X_FRAME_OPTIONS, "DENY");
        if page {
            set(HeaderName::from_static("cross-origin-opener-policy"), own);
            let devices = if self.door { CAMERA } else { NO_DEVICES };
            set(HeaderName::from_static("permissions-policy"), devices);
        }
        if site.https {
            // One year (RFC 6797); the list that browsers carry asks for `preload`, and there is no quick way back from it.
            let kept = if site.hsts_preload {
                "max-age=31536000; includeSubDomains; preload"
            } else {
                "max-age=31536000; includeSubDomains"
            };
            set(header::STRICT_TRANSPORT_SECURITY, kept);
        }
        if ends_session(headers, site) {
            // What a browser kept of the session's pages goes with it. Not the cookies: other sites of this domain have some.
            headers.insert(
                HeaderName::from_static("clear-site-data"),
                HeaderValue::from_static("\"cache\", \"storage\""),
            );
        }
        if self.secret || !headers.contains_key(header::CACHE_CONTROL) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
}

/// Whether the answer takes the session's cookie away.
fn ends_session(headers: &HeaderMap, site: &Site) -> bool {
    let gone = |cookie: &HeaderValue| {
        let rest = cookie
            .as_bytes()
            .strip_prefix(site.cookie_name().as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"=;"))
    };
    headers.get_all(header::SET_COOKIE).iter().any(gone)
}

/// An answer to what never became a request.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, without the length of the body.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// The answers to what cannot be read as a request: not HTTP at all, or a head or an address beyond its limits.
#[must_use]
pub fn unread(site: &Site) -> Vec<Unread> {
    [
        Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_request",
            "The request is not well-formed.",
        ),
        Problem::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            "The address is too long.",
        ),
        Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            "The headers are too many or too large.",
        ),
    ]
    .into_iter()
    .map(|problem| {
        let (status, body) = (problem.code(), problem.to_bytes());
        let mut headers = problem.headers();
        let asked = Asked {
            kind: Kind::Api,
            door: false,
            secret: false,
        };
        asked.dress(&mut headers, site);
        Unread {
            status,
            headers,
            body,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn site(hsts_preload: bool) -> Site {
        Site {
            development: false,
            https: true,
            hsts_preload,
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
        }
    }

    fn dressed(address: &str, given: &[(HeaderName, &'static str)], site: &Site) -> HeaderMap {
        let request = Request::builder().uri(address).body(Body::empty()).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        Asked::of(&request).dress(&mut headers, site);
        headers
    }

    #[test]
    fn addresses_with_something_to_keep_are_told_to_nobody() {
        let public = [(header::CACHE_CONTROL, "public, max-age=60")];
        for (address, kept) in [
            ("/ticket?token=x", true),
            ("/ticket?a=b&token=x", true),
            ("/sign-in?next=/sign-in/link%3Ftoken%3Dx", true),
            ("/sign-in?next=/sign-in/link%3ftoken%3dx", true),
            ("/sign-in/oidc/callback?code=x&state=y", true),
            ("/api/reservations/1/qr-code?token=x", true),
            ("/?month=2027-03", false),
            ("/token", false),
        ] {
            let headers = dressed(address, &public, &site(false));
            let expected = if kept {
                ("no-referrer", "no-store")
            } else {
                ("same-origin", "public, max-age=60")
            };
            let found = (&headers["referrer-policy"], &headers["cache-control"]);
            assert_eq!(
                (found.0.to_str().unwrap(), found.1.to_str().unwrap()),
                expected,
                "{address}"
            );
        }
    }

    #[test]
    fn the_end_of_a_session_empties_the_browser() {
        for (cookie, cleared) in [
            ("__Host-foh=; Path=/; Max-Age=0", true),
            ("__Host-foh=x; Path=/", false),
            ("foh=; Path=/; Max-Age=0", false),
        ] {
            let given = [
                (header::SET_COOKIE, "other=1"),
                (header::SET_COOKIE, cookie),
            ];
            let headers = dressed("/sign-out", &given, &site(false));
            assert_eq!(headers.contains_key("clear-site-data"), cleared, "{cookie}");
        }
    }

    #[test]
    fn preload_is_a_decision() {
        let told = |preload| dressed("/", &[], &site(preload))["strict-transport-security"].clone();
        assert_eq!(told(false), "max-age=31536000; includeSubDomains");
        assert_eq!(told(true), "max-age=31536000; includeSubDomains; preload");
    }

    #[test]
    fn what_is_no_request_is_answered_like_one() {
        for answer in unread(&site(false)) {
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["content-security-policy"], NO_CONTENT);
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert!(body["title"].is_string(), "{body}");
        }
    }
}

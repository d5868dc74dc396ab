//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use foh_app::identity::SignedIn;
use secrecy::ExposeSecret;

use crate::Site;

/// The session the browser sent, if any.
#[must_use]
pub fn session_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| {
            cookie
                .trim()
                .strip_prefix(site.cookie_name())?
                .strip_prefix('=')
        })
}

/// The cookie of a new session.
#[must_use]
pub fn begin_session(site: &Site, signed_in: &SignedIn) -> Option<HeaderValue> {
    cookie(
        site,
        signed_in.session.expose_secret(),
        signed_in.life.as_secs(),
    )
}

/// The cookie that ends a session in the browser.
#[must_use]
pub fn end_session(site: &Site) -> Option<HeaderValue> {
    cookie(site, "", 0)
}

fn cookie(site: &Site, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if site.https { "; Secure" } else { "" };
    let name = site.cookie_name();
    let mut header = HeaderValue::try_from(format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    ))
    .ok()?;
    header.set_sensitive(true);
    Some(header)
}

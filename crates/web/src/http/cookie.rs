//! The cookies: of a session, of a sign-in that waits for its second factor or an identity provider, and of a device that
//! signed in before.

use axum::http::{HeaderMap, HeaderValue, header};
use foh_app::identity::{Begun, HalfSignedIn, SignedIn};
use secrecy::ExposeSecret;

use crate::Site;

/// As long as somebody may stay on a provider's page.
const PAYER_SECONDS: i64 = 3_600;

/// The value of a cookie the browser sent, if any.
fn cookie_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The session the browser sent, if any.
#[must_use]
pub fn session_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    cookie_of(headers, site.cookie_name())
}

/// The half-done sign-in the browser sent, if any.
#[must_use]
pub fn half_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    cookie_of(headers, half_name(site))
}

/// What the browser is known by, if it is.
#[must_use]
pub fn device_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    cookie_of(headers, device_name(site))
}

/// The cookie of a new session.
#[must_use]
pub fn begin_session(site: &Site, signed_in: &SignedIn) -> Option<HeaderValue> {
    cookie(
        site,
        site.cookie_name(),
        signed_in.session.expose_secret(),
        signed_in.life.as_secs(),
    )
}

/// The cookie that ends a session in the browser.
#[must_use]
pub fn end_session(site: &Site) -> Option<HeaderValue> {
    cookie(site, site.cookie_name(), "", 0)
}

/// The cookie by which the browser of a new session is known.
#[must_use]
pub fn know_device(site: &Site, signed_in: &SignedIn) -> Option<HeaderValue> {
    let device = signed_in.device.as_ref()?;
    let (text, seconds) = (device.text.expose_secret(), device.life.as_secs());
    cookie(site, device_name(site), text, seconds)
}

/// The cookie of a sign-in that waits for its second factor.
#[must_use]
pub fn begin_half(site: &Site, half: &HalfSignedIn) -> Option<HeaderValue> {
    let (text, seconds) = (half.token.expose_secret(), half.life.as_secs());
    cookie(site, half_name(site), text, seconds)
}

/// The cookie that ends a half-done sign-in in the browser.
#[must_use]
pub fn end_half(site: &Site) -> Option<HeaderValue> {
    cookie(site, half_name(site), "", 0)
}

/// The attempt at an identity provider that the browser began, if any.
#[must_use]
pub fn external_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    cookie_of(headers, external_name(site))
}

/// The cookie of an attempt at an identity provider.
#[must_use]
pub fn begin_external(site: &Site, begun: &Begun) -> Option<HeaderValue> {
    let (text, seconds) = (begun.cookie.expose_secret(), begun.life.as_secs());
    cookie(site, external_name(site), text, seconds)
}

/// The cookie that ends an attempt at an identity provider.
#[must_use]
pub fn end_external(site: &Site) -> Option<HeaderValue> {
    cookie(site, external_name(site), "", 0)
}

/// The token of the booking whose payer went to a provider's page, if any.
#[must_use]
pub fn payer_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    cookie_of(headers, payer_name(site))
}

/// The cookie by which a payer who comes back from a provider's page is led to their booking.
#[must_use]
pub fn know_payer(site: &Site, access: &str) -> Option<HeaderValue> {
    cookie(site, payer_name(site), access, PAYER_SECONDS)
}

fn payer_name(site: &Site) -> &'static str {
    if site.https {
        "__Host-foh-payer"
    } else {
        "foh-payer"
    }
}

fn external_name(site: &Site) -> &'static str {
    if site.https {
        "__Host-foh-elsewhere"
    } else {
        "foh-elsewhere"
    }
}

fn half_name(site: &Site) -> &'static str {
    if site.https {
        "__Host-foh-factor"
    } else {
        "foh-factor"
    }
}

fn device_name(site: &Site) -> &'static str {
    if site.https {
        "__Host-foh-device"
    } else {
        "foh-device"
    }
}

fn cookie(site: &Site, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if site.https { "; Secure" } else { "" };
    let mut header = HeaderValue::try_from(format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    ))
    .ok()?;
    header.set_sensitive(true);
    Some(header)
}

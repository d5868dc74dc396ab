//! Signing in and out, and what an account is protected by: sessions, the second factor, the password asked again.

mod code;
mod confirm;
mod external;
mod link;
mod second_factor;
mod sessions;
mod sign_in;

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foh_app::identity::{HalfSignedIn, SignedIn, Staff};
use foh_domain::theatre::Zone;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

use super::words;
use crate::{
    Web,
    http::{
        Problem, access, begin_half, begin_session, end_half, know_device, next::leading_on,
        problem::whole_seconds, session_of,
    },
    views::parts::{Notice, NoticeKind},
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/link", get(link::form).post(link::sign_in))
        .route("/sign-in/second-factor", get(code::form).post(code::give))
        .route("/sign-in/with/{provider}", get(external::there))
        .route(
            "/sign-in/with/{provider}/back",
            get(external::back).post(external::finish),
        )
        .route("/sign-out", post(sign_in::sign_out))
        .route(
            "/confirm-password",
            get(confirm::form).post(confirm::confirm),
        )
        .route("/account/sessions", get(sessions::list))
        .route("/account/sessions/end-others", post(sessions::end_others))
        .route("/account/sessions/{id}/end", post(sessions::end))
        .route(
            "/account/second-factor",
            get(second_factor::status).post(second_factor::begin),
        )
        .route("/account/second-factor/confirm", post(second_factor::enrol))
        .route(
            "/account/second-factor/recovery-codes",
            post(second_factor::renew_codes),
        )
        .route("/account/second-factor/remove", post(second_factor::remove))
}

/// Gives the browser its new session and ends the one it had.
async fn begin(
    web: &Web,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    next: Option<&str>,
) -> Result<Response, Problem> {
    if let Some(former) = session_of(headers, &web.site) {
        web.house.sign_out(former).await?;
    }
    let session = signed_in.session.expose_secret();
    let staff = web.house.who_has_session(session).await?;
    let next = next.unwrap_or(staff.as_ref().map_or("/", desk_of));
    let mut response = Redirect::to(next).into_response();
    set_cookies(
        &mut response,
        [
            begin_session(&web.site, signed_in),
            know_device(&web.site, signed_in),
        ],
    );
    Ok(response)
}

/// Sends the browser to where the code is asked for.
fn ask_for_code(web: &Web, half: &HalfSignedIn, next: Option<&str>) -> Response {
    let to = leading_on("/sign-in/second-factor", next);
    let mut response = Redirect::to(&to).into_response();
    set_cookies(&mut response, [begin_half(&web.site, half)]);
    response
}

fn forget_half(web: &Web, mut response: Response) -> Response {
    set_cookies(&mut response, [end_half(&web.site)]);
    response
}

fn set_cookies<const N: usize>(response: &mut Response, cookies: [Option<HeaderValue>; N]) {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Where somebody works; who has no desk has an account.
fn desk_of(staff: &Staff) -> &'static str {
    [
        "/admin",
        "/door",
        "/travel/desk",
        "/bar",
        "/facilitator",
        "/account",
    ]
    .into_iter()
    .find(|page| access::may_open(staff, page))
    .unwrap_or("/")
}

/// 401 names a scheme (RFC 9110, 15.5.2), one for which browsers do not open a dialog.
fn named(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"front of house\""),
    );
    response
}

/// Says how long to wait, as the page and in its head.
fn locked(retry_after: SignedDuration) -> (StatusCode, Notice) {
    let wait = in_words(retry_after);
    let notice = Notice::new(
        NoticeKind::Refused,
        "Too many tries",
        format!("Nothing was looked at. Please try again in {wait}."),
    );
    (StatusCode::TOO_MANY_REQUESTS, notice)
}

fn after(mut response: Response, retry_after: SignedDuration) -> Response {
    let seconds = whole_seconds(retry_after);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}

/// "40 seconds", "3 minutes": never less than it is.
fn in_words(wait: SignedDuration) -> String {
    match whole_seconds(wait) {
        1 => "1 second".to_owned(),
        seconds @ 2..=90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// A moment on the clocks of the house, which are named where there are any.
pub(super) fn moment(at: Timestamp, zone: Option<&Zone>) -> String {
    match zone {
        Some(zone) => format!(
            "{} ({})",
            words::moment(&words::local(at, zone)),
            words::zone_name(zone)
        ),
        None => at.strftime("%A %-d %B, %H:%M (UTC)").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_in_words() {
        for (millis, words) in [
            (1, "1 second"),
            (1_000, "1 second"),
            (1_001, "2 seconds"),
            (60_000, "60 seconds"),
            (90_001, "2 minutes"),
            (900_000, "15 minutes"),
        ] {
            assert_eq!(in_words(SignedDuration::from_millis(millis)), words);
        }
    }
}

//! Signing in and out.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foh_app::identity::{SignInError, SignedIn, Staff};
use foh_domain::{identity::Permission, limits::Limit, token::Token};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::render::{self, TokenField};
use crate::{
    Web,
    http::{
        ClientAddress, Form, MaybeStaff, Problem, Query, begin_session, end_session, session_of,
    },
    views::{
        frame::Desk,
        identity::{SignIn, SignInLink},
        parts::{Field, Notice, NoticeKind},
    },
};

/// The longest path that somebody is sent on to.
const LONGEST_NEXT: usize = 1_000;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/sign-in/link", get(link).post(sign_in_by_link))
        .route("/sign-out", post(sign_out))
}

/// The query of the form.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    signed_out: String,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Typed {
    email: String,
    password: String,
    next: String,
}

/// `GET /sign-in`
async fn form(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Some(staff) = staff {
        return Ok(Redirect::to(local(&asked.next).unwrap_or(desk_of(&staff))).into_response());
    }
    let notice = (asked.signed_out == "now")
        .then(|| Notice::new(NoticeKind::Done, "You are signed out", ""));
    let page = view(&web, notice, Field::default(), &asked.next);
    render::page(StatusCode::OK, &page)
}

/// `POST /sign-in`
async fn sign_in(
    State(web): State<Web>,
    address: ClientAddress,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    // Also per account, so that many addresses cannot try one; what is counted for an account
    // that does not exist is the same.
    let account = format!("account {}", typed.email.trim().to_lowercase());
    for who in [address.as_str(), &account] {
        web.house.admit(Limit::SignIn, who).await?;
    }
    match web.house.sign_in(&typed.email, typed.password.into()).await {
        Ok(signed_in) => begin(&web, &headers, &signed_in, local(&typed.next)).await,
        Err(SignInError::Invalid) => {
            tracing::warn!(address = address.as_str(), "a sign-in was refused");
            let notice = Notice::new(
                NoticeKind::Refused,
                "E-mail and password do not belong together",
                "Look over both and try again. If the password is lost, ask an administrator.",
            );
            let page = view(&web, Some(notice), Field::new(typed.email), &typed.next);
            Ok(named(render::page(StatusCode::UNAUTHORIZED, &page)?))
        }
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}

/// `GET /sign-in/link`: asks, for whatever opens links in mails must not use this one up.
async fn link(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    match query.read() {
        Some(token) => render::page(StatusCode::OK, &link_view(&web, Some(&token))),
        None => render::page(StatusCode::NOT_FOUND, &link_view(&web, None)),
    }
}

/// `POST /sign-in/link`
async fn sign_in_by_link(
    State(web): State<Web>,
    address: ClientAddress,
    headers: HeaderMap,
    Form(form): Form<TokenField>,
) -> Result<Response, Problem> {
    web.house.admit(Limit::SignIn, address.as_str()).await?;
    let Some(token) = form.read() else {
        return render::page(StatusCode::NOT_FOUND, &link_view(&web, None));
    };
    match web.house.sign_in_by_link(token).await {
        Ok(signed_in) => begin(&web, &headers, &signed_in, None).await,
        Err(SignInError::Invalid) => {
            tracing::warn!(address = address.as_str(), "a sign-in link was refused");
            render::page(StatusCode::GONE, &link_view(&web, None))
        }
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}

/// `POST /sign-out`
async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(session) = session_of(&headers, &web.site) {
        web.house.sign_out(session).await?;
    }
    let mut response = Redirect::to("/sign-in?signed_out=now").into_response();
    if let Some(cookie) = end_session(&web.site) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
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
    if let Some(cookie) = begin_session(&web.site, signed_in) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Where somebody works.
fn desk_of(staff: &Staff) -> &'static str {
    if render::administers(staff) {
        "/admin"
    } else if staff.may(Permission::Door) {
        "/door"
    } else {
        "/"
    }
}

/// The path if it is one of this site. Browsers read a backslash as a slash and drop tabs and line breaks, so that
/// `/\evil`, `//evil` and `/<tab>/evil` lead elsewhere: nothing but visible ASCII without backslashes is let through.
fn local(next: &str) -> Option<&str> {
    let visible = next
        .bytes()
        .all(|byte| matches!(byte, b'!'..=b'~') && byte != b'\\');
    let rooted = next.starts_with('/') && !next.starts_with("//");
    (visible && rooted && next.len() <= LONGEST_NEXT).then_some(next)
}

fn view(web: &Web, notice: Option<Notice>, email: Field, next: &str) -> SignIn {
    let mut frame = render::frame(web, "Sign in", Desk::Administration, None);
    // Whoever opened a ticket's code comes by with its token.
    frame.private = next.contains("token=");
    SignIn {
        frame,
        notice,
        email,
        password: Field::default(),
        next: local(next).map(ToOwned::to_owned),
    }
}

fn link_view(web: &Web, token: Option<&Token>) -> SignInLink {
    let mut frame = render::frame(web, "Sign in", Desk::Administration, None);
    frame.private = true;
    SignInLink {
        frame,
        token: token.map(|token| token.reveal().expose_secret().to_owned()),
        valid_until: None,
    }
}

/// 401 names a scheme (RFC 9110, 15.5.2), one for which browsers do not open a dialog.
fn named(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"front of house\""),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_lead_on() {
        for good in [
            "/",
            "/door",
            "/door/0193?token=abc",
            "/admin/shows?search=%2F%2Fevil",
            "/a//b",
            "/%2F/evil.example",
        ] {
            assert_eq!(local(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(LONGEST_NEXT));
        for wrong in [
            "",
            "door",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/door\\..\\\\evil.example",
            "https://evil.example",
            "https:/evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "/\r\nSet-Cookie: foh=x",
            "/é",
            &long,
        ] {
            assert_eq!(local(wrong), None, "{wrong:?}");
        }
    }
}

//! Before something dangerous the password is asked for again.
//!
//! A browser left open on a desk, or one that another site rides on, acts with the session of its owner: so whoever asks by
//! session must have given the password within ten minutes. A program that asks with a token of its own is let through: it
//! has no password, its token was made by somebody who had just given theirs, and what looks after an account itself no token
//! reaches at all ([`Entry::in_person`](super::access::Entry)).

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, Uri, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{Session, Staff};

use super::{Problem, SignedIn, next};
use crate::Web;

/// Whoever is signed in and gave the password not long ago, or asks with a token. Take it in the place of
/// [`SignedIn`] where roles change, accounts end, door links are made, data are erased. A page leads to
/// `/confirm-password` and back, the API answers 403 `password_required`.
pub struct Confirmed(pub Staff);

/// As [`Confirmed`], but only by session.
pub struct ConfirmedSession(pub Staff, pub Session);

impl FromRequestParts<Web> for Confirmed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let SignedIn(staff) = SignedIn::from_request_parts(parts, web)
            .await
            .map_err(Problem::into_response)?;
        match staff.session {
            Some(session) if !session.is_confirmed(web.house.now()) => {
                Err(to_confirmation(&parts.method, &parts.uri, &parts.headers))
            }
            _ => Ok(Self(staff)),
        }
    }
}

impl FromRequestParts<Web> for ConfirmedSession {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let Confirmed(staff) = Confirmed::from_request_parts(parts, web).await?;
        match staff.session {
            Some(session) => Ok(Self(staff, session)),
            None => Err(session_required().into_response()),
        }
    }
}

/// 403 with `session_required`.
pub(crate) fn session_required() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "session_required",
        "Only the person can do this, signed in with a browser.",
    )
}

fn to_confirmation(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "password_required",
            "Please give your password again.",
        )
        .detail("Send it to POST /api/account/confirm-password, then ask again within 10 minutes.")
        .into_response();
    }
    let from = next::page_of(method, uri, headers);
    let back = from.as_deref().unwrap_or("/account");
    Redirect::to(&next::leading_on("/confirm-password", Some(back))).into_response()
}

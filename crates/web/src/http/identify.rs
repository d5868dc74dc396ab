//! Who is asking: the guard of [`access`](super::access) finds out, handlers read it.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foh_app::{StoreError, audit, identity::Staff};

use super::{Problem, session_of};
use crate::Web;

/// Whoever is signed in, as the guard has found. On a public route nobody looked: take [`MaybeStaff`] there.
pub struct SignedIn(pub Staff);

/// Whoever is signed in, or nobody.
pub struct MaybeStaff(pub Option<Staff>);

impl FromRequestParts<Web> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Problem> {
        let staff = parts.extensions.get::<Staff>().cloned();
        staff.map(Self).ok_or_else(|| {
            Problem::internal(&std::io::Error::other(
                "a handler asks for an account on a route that the table calls public",
            ))
        })
    }
}

impl FromRequestParts<Web> for MaybeStaff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        if let Some(staff) = parts.extensions.get::<Staff>() {
            return Ok(Self(Some(staff.clone())));
        }
        let staff = who(&parts.headers, web).await?;
        if let Some(staff) = &staff {
            audit::identified(staff.id);
        }
        Ok(Self(staff))
    }
}

/// By API token (as Bearer, or as the password of HTTP Basic) or access token, otherwise by session. A token that does
/// not work is nobody, whatever cookie comes with it.
pub(super) async fn who(headers: &HeaderMap, web: &Web) -> Result<Option<Staff>, StoreError> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or_default());
    match authorization.map(|value| value.split_once(' ').unwrap_or((value, ""))) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            web.house.who_has_bearer_token(token.trim()).await
        }
        Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => {
            let pair = STANDARD
                .decode(pair.trim())
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            match pair.as_deref().and_then(|pair| pair.split_once(':')) {
                Some((_, token)) => web.house.who_has_api_token(token).await,
                None => Ok(None),
            }
        }
        Some(_) => Ok(None),
        None => match session_of(headers, &web.site) {
            Some(session) => web.house.who_has_session(session).await,
            None => Ok(None),
        },
    }
}

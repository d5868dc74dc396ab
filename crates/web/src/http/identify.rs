//! Who is asking, and whether they may: deny by default, declared in the handler's signature.

use std::marker::PhantomData;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foh_app::{StoreError, identity::Staff};
use foh_domain::identity::Permission;

use super::{Problem, session_of};
use crate::Web;

/// A permission that a handler needs.
pub trait Needed: Send + Sync + 'static {
    /// Which.
    const PERMISSION: Permission;
}

macro_rules! needed {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl Needed for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}

needed! {
    /// Needs content management.
    Content;
    /// Needs the box office.
    BoxOffice;
    /// Needs door duty.
    Door;
}

/// A member of staff with the permission `P`. Anybody else is refused: anonymous 401 (a page leads to
/// the sign-in), without the permission 403.
pub struct Authorized<P> {
    /// Who it is.
    pub staff: Staff,
    permission: PhantomData<P>,
}

/// A member of staff, or nobody.
pub struct MaybeStaff(pub Option<Staff>);

impl<P: Needed> FromRequestParts<Web> for Authorized<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        match who(&parts.headers, web)
            .await
            .map_err(|error| Problem::from(error).into_response())?
        {
            Some(staff) if staff.may(P::PERMISSION) => Ok(Self {
                staff,
                permission: PhantomData,
            }),
            Some(_) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Your account does not have this permission.",
            )
            .into_response()),
            None => Err(unknown(&parts.uri)),
        }
    }
}

impl FromRequestParts<Web> for MaybeStaff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        Ok(Self(who(&parts.headers, web).await?))
    }
}

fn unknown(uri: &Uri) -> Response {
    if uri.path().starts_with("/api/") || uri.path() == "/door/scan" {
        return Problem::new(
            StatusCode::UNAUTHORIZED,
            "authentication_required",
            "Please sign in.",
        )
        .into_response();
    }
    let wanted: String = uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    Redirect::to(&format!("/sign-in?next={wanted}")).into_response()
}

/// By API token (as Bearer, or as the password of HTTP Basic), otherwise by session. A token that does
/// not work is nobody, whatever cookie comes with it.
async fn who(headers: &HeaderMap, web: &Web) -> Result<Option<Staff>, StoreError> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or_default());
    match authorization.map(|value| value.split_once(' ').unwrap_or((value, ""))) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            web.house.who_has_api_token(token.trim()).await
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

//! The guard before every handler.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use foh_app::{audit, identity::Staff};
use foh_domain::identity::Role;

use super::{Entry, Verdict, Who, of_path};
use crate::{
    Web,
    http::{Problem, bar_problem::not_your_location, identify, next, session_required},
};

/// Lets a request through to its handler if the table does. Whoever asks goes along as an extension, except on public
/// routes: those ask the database nothing.
pub(crate) async fn guard_access(
    State(web): State<Web>,
    mut request: Request,
    next: Next,
) -> Response {
    let paths = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|path| of_path(path.as_str()));
    let Some(paths) = paths else {
        return Problem::not_found().into_response();
    };
    let Some(entry) = paths.entry(request.method()) else {
        return not_answered(&paths.allow());
    };
    if entry.who == Who::Public {
        return next.run(request).await;
    }
    let staff = match identify::who(request.headers(), &web).await {
        Ok(staff) => staff,
        Err(error) => return Problem::from(error).into_response(),
    };
    if let Some(staff) = &staff {
        audit::identified(staff.id);
    }
    match entry.decide(staff.as_ref(), request.uri().path()) {
        Verdict::Allowed => {
            if let Some(staff) = staff {
                if staff.must_enrol && !is_of_enrolment(entry.path) {
                    return to_enrolment(request.uri());
                }
                request.extensions_mut().insert(staff);
            }
            next.run(request).await
        }
        Verdict::Forbidden => refused(entry, staff.as_ref()).into_response(),
        Verdict::NotInPerson => session_required().into_response(),
        Verdict::Unknown => unknown(&request),
    }
}

/// Whoever works at one location of the bar is told that this is another; of what is not theirs, others are told nothing more.
fn refused(entry: &Entry, staff: Option<&Staff>) -> Problem {
    let elsewhere = |staff: &&Staff| staff.role == Role::BarCounter && entry.is_elsewhere(staff);
    match staff.filter(elsewhere) {
        Some(_) => not_your_location(),
        None => Problem::forbidden(),
    }
}

/// What somebody reaches whose role needs a second factor while they have none: what it takes to have one.
fn is_of_enrolment(path: &str) -> bool {
    let path = path.strip_prefix("/api").unwrap_or(path);
    path.starts_with("/account/second-factor")
        || matches!(path, "/confirm-password" | "/account/confirm-password")
}

fn to_enrolment(uri: &Uri) -> Response {
    if uri.path().starts_with("/api/") || uri.path() == "/door/scan" {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "second_factor_required",
            "Your role needs a second factor, and your account has none yet.",
        )
        .detail("Set one up at /account/second-factor.")
        .into_response();
    }
    Redirect::to("/account/second-factor").into_response()
}

fn not_answered(allow: &str) -> Response {
    let mut response = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not answer that method.",
    )
    .into_response();
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Programs are told; people are led to the sign-in, and from there to where they wanted to go.
fn unknown(request: &Request) -> Response {
    let uri = request.uri();
    if uri.path().starts_with("/api/") || uri.path() == "/door/scan" {
        return Problem::new(
            StatusCode::UNAUTHORIZED,
            "authentication_required",
            "Please sign in.",
        )
        .into_response();
    }
    let from = next::page_of(request.method(), uri, request.headers());
    let wanted = from.as_deref().unwrap_or(uri.path());
    Redirect::to(&next::leading_on("/sign-in", Some(wanted))).into_response()
}

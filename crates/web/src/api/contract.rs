//! Errors as the contract of the studio has them: with `error` beside the members of a problem, whoever refused.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::Problem;

/// How the paths of the contract begin.
const PATHS: [&str; 8] = [
    "/api/auth/",
    "/api/sessions",
    "/api/bookings",
    "/api/facilitator",
    "/api/account/facilitator",
    "/api/admin/facilitators",
    "/api/booking-notification",
    "/api/notifications",
];

/// Adds `error` to the problems of the contract's paths that have none yet. It goes around the guard, so that what that
/// refuses has it too.
pub(crate) async fn with_error(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let asked = path.is_some_and(|path| PATHS.iter().any(|of| path.as_str().starts_with(of)));
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if asked && problem.member("error").is_none() => {
            let mut told = problem
                .clone()
                .with("error", problem.in_words())
                .into_response();
            for (name, value) in response.headers() {
                if !told.headers().contains_key(name) {
                    told.headers_mut().insert(name.clone(), value.clone());
                }
            }
            told
        }
        _ => response,
    }
}

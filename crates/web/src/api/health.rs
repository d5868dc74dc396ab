//! Whether the program lives and can work.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;

/// How the program is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, or `unavailable` when the database does not answer.
    #[schema(example = "ok")]
    status: &'static str,
    /// The name of the program.
    #[schema(example = "front-of-house")]
    service: &'static str,
    /// Now.
    #[schema(example = "2026-11-28T19:00:00Z")]
    timestamp: String,
    /// `ok` or `unavailable`.
    #[schema(example = "ok")]
    database: &'static str,
}

/// How the program is.
#[utoipa::path(get, path = "/health", tag = "operations", responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn health(State(web): State<Web>) -> Response {
    let reached = web.house.check_database().await.is_ok();
    let word = if reached { "ok" } else { "unavailable" };
    let health = Health {
        status: word,
        service: "front-of-house",
        timestamp: web.house.now().to_string(),
        database: word,
    };
    let code = if reached {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, Json(health)).into_response()
}

/// That the program runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Life {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Answers as long as the program runs.
#[utoipa::path(get, path = "/health/live", tag = "operations", responses((status = 200, body = Life)))]
pub(crate) async fn live() -> Json<Life> {
    Json(Life { status: "ok" })
}

/// Answers 200 when requests can be served, 503 when the database does not answer.
#[utoipa::path(get, path = "/health/ready", tag = "operations", responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn ready(state: State<Web>) -> Response {
    health(state).await
}

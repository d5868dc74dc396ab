//! The JSON API.

mod health;

use axum::{Router, routing::get};

use crate::Web;

/// Every route of the API.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/health", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
}

//! What managers of the bar look after.

use axum::Router;

use crate::Web;

/// The routes of it.
pub(super) fn routes() -> Router<Web> {
    Router::new()
}

//! The bar: what locations have, how it moves, and what was counted.

use axum::Router;

use crate::Web;

/// The routes of the bar.
pub(super) fn routes() -> Router<Web> {
    Router::new()
}

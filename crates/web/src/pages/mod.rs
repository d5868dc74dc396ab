//! The pages: server-rendered, complete without scripts.

use axum::Router;

use crate::Web;

/// The name of the house, as the masthead shows it.
pub(crate) const HOUSE: &str = "Front of House";

/// Every route of the pages.
pub(crate) fn routes(_web: &Web) -> Router<Web> {
    Router::new()
}

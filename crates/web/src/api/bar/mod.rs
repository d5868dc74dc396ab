//! The bar: what locations have, how it moves, and what was counted.

pub(crate) mod asked;
pub(crate) mod body;

use utoipa_axum::router::OpenApiRouter;

use crate::Web;

/// Every route of the bar.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
}

//! What managers of the bar look after.

use utoipa_axum::router::OpenApiRouter;

use crate::Web;

/// Every route of it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
}

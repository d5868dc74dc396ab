//! The bar: what locations have, how it moves, and what was counted.

pub(crate) mod asked;
pub(crate) mod body;
mod changes;
mod consumption;
mod counts;
mod locations;
mod login_link;
mod moves;
mod stock;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the bar.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(locations::list))
        .routes(routes!(locations::stock))
        .routes(routes!(counts::save))
        .routes(routes!(counts::list))
        .routes(routes!(counts::one))
        .routes(routes!(consumption::compare))
        .routes(routes!(consumption::trends))
        .routes(routes!(login_link::create))
        .routes(routes!(stock::low))
        .routes(routes!(stock::everywhere))
        .routes(routes!(stock::one))
        .routes(routes!(stock::movements))
        .routes(routes!(moves::adjust))
        .routes(routes!(moves::update))
        .routes(routes!(moves::deliver))
        .routes(routes!(moves::waste))
        .routes(routes!(changes::transfer))
        .routes(routes!(changes::undo))
        .routes(routes!(changes::set_alarm))
}

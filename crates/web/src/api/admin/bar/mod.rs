//! What managers of the bar look after.

mod body;
mod import;
mod location_user;
mod masters;
mod sheet;

pub(crate) use body::{BeverageBody, LocationBody, UnitTypeBody};
pub(crate) use import::{Unimported, imported, previewed};
pub(crate) use location_user::assigned;
pub(crate) use sheet::MOST_BYTES;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    // What is a little too large is told so in words, by whoever reads it.
    let files = OpenApiRouter::new()
        .routes(routes!(import::import))
        .layer(DefaultBodyLimit::max(2 * MOST_BYTES));
    OpenApiRouter::new()
        .routes(routes!(masters::locations, masters::create_location))
        .routes(routes!(location_user::location, masters::change_location))
        .routes(routes!(location_user::assign_user))
        .routes(routes!(masters::unit_types, masters::create_unit_type))
        .routes(routes!(masters::unit_type, masters::change_unit_type))
        .routes(routes!(masters::beverages, masters::create_beverage))
        .routes(routes!(masters::beverage, masters::change_beverage))
        .merge(files)
}

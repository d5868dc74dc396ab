//! The operators' desk: departures and who travels with them, sales, bookings, drawers.

mod body;
mod bookings;
mod departures;
mod sale;
mod shifts;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the operators' desk.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(departures::list))
        .routes(routes!(departures::one))
        .routes(routes!(departures::passengers))
        .routes(routes!(departures::depart))
        .routes(routes!(departures::cancel))
        .routes(routes!(sale::sell))
        .routes(routes!(bookings::one))
        .routes(routes!(bookings::cancel))
        .routes(routes!(bookings::ticket))
        .routes(routes!(bookings::resend))
        .routes(routes!(bookings::hand_over))
        .routes(routes!(shifts::list, shifts::open))
        .routes(routes!(shifts::one))
        .routes(routes!(shifts::close))
}

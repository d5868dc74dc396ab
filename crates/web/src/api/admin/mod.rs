//! Administration: content managers and box-office staff.

mod body;
mod content;
mod mails;
mod performances;
mod reservations;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the administration.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(content::venues, content::create_venue))
        .routes(routes!(content::venue, content::change_venue))
        .routes(routes!(content::rooms, content::create_room))
        .routes(routes!(content::room, content::change_room))
        .routes(routes!(content::shows, content::create_show))
        .routes(routes!(content::show, content::change_show))
        .routes(routes!(performances::list, performances::create))
        .routes(routes!(performances::one, performances::change))
        .routes(routes!(reservations::list, reservations::create))
        .routes(routes!(reservations::one))
        .routes(routes!(reservations::cancel))
        .routes(routes!(reservations::resend))
        .routes(routes!(mails::parked))
        .routes(routes!(mails::retry))
}

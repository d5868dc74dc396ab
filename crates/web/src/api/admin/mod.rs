//! Administration: content managers and box-office staff.

mod access;
mod accounts;
pub(crate) mod audit;
pub(crate) mod bar;
pub(crate) mod body;
mod content;
mod door_links;
pub(crate) mod outbox;
pub(crate) mod payments;
mod performances;
mod privacy;
mod reservations;
mod shows;
mod tokens;
pub(crate) mod travel;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the administration.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .merge(looking_after_accounts())
        .routes(routes!(content::venues, content::create_venue))
        .routes(routes!(content::venue, content::change_venue))
        .routes(routes!(content::rooms, content::create_room))
        .routes(routes!(content::room, content::change_room))
        .routes(routes!(content::shows, content::create_show))
        .routes(routes!(content::show, content::change_show))
        .merge(shows::posters())
        .routes(routes!(performances::list, performances::create))
        .routes(routes!(performances::one, performances::change))
        .routes(routes!(reservations::list, reservations::create))
        .routes(routes!(reservations::one))
        .routes(routes!(reservations::cancel))
        .routes(routes!(reservations::resend))
        .routes(routes!(door_links::list, door_links::create))
        .routes(routes!(door_links::renew))
        .routes(routes!(door_links::revoke))
        .routes(routes!(access::access))
        .routes(routes!(audit::list))
        .routes(routes!(outbox::undelivered))
        .routes(routes!(outbox::retry))
        .routes(routes!(outbox::retry_all))
        .merge(travel::routes())
        .merge(bar::routes())
        .merge(payments::routes())
        .routes(routes!(privacy::copy_personal_data))
        .routes(routes!(privacy::erase_reservation))
        .routes(routes!(privacy::erase_account))
}

fn looking_after_accounts() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(accounts::list, accounts::invite))
        .routes(routes!(accounts::one, accounts::change))
        .routes(routes!(accounts::deactivate))
        .routes(routes!(accounts::reactivate))
        .routes(routes!(accounts::end_sessions))
        .routes(routes!(accounts::send_reset))
        .routes(routes!(accounts::invite_again, accounts::withdraw))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
}

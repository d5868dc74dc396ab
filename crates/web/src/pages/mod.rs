//! The pages: server-rendered, complete without scripts.

pub(crate) mod account;
mod admin;
mod bar;
mod clock;
mod csv;
mod door;
mod identity;
mod mailbox;
mod paying;
mod privacy;
pub(crate) mod render;
mod spreadsheet;
mod studio;
mod theatre;
mod travel;
pub(crate) mod words;

use axum::Router;

use crate::Web;

pub(crate) use privacy::admit as admit_privacy_request;
pub(crate) use theatre::guest_code;

/// The name of the house, as the masthead shows it.
pub(crate) const HOUSE: &str = "Front of House";

/// Every route of the pages.
pub(crate) fn routes(web: &Web) -> Router<Web> {
    let mut routes = Router::new()
        .merge(theatre::routes())
        .merge(studio::routes())
        .merge(travel::routes())
        .merge(bar::routes())
        .merge(door::routes())
        .merge(admin::routes())
        .merge(identity::routes())
        .merge(account::routes())
        .merge(privacy::routes());
    if web.site.development {
        routes = routes.merge(mailbox::routes());
    }
    routes
}

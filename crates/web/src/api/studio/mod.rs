//! The studio: sessions and their bookings, and who holds them. Paths, members and messages are the contract's.

mod applications;
mod booking;
mod bookings;
mod dashboard;
mod facilitator;
mod facilitators;
mod notifications;
mod session;
mod session_body;
mod sessions;

pub(super) use facilitators::application_of;

use foh_app::{identity::Staff, limits::LimitError};
use foh_domain::limits::Limit;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of the studio.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(sessions::list, sessions::create))
        .routes(routes!(sessions::one, sessions::change))
        .routes(routes!(sessions::cancel))
        .routes(routes!(sessions::remove))
        .routes(routes!(bookings::book))
        .routes(routes!(bookings::my))
        .routes(routes!(bookings::cancel))
        .routes(routes!(bookings::pay))
        .routes(routes!(facilitator::sessions))
        .routes(routes!(facilitator::bookings))
        .routes(routes!(facilitator::bookings_of_session))
        .routes(routes!(facilitator::attendance))
        .routes(routes!(dashboard::dashboard))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::read))
        .routes(routes!(notifications::read_all))
        .routes(routes!(facilitators::profile, facilitators::present))
        .routes(routes!(facilitators::one))
        .routes(routes!(facilitators::application, facilitators::apply))
        .routes(routes!(applications::list))
        .routes(routes!(applications::approve))
        .routes(routes!(applications::refuse))
}

/// Counts a request of an account against a limit.
async fn admit(web: &Web, limit: Limit, staff: &Staff) -> Result<(), LimitError> {
    web.house
        .admit(limit, &format!("account {}", staff.id))
        .await
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StudioPageQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

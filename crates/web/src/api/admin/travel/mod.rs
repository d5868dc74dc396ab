//! The travel desk's administration: the timetable, who sells it, and what it brings in.

mod body;
mod departures;
mod masters;
mod occupancy;
mod operators;
mod period;
mod revenue;
mod schedule_body;
mod schedules;

pub(crate) use body::{BusBody, DistrictBody, RouteBody};
pub(crate) use departures::{most_days, status_of, unseen};
pub(crate) use operators::operator_of;
pub(crate) use period::{desk_zone, whole_days};
pub(crate) use revenue::plain;
pub(crate) use schedule_body::ScheduleBody;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Web;

/// Every route of it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(masters::districts, masters::create_district))
        .routes(routes!(
            masters::district,
            masters::change_district,
            masters::remove_district
        ))
        .routes(routes!(masters::routes, masters::create_route))
        .routes(routes!(masters::route, masters::change_route))
        .routes(routes!(masters::buses, masters::create_bus))
        .routes(routes!(masters::bus, masters::change_bus))
        .routes(routes!(schedules::list, schedules::create))
        .routes(routes!(schedules::one, schedules::change))
        .routes(routes!(departures::list))
        .routes(routes!(departures::one))
        .routes(routes!(operators::list))
        .routes(routes!(operators::one))
        .routes(routes!(operators::assign))
        .routes(routes!(occupancy::by_route))
        .routes(routes!(occupancy::by_departure))
        .routes(routes!(revenue::revenue))
}

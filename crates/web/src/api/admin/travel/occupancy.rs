//! How full the buses are.

use axum::{Json as Answer, extract::State};
use foh_app::travel::{DepartureOccupancy, Occupancy, RouteOccupancy};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::period::{PeriodQuery, desk_zone};
use crate::{
    Web,
    api::listing::{Page, moment_cursor, size},
    http::{Problem, Query},
    pages::words,
};

/// How full something is.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are those of the API")]
pub(crate) struct Seats {
    /// All seats.
    seats: u64,
    /// Those that are sold.
    sold: u64,
    /// Those that are held for bookings that are not paid yet.
    held: u64,
    /// Those that were taken out by hand.
    blocked: u64,
    /// How many of a thousand are taken.
    #[schema(example = 733)]
    per_mille: u64,
}

impl From<&Occupancy> for Seats {
    fn from(of: &Occupancy) -> Self {
        Self {
            seats: of.seats,
            sold: of.sold,
            held: of.held,
            blocked: of.blocked,
            per_mille: of.per_mille(),
        }
    }
}

/// How full the departures of a route are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RouteSeatsAnswer {
    route_id: Uuid,
    #[schema(example = "Kigali to Huye")]
    route: String,
    /// How many departures; those that were called off do not count.
    departures: u64,
    #[serde(flatten)]
    seats: Seats,
}

impl From<&RouteOccupancy> for RouteSeatsAnswer {
    fn from(of: &RouteOccupancy) -> Self {
        Self {
            route_id: of.route_id,
            route: of.route.clone(),
            departures: of.departures,
            seats: Seats::from(&of.occupancy),
        }
    }
}

/// How full the routes are on some days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoutesOccupancy {
    #[schema(example = "2026-11-01")]
    from: String,
    #[schema(example = "2026-11-30")]
    to: String,
    routes: Vec<RouteSeatsAnswer>,
}

/// How full the departures of each route are, on the days of the clocks where they leave.
#[utoipa::path(get, path = "/api/admin/travel/occupancy/routes", tag = "travel administration", params(PeriodQuery), responses((status = 200, body = RoutesOccupancy)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn by_route(
    State(web): State<Web>,
    Query(query): Query<PeriodQuery>,
) -> Result<Answer<RoutesOccupancy>, Problem> {
    let zone = desk_zone(&web).await?.rules();
    let (from, to, period) = query.period(web.house.now().to_zoned(zone).date())?;
    let found = web.house.occupancy_by_route(period).await?;
    Ok(Answer(RoutesOccupancy {
        from: from.to_string(),
        to: to.to_string(),
        routes: found.iter().map(RouteSeatsAnswer::from).collect(),
    }))
}

/// Which departures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeparturesOccupancyQuery {
    /// The first day; usually 29 days before `to`.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day, at most 91 days later; usually today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Only of this route.
    route_id: Option<Uuid>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// How full a departure is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartureSeatsAnswer {
    id: Uuid,
    route_id: Uuid,
    #[schema(example = "Kigali to Huye")]
    route: String,
    /// When it leaves, by the clocks there.
    #[schema(example = "2026-11-28T06:30:00+02:00")]
    departs_at: String,
    #[serde(flatten)]
    seats: Seats,
}

impl From<&DepartureOccupancy> for DepartureSeatsAnswer {
    fn from(of: &DepartureOccupancy) -> Self {
        let departure = &of.departure;
        Self {
            id: departure.id,
            route_id: departure.route.id,
            route: departure.route.name.clone(),
            departs_at: words::machine(&words::local(departure.departs_at, &departure.time_zone)),
            seats: Seats::from(&of.occupancy),
        }
    }
}

/// How full each departure is, in the order of their leaving. A page may be shorter than its size and yet not be the last.
#[utoipa::path(get, path = "/api/admin/travel/occupancy/departures", tag = "travel administration", params(DeparturesOccupancyQuery), responses((status = 200, body = Page<DepartureSeatsAnswer>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn by_departure(
    State(web): State<Web>,
    Query(query): Query<DeparturesOccupancyQuery>,
) -> Result<Answer<Page<DepartureSeatsAnswer>>, Problem> {
    let zone = desk_zone(&web).await?.rules();
    let days = PeriodQuery {
        from: query.from,
        to: query.to,
    };
    let (_, _, period) = days.period(web.house.now().to_zoned(zone).date())?;
    let after = moment_cursor(query.after.as_deref())?;
    let limit = size(query.limit)?;
    let (found, next) = web
        .house
        .occupancy_by_departure(period, query.route_id, after, limit)
        .await?;
    Ok(Answer(Page {
        items: found.iter().map(DepartureSeatsAnswer::from).collect(),
        next: next.map(|(at, id)| format!("{}_{id}", at.as_microsecond())),
    }))
}

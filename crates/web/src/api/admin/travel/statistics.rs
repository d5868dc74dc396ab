//! How full the buses are, and what they bring in.

use axum::{Json as Answer, extract::State};
use foh_app::travel::{
    DepartureOccupancy, Occupancy, RevenueRow, RouteOccupancy, ScheduleFilter, TravelPeriod,
};
use foh_domain::{
    payments::{Currency, Money},
    theatre::Zone,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Web,
    api::listing::{Page, moment_cursor, size},
    http::{Problem, Query},
    pages::{render, words},
};

/// The days that are looked at when nothing is asked, today included.
const USUAL_DAYS: i32 = 30;

/// Where the desk's clocks stand: those of its first schedule, or of the house.
pub(crate) async fn desk_zone(web: &Web) -> Result<Zone, Problem> {
    let first = web.house.schedules(ScheduleFilter::default(), None, 1);
    if let Some(found) = first.await?.pop() {
        return Ok(found.of.schedule.time_zone);
    }
    let house = render::house_zone(web).await?;
    let utc = || Zone::parse("UTC").map_err(|_| Problem::not_found());
    house.map_or_else(utc, Ok)
}

/// Whole days, today among them: so many that have been, or so many to come.
pub(crate) fn whole_days(today: Date, days: i32, to_come: bool) -> (Date, Date) {
    if to_come {
        (today, today.saturating_add((days - 1).days()))
    } else {
        (today.saturating_sub((days - 1).days()), today)
    }
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodQuery {
    /// The first day; usually 29 days before `to`.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day, at most 91 days later; usually today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

impl PeriodQuery {
    fn period(self, today: Date) -> Result<(Date, Date, TravelPeriod), Problem> {
        let to = self.to.unwrap_or(today);
        let from = self
            .from
            .unwrap_or_else(|| whole_days(to, USUAL_DAYS, false).0);
        Ok((from, to, TravelPeriod::parse(from, to)?))
    }
}

/// How full something is.
#[derive(Debug, Serialize, ToSchema)]
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
pub(crate) async fn occupancy_by_route(
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
pub(crate) async fn occupancy_by_departure(
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

/// What a route brought in on one day in one way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevenueItem {
    /// The day on which it was paid, or given back.
    #[schema(example = "2026-11-28")]
    date: String,
    route_id: Uuid,
    #[schema(example = "Kigali to Huye")]
    route: String,
    /// `mtn`, `airtel`, `card` or `cash`.
    #[schema(example = "mtn")]
    payment_method: &'static str,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// How many payments were completed.
    payments: u64,
    /// What they came to, as a decimal.
    #[schema(example = "45000")]
    taken: String,
    /// How many refunds were completed.
    refunds: u64,
    /// What they came to, as a decimal.
    #[schema(example = "3000")]
    given_back: String,
    /// What is left, as a decimal; below zero where more was given back than paid on that day.
    #[schema(example = "42000")]
    net: String,
}

/// An amount that may be below zero, as a decimal.
fn signed(amount: i64, currency: Currency) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}", plain(amount.unsigned_abs(), currency))
}

/// An amount as a decimal.
pub(crate) fn plain(amount: u64, currency: Currency) -> String {
    Money { amount, currency }.plain()
}

impl From<&RevenueRow> for RevenueItem {
    fn from(row: &RevenueRow) -> Self {
        Self {
            date: row.day.to_string(),
            route_id: row.route_id,
            route: row.route.clone(),
            payment_method: row.method.as_str(),
            currency: row.currency.code(),
            payments: row.payments,
            taken: plain(row.taken, row.currency),
            refunds: row.refunds,
            given_back: plain(row.given_back, row.currency),
            net: signed(row.net(), row.currency),
        }
    }
}

/// What came in on some days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Revenue {
    #[schema(example = "2026-11-01")]
    from: String,
    #[schema(example = "2026-11-30")]
    to: String,
    /// Where the clocks stand by which the days begin.
    #[schema(example = "Africa/Kigali")]
    time_zone: String,
    items: Vec<RevenueItem>,
}

/// What each day brought in, by day, route, method and currency.
#[utoipa::path(get, path = "/api/admin/travel/revenue", tag = "travel administration", params(PeriodQuery), responses((status = 200, body = Revenue)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn revenue(
    State(web): State<Web>,
    Query(query): Query<PeriodQuery>,
) -> Result<Answer<Revenue>, Problem> {
    let zone = desk_zone(&web).await?;
    let rules = zone.rules();
    let (from, to, period) = query.period(web.house.now().to_zoned(rules.clone()).date())?;
    let found = web.house.revenue(period, &rules).await?;
    Ok(Answer(Revenue {
        from: from.to_string(),
        to: to.to_string(),
        time_zone: zone.as_str().to_owned(),
        items: found.iter().map(RevenueItem::from).collect(),
    }))
}

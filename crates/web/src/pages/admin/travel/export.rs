//! How full the buses are, and what they bring in, as CSV (RFC 4180).

use axum::{extract::State, response::Response};
use foh_app::travel::{DepartureOccupancy, RevenueRow};
use foh_domain::audit::Action;

use super::period::{Days, Wanted};
use crate::{
    Web,
    api::admin::travel::{desk_zone, plain},
    http::{Problem, Query},
    pages::{csv, words},
};

/// Departures read at once, so that nobody else waits for them.
const STRIDE: u32 = 500;

/// The columns, named as in the API.
const OCCUPANCY: [&str; 9] = [
    "id",
    "departs_at",
    "route",
    "plate",
    "seats",
    "sold",
    "held",
    "blocked",
    "per_mille",
];
const REVENUE: [&str; 8] = [
    "date",
    "route",
    "payment_method",
    "currency",
    "payments",
    "taken",
    "refunds",
    "given_back",
];

/// The days that were asked for; those that cannot be looked at are refused.
fn whole(days: Days) -> Result<Days, Problem> {
    if days.faults.is_empty() {
        Ok(days)
    } else {
        Err(Problem::fields(days.faults))
    }
}

/// `GET /admin/travel/occupancy.csv`: each departure of these days, in the order of their leaving.
pub(super) async fn occupancy(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let today = web.house.now().to_zoned(desk_zone(&web).await?.rules());
    let days = whole(wanted.days(today.date())?)?;
    let mut writer = csv::begin(&OCCUPANCY)?;
    let (mut rows, mut after) = (0, None);
    loop {
        let (some, next) = web
            .house
            .occupancy_by_departure(days.period, None, after, STRIDE)
            .await?;
        for one in &some {
            rows += 1;
            csv::row(&mut writer, departure(one))?;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let bytes = csv::bytes(writer)?;
    noted(&web, "occupancy", rows).await?;
    Ok(csv::download(bytes, &name("occupancy", &days)))
}

/// `GET /admin/travel/revenue.csv`: each day by route, method and currency.
pub(super) async fn revenue(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let rules = desk_zone(&web).await?.rules();
    let today = web.house.now().to_zoned(rules.clone()).date();
    let days = whole(wanted.days(today)?)?;
    let found = web.house.revenue(days.period, &rules).await?;
    let mut writer = csv::begin(&REVENUE)?;
    for row in &found {
        csv::row(&mut writer, money(row))?;
    }
    let bytes = csv::bytes(writer)?;
    noted(&web, "revenue", found.len()).await?;
    Ok(csv::download(bytes, &name("revenue", &days)))
}

async fn noted(web: &Web, what: &str, rows: usize) -> Result<(), Problem> {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let words = [("what", what.into()), ("rows", rows.into())];
    web.house.witnessed(Action::Exported, None, &words).await?;
    Ok(())
}

fn name(what: &str, days: &Days) -> String {
    format!("{what}-{}-{}.csv", days.from, days.to)
}

fn departure(of: &DepartureOccupancy) -> [String; 9] {
    let (departure, seats) = (&of.departure, &of.occupancy);
    let at = words::local(departure.departs_at, &departure.time_zone);
    [
        departure.id.to_string(),
        words::machine(&at),
        departure.route.name.clone(),
        departure.plate.clone(),
        seats.seats.to_string(),
        seats.sold.to_string(),
        seats.held.to_string(),
        seats.blocked.to_string(),
        seats.per_mille().to_string(),
    ]
}

fn money(row: &RevenueRow) -> [String; 8] {
    [
        row.day.to_string(),
        row.route.clone(),
        row.method.as_str().to_owned(),
        row.currency.code().to_owned(),
        row.payments.to_string(),
        plain(row.taken, row.currency),
        row.refunds.to_string(),
        plain(row.given_back, row.currency),
    ]
}

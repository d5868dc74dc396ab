//! What the buses bring in.

use axum::{Json as Answer, extract::State};
use foh_app::travel::RevenueRow;
use foh_domain::payments::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::period::{PeriodQuery, desk_zone};
use crate::{
    Web,
    http::{Problem, Query},
};

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

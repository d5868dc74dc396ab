//! What was used between two counts, and which way stocks go.

use axum::{Json as Answer, extract::State};
use foh_app::bar::{Comparison, ComparisonRow, CountLine, TrendItem};
use foh_domain::bar::{Consumption, Trend};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::{StockItem, decimal};
use crate::{
    Web,
    api::{listing::size, performances::id_of},
    http::{Path, Problem, Query, SignedIn},
};

/// Which counts are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// A count of the location.
    from: Uuid,
    /// Another one.
    to: Uuid,
}

/// What became of one beverage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedStock {
    stock_id: Uuid,
    /// What it was called last.
    #[schema(example = "Lager")]
    beverage: String,
    /// How much there was at the earlier count; null if it was not there.
    #[schema(example = "12.00")]
    from: Option<String>,
    /// How much there was at the later.
    #[schema(example = "7.50")]
    to: Option<String>,
    /// Null where one of the counts does not say anything of it.
    consumption: Option<StockConsumption>,
}

/// What was used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockConsumption {
    /// What came in between; below nought where more was brought elsewhere.
    #[schema(example = "10.00")]
    received: String,
    /// What was thrown away.
    #[schema(example = "0.50")]
    wasted: String,
    /// What was used; below nought where there is more than there can be.
    #[schema(example = "14.00")]
    used: String,
    /// The same for a day of 24 hours; null between counts of the same moment.
    #[schema(example = "7.00")]
    used_per_day: Option<String>,
}

impl From<Consumption> for StockConsumption {
    fn from(consumption: Consumption) -> Self {
        Self {
            received: decimal(consumption.received),
            wasted: decimal(consumption.wasted),
            used: decimal(consumption.used),
            used_per_day: consumption.used_per_day.map(decimal),
        }
    }
}

impl From<&ComparisonRow> for ComparedStock {
    fn from(row: &ComparisonRow) -> Self {
        let units = |line: &CountLine| line.tally.units.to_string();
        Self {
            stock_id: row.stock_id,
            beverage: row.name.clone(),
            from: row.from.as_ref().map(units),
            to: row.to.as_ref().map(units),
            consumption: row.consumption.map(Into::into),
        }
    }
}

/// Two counts of a location against each other.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedCounts {
    /// The earlier.
    from: ComparedCount,
    /// The later.
    to: ComparedCount,
    /// By name.
    items: Vec<ComparedStock>,
}

/// One of two counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedCount {
    id: Uuid,
    #[schema(example = "2026-11-28T23:40:00Z")]
    created_at: String,
}

impl From<&Comparison> for ComparedCounts {
    fn from(comparison: &Comparison) -> Self {
        let [from, to] = [&comparison.from, &comparison.to].map(|count| ComparedCount {
            id: count.id,
            created_at: count.created_at.to_string(),
        });
        let items = comparison.rows.iter().map(Into::into).collect();
        Self { from, to, items }
    }
}

/// Of how many counts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrendQuery {
    /// At most so many of the last: 1 to 200, usually 50.
    limit: Option<u32>,
}

/// What a count says of a stock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockTrendPoint {
    #[schema(example = "2026-11-28T23:40:00Z")]
    at: String,
    #[schema(example = "11.50")]
    units: String,
}

/// Which way a stock goes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockTrend {
    /// The stock as it stands now.
    #[serde(flatten)]
    stock: StockItem,
    /// Its colour in charts.
    #[schema(example = "#b5651d")]
    colour: String,
    /// `up`, `level` or `down` between the last two counts; null with fewer.
    #[schema(example = "down")]
    direction: Option<&'static str>,
    /// What the counts say of it, the oldest first.
    points: Vec<StockTrendPoint>,
}

impl From<&TrendItem> for StockTrend {
    fn from(item: &TrendItem) -> Self {
        let points = item.points.iter().map(|point| StockTrendPoint {
            at: point.at.to_string(),
            units: point.units.to_string(),
        });
        Self {
            stock: (&item.stock).into(),
            colour: item.stock.colour.to_string(),
            direction: item.trend.map(|trend| match trend {
                Trend::Up => "up",
                Trend::Level => "level",
                Trend::Down => "down",
            }),
            points: points.collect(),
        }
    }
}

/// Which way the stocks of a location go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockTrends {
    /// By name.
    items: Vec<StockTrend>,
}

/// Two counts of a location against each other, in whatever order they are named, with what was used in between.
#[utoipa::path(get, path = "/api/bar/locations/{id}/compare", tag = "bar", params(("id" = Uuid, Path), CompareQuery), responses((status = 200, body = ComparedCounts)))]
pub(crate) async fn compare(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<CompareQuery>,
) -> Result<Answer<ComparedCounts>, Problem> {
    let counts = (query.from, query.to);
    let compared = web.house.compare_counts(id_of(&id)?, counts, &staff).await;
    Ok(Answer((&compared?).into()))
}

/// Which way each stock of a location went over its last counts.
#[utoipa::path(get, path = "/api/bar/locations/{id}/trends", tag = "bar", params(("id" = Uuid, Path), TrendQuery), responses((status = 200, body = StockTrends)))]
pub(crate) async fn trends(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<TrendQuery>,
) -> Result<Answer<StockTrends>, Problem> {
    let (id, size) = (id_of(&id)?, size(query.limit)?);
    let found = web.house.stock_trends(id, size, &staff).await?;
    let items = found.iter().map(Into::into).collect();
    Ok(Answer(StockTrends { items }))
}

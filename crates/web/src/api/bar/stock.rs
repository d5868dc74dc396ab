//! Stocks: one with its movements, all that are low, and all locations together.

use axum::{Json as Answer, extract::State};
use foh_app::bar::{BeverageTotal, MovementItem};
use foh_domain::bar::WasteReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::{StockItem, decimal};
use crate::{
    Web,
    api::{
        listing::{bad_cursor, page, size},
        performances::id_of,
    },
    http::{Path, Problem, Query, SignedIn},
};

/// What is low, by location and beverage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LowStock {
    items: Vec<StockItem>,
}

/// A beverage at all locations together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BeverageEverywhere {
    beverage_id: Uuid,
    #[schema(example = "Lager")]
    beverage: String,
    #[schema(example = "Crate of 24")]
    unit_type: String,
    /// Its colour in charts.
    #[schema(example = "#b5651d")]
    colour: String,
    #[schema(example = "31.50")]
    units: String,
    #[schema(example = "249.48")]
    litres: String,
    /// Where it is.
    at: Vec<StockItem>,
}

impl From<&BeverageTotal> for BeverageEverywhere {
    fn from(total: &BeverageTotal) -> Self {
        Self {
            beverage_id: total.beverage_id,
            beverage: total.name.clone(),
            unit_type: total.unit_type.clone(),
            colour: total.colour.to_string(),
            units: decimal(total.hundredths),
            litres: total.litres.to_string(),
            at: total.at.values().map(Into::into).collect(),
        }
    }
}

/// All locations together, by beverage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockEverywhere {
    items: Vec<BeverageEverywhere>,
}

/// A movement of a stock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockMovement {
    id: Uuid,
    /// Its number: those of a stock are counted from 1.
    #[schema(example = 42)]
    number: i64,
    /// `set`, `adjust`, `count`, `waste`, `delivery`, `transfer` or `undo`.
    #[schema(example = "adjust")]
    kind: &'static str,
    /// By how much it changed.
    #[schema(example = "-1.00")]
    change: String,
    /// How much there was then.
    #[schema(example = "11.50")]
    units: String,
    /// Why it was thrown away: `broken`, `spilled`, `spoiled`, `given_away` or `other`.
    #[schema(example = "broken")]
    reason: Option<&'static str>,
    note: Option<String>,
    /// Who did it; null when the name was erased.
    #[schema(example = "Grace Mukamana")]
    by: Option<String>,
    /// The movement that it undoes.
    undoes: Option<Uuid>,
    /// Whether it was undone.
    undone: bool,
    #[schema(example = "2026-11-28T21:15:00Z")]
    created_at: String,
}

impl From<&MovementItem> for StockMovement {
    fn from(item: &MovementItem) -> Self {
        let movement = &item.movement;
        Self {
            id: movement.id,
            number: movement.number,
            kind: movement.kind.as_str(),
            change: decimal(movement.delta),
            units: movement.units.to_string(),
            reason: movement.reason.map(WasteReason::as_str),
            note: movement.note.clone(),
            by: item.by.as_ref().map(|name| name.expose().to_owned()),
            undoes: movement.undoes,
            undone: item.undone,
            created_at: movement.created_at.to_string(),
        }
    }
}

/// A page of movements.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockMovementPage {
    items: Vec<StockMovement>,
    /// Give this as `after` to get the next page; null on the last.
    #[schema(example = "42")]
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BarPageQuery {
    /// The `next` of the page before.
    pub(super) after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    pub(super) limit: Option<u32>,
}

/// What is low at the locations that whoever asks reaches, by location and beverage.
#[utoipa::path(get, path = "/api/bar/low", tag = "bar", responses((status = 200, body = LowStock)))]
pub(crate) async fn low(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Answer<LowStock>, Problem> {
    let found = web.house.low_stock(&staff).await?;
    let items = found.iter().map(Into::into).collect();
    Ok(Answer(LowStock { items }))
}

/// All active locations together, by the names of the beverages.
#[utoipa::path(get, path = "/api/bar/stock", tag = "bar", responses((status = 200, body = StockEverywhere)))]
pub(crate) async fn everywhere(State(web): State<Web>) -> Result<Answer<StockEverywhere>, Problem> {
    let found = web.house.stock_everywhere().await?;
    let items = found.iter().map(Into::into).collect();
    Ok(Answer(StockEverywhere { items }))
}

/// A stock, also of a beverage that its location does not have any more.
#[utoipa::path(get, path = "/api/bar/stock/{id}", tag = "bar", params(("id" = Uuid, Path)), responses((status = 200, body = StockItem)))]
pub(crate) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<StockItem>, Problem> {
    let stock = web.house.stock(id_of(&id)?, &staff).await?;
    Ok(Answer((&stock).into()))
}

/// The movements of a stock, the last first.
#[utoipa::path(get, path = "/api/bar/stock/{id}/movements", tag = "bar", params(("id" = Uuid, Path), BarPageQuery), responses((status = 200, body = StockMovementPage)))]
pub(crate) async fn movements(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
    Query(query): Query<BarPageQuery>,
) -> Result<Answer<StockMovementPage>, Problem> {
    let id = id_of(&id)?;
    web.house.stock(id, &staff).await?;
    let before = query
        .after
        .map(|text| text.parse().map_err(|_| bad_cursor()));
    let (before, size) = (before.transpose()?, size(query.limit)?);
    let found = web.house.stock_movements(id, before, size + 1, &staff);
    let found = page(
        found.await?,
        size,
        |item| item.movement.number.to_string(),
        |item| StockMovement::from(&item),
    );
    Ok(Answer(StockMovementPage {
        items: found.items,
        next: found.next,
    }))
}

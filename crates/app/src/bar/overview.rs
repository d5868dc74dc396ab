//! Looking at the stock: of one location, of all of them, what is low, and how it came to be so.

use std::collections::{BTreeMap, HashMap};

use foh_domain::{
    bar::{Colour, ItemVolume, Litres, Location},
    identity::PersonName,
};
use foh_store::{
    StoreError, bar_locations,
    stock_movements::{self, Movement},
    stocks::{self, StockView},
};
use uuid::Uuid;

use super::{MOST_STOCKS, by_name, ledger::StockError, reaches};
use crate::{House, identity::Staff};

/// A location and what it has.
#[derive(Debug, Clone)]
pub struct LocationItem {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub location: Location,
    /// How many beverages it has.
    pub beverages: u32,
    /// How many of them are low.
    pub low: u32,
    /// All of it together.
    pub litres: Litres,
}

/// What a location has.
#[derive(Debug, Clone)]
pub struct LocationStock {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub location: Location,
    /// Its stocks, by the names of the beverages.
    pub items: Vec<StockView>,
}

impl LocationStock {
    /// All of it together.
    #[must_use]
    pub fn litres(&self) -> Litres {
        self.items.iter().map(StockView::litres).sum()
    }
}

/// A beverage at all locations together.
#[derive(Debug, Clone)]
pub struct BeverageTotal {
    /// Its id.
    pub beverage_id: Uuid,
    /// Its name.
    pub name: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// Items in a unit.
    pub items: u32,
    /// What an item holds.
    pub item_volume: ItemVolume,
    /// Its colour in charts.
    pub colour: Colour,
    /// All of it, in hundredths of a unit.
    pub hundredths: i64,
    /// All of it.
    pub litres: Litres,
    /// Its stocks, by location.
    pub at: BTreeMap<Uuid, StockView>,
}

/// A movement with who did it.
#[derive(Debug, Clone)]
pub struct MovementItem {
    /// The movement.
    pub movement: Movement,
    /// Who did it; `None` when the name cannot be opened any more.
    pub by: Option<PersonName>,
    /// Whether it was undone.
    pub undone: bool,
}

impl House {
    /// The active locations that whoever asks reaches, by their names.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bar_overview(&self, by: &Staff) -> Result<Vec<LocationItem>, StoreError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                let found = match &held_to {
                    Some(ids) => bar_locations::load(tx, ids)?,
                    None => bar_locations::page(tx, "", true, Uuid::nil(), MOST_STOCKS)?,
                };
                let only = match held_to.as_deref() {
                    Some([id]) => Some(*id),
                    _ => None,
                };
                let stocks = stocks::kept(tx, only, MOST_STOCKS)?;
                let mut items: Vec<LocationItem> = found
                    .into_iter()
                    .filter(|(_, location)| location.active)
                    .map(|(id, location)| LocationItem {
                        id,
                        location,
                        beverages: 0,
                        low: 0,
                        litres: Litres::default(),
                    })
                    .collect();
                for stock in stocks {
                    let here = items.iter_mut().find(|item| item.id == stock.location_id);
                    if let Some(item) = here {
                        item.beverages += 1;
                        item.low += u32::from(stock.is_low());
                        item.litres = item.litres + stock.litres();
                    }
                }
                by_name(&mut items, |item| &item.location.name);
                Ok(items)
            })
            .await
    }

    /// What a location has.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn location_stock(
        &self,
        location_id: Uuid,
        by: &Staff,
    ) -> Result<LocationStock, StockError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                if !reaches(held_to.as_ref(), location_id) {
                    return Err(StockError::NotYours);
                }
                let location = bar_locations::get(tx, location_id)?.ok_or(StockError::Unknown)?;
                let mut items = stocks::kept(tx, Some(location_id), MOST_STOCKS)?;
                by_name(&mut items, |item| &item.beverage);
                Ok(LocationStock {
                    id: location_id,
                    location,
                    items,
                })
            })
            .await
    }

    /// All that there is at the active locations, by beverage and by name.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn stock_everywhere(&self) -> Result<Vec<BeverageTotal>, StoreError> {
        let all = self
            .db
            .read(|tx| stocks::kept(tx, None, MOST_STOCKS))
            .await?;
        let mut totals: HashMap<Uuid, BeverageTotal> = HashMap::new();
        for stock in all {
            let total = totals
                .entry(stock.beverage_id)
                .or_insert_with(|| BeverageTotal {
                    beverage_id: stock.beverage_id,
                    name: stock.beverage.clone(),
                    unit_type: stock.unit_type.clone(),
                    items: stock.items,
                    item_volume: stock.item_volume,
                    colour: stock.colour,
                    hundredths: 0,
                    litres: Litres::default(),
                    at: BTreeMap::new(),
                });
            total.hundredths += stock.stock.units.hundredths();
            total.litres = total.litres + stock.litres();
            total.at.insert(stock.location_id, stock);
        }
        let mut totals: Vec<BeverageTotal> = totals.into_values().collect();
        by_name(&mut totals, |total| &total.name);
        Ok(totals)
    }

    /// What is low at the locations that whoever asks reaches, by location and beverage.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn low_stock(&self, by: &Staff) -> Result<Vec<StockView>, StoreError> {
        let held_to = by.held_to();
        let mut low = self
            .db
            .read(move |tx| {
                let all = stocks::kept(tx, None, MOST_STOCKS)?;
                let low = all
                    .into_iter()
                    .filter(|stock| stock.is_low() && reaches(held_to.as_ref(), stock.location_id));
                Ok::<_, StoreError>(low.collect::<Vec<_>>())
            })
            .await?;
        low.sort_by_cached_key(|stock| {
            (stock.location.to_lowercase(), stock.beverage.to_lowercase())
        });
        Ok(low)
    }

    /// One stock, kept or not.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn stock(&self, stock_id: Uuid, by: &Staff) -> Result<StockView, StockError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                let stock = stocks::load(tx, &[stock_id])?.pop();
                let stock = stock.ok_or(StockError::Unknown)?;
                if reaches(held_to.as_ref(), stock.location_id) {
                    Ok(stock)
                } else {
                    Err(StockError::NotYours)
                }
            })
            .await
    }

    /// The movements of a stock with smaller numbers than `before`, the last first.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn stock_movements(
        &self,
        stock_id: Uuid,
        before: Option<i64>,
        limit: u32,
        by: &Staff,
    ) -> Result<Vec<MovementItem>, StockError> {
        self.stock(stock_id, by).await?;
        let before = before.unwrap_or(i64::MAX);
        let found = self
            .db
            .read(move |tx| stock_movements::page(tx, stock_id, before, limit))
            .await?;
        let names = self
            .names_of(found.iter().map(|(movement, _)| movement.user_id))
            .await?;
        let items = found.into_iter().map(|(movement, undone)| MovementItem {
            by: names.get(&movement.user_id).cloned(),
            undone,
            movement,
        });
        Ok(items.collect())
    }
}

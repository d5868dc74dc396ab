//! Looking at counts: one, the last of a location as a table, two of them against each other, and which way each stock goes.

use std::collections::{BTreeMap, HashMap};

use foh_domain::{
    bar::{Consumption, Location, Trend, Units, consumption, trend},
    identity::PersonName,
};
use foh_store::{
    StoreError, Tx, bar_locations,
    stock_counts::{self, Count, CountLine},
    stocks::{self, StockView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{MOST_STOCKS, by_name, ledger::StockError, reaches};
use crate::{House, identity::Staff};

/// A count in a list.
#[derive(Debug, Clone)]
pub struct CountItem {
    /// The count.
    pub count: Count,
    /// Who saved it; `None` when the name cannot be opened any more.
    pub by: Option<PersonName>,
}

/// A count with all that it says.
#[derive(Debug, Clone)]
pub struct CountDetail {
    /// The count.
    pub count: Count,
    /// Where it was.
    pub location: Location,
    /// Who saved it; `None` when the name cannot be opened any more.
    pub by: Option<PersonName>,
    /// Its lines, by name.
    pub lines: Vec<CountLine>,
}

/// The last counts of a location.
#[derive(Debug, Clone)]
pub struct CountTable {
    /// Where.
    pub location: Location,
    /// The counts, the newest first.
    pub counts: Vec<Count>,
    /// A row for each beverage, by the name that the newest count has for it.
    pub rows: Vec<CountTableRow>,
}

/// What the counts say of one beverage.
#[derive(Debug, Clone)]
pub struct CountTableRow {
    /// Its stock.
    pub stock_id: Uuid,
    /// What it was called last.
    pub name: String,
    /// What each count says, in their order; `None` where it was not there.
    pub lines: Vec<Option<CountLine>>,
}

/// Two counts of a location against each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Where.
    pub location: Location,
    /// The earlier.
    pub from: Count,
    /// The later.
    pub to: Count,
    /// A row for each beverage of either, by name.
    pub rows: Vec<ComparisonRow>,
}

/// What became of one beverage between two counts.
#[derive(Debug, Clone)]
pub struct ComparisonRow {
    /// Its stock.
    pub stock_id: Uuid,
    /// What it was called last.
    pub name: String,
    /// What the earlier says.
    pub from: Option<CountLine>,
    /// What the later says.
    pub to: Option<CountLine>,
    /// What was used, where both say something.
    pub consumption: Option<Consumption>,
}

/// Which way a stock goes.
#[derive(Debug, Clone)]
pub struct TrendItem {
    /// The stock as it stands now.
    pub stock: StockView,
    /// What the counts say of it, the oldest first.
    pub points: Vec<TrendPoint>,
    /// Which way it went between the last two.
    pub trend: Option<Trend>,
}

/// What a count says of a stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendPoint {
    /// When.
    pub at: Timestamp,
    /// How much there was.
    pub units: Units,
}

/// The location, if whoever asks reaches it.
fn location(
    tx: &mut Tx<'_>,
    location_id: Uuid,
    held_to: Option<&Vec<Uuid>>,
) -> Result<Location, StockError> {
    if !reaches(held_to, location_id) {
        return Err(StockError::NotYours);
    }
    bar_locations::get(tx, location_id)?.ok_or(StockError::Unknown)
}

/// The lines of these counts, by stock and count.
fn lines_of(
    tx: &mut Tx<'_>,
    counts: &[Count],
) -> Result<BTreeMap<Uuid, HashMap<Uuid, CountLine>>, StoreError> {
    let ids: Vec<Uuid> = counts.iter().map(|count| count.id).collect();
    let mut of: BTreeMap<Uuid, HashMap<Uuid, CountLine>> = BTreeMap::new();
    for line in stock_counts::lines(tx, &ids)? {
        of.entry(line.stock_id)
            .or_default()
            .insert(line.count_id, line);
    }
    Ok(of)
}

/// The last `limit` counts of a location, the newest first, with a row for each beverage.
fn table(
    tx: &mut Tx<'_>,
    location: Location,
    location_id: Uuid,
    limit: u32,
) -> Result<CountTable, StoreError> {
    let counts = stock_counts::page(tx, location_id, Uuid::max(), limit)?;
    let rows = lines_of(tx, &counts)?
        .into_iter()
        .map(|(stock_id, mut lines)| {
            let lines: Vec<Option<CountLine>> =
                counts.iter().map(|count| lines.remove(&count.id)).collect();
            let newest = lines.iter().flatten().next();
            CountTableRow {
                stock_id,
                name: newest.map(|line| line.name.clone()).unwrap_or_default(),
                lines,
            }
        });
    let mut rows: Vec<CountTableRow> = rows.collect();
    by_name(&mut rows, |row| &row.name);
    Ok(CountTable {
        location,
        counts,
        rows,
    })
}

impl House {
    /// The counts of a location made before `before`, the newest first.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn stock_counts(
        &self,
        location_id: Uuid,
        before: Option<Uuid>,
        limit: u32,
        by: &Staff,
    ) -> Result<Vec<CountItem>, StockError> {
        let held_to = by.held_to();
        let before = before.unwrap_or(Uuid::max());
        let counts = self
            .db
            .read(move |tx| {
                location(tx, location_id, held_to.as_ref())?;
                Ok::<_, StockError>(stock_counts::page(tx, location_id, before, limit)?)
            })
            .await?;
        let names = self
            .names_of(counts.iter().map(|count| count.user_id))
            .await?;
        let items = counts.into_iter().map(|count| CountItem {
            by: names.get(&count.user_id).cloned(),
            count,
        });
        Ok(items.collect())
    }

    /// One count.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn stock_count(&self, id: Uuid, by: &Staff) -> Result<CountDetail, StockError> {
        let held_to = by.held_to();
        let (count, location, lines) = self
            .db
            .read(move |tx| {
                let count = stock_counts::get(tx, id)?.ok_or(StockError::Unknown)?;
                let location = location(tx, count.location_id, held_to.as_ref())?;
                let mut lines = stock_counts::lines(tx, &[id])?;
                by_name(&mut lines, |line| &line.name);
                Ok::<_, StockError>((count, location, lines))
            })
            .await?;
        let mut names = self.names_of([count.user_id]).await?;
        Ok(CountDetail {
            count,
            location,
            by: names.remove(&count.user_id),
            lines,
        })
    }

    /// The last counts of a location as a table.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn count_table(
        &self,
        location_id: Uuid,
        limit: u32,
        by: &Staff,
    ) -> Result<CountTable, StockError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                let location = location(tx, location_id, held_to.as_ref())?;
                Ok(table(tx, location, location_id, limit)?)
            })
            .await
    }

    /// Two counts of a location against each other, in whatever order they are named.
    ///
    /// # Errors
    /// [`StockError::Unknown`] also for counts of another location, [`StockError::NotYours`], or a fault of the store.
    pub async fn compare_counts(
        &self,
        location_id: Uuid,
        (one, other): (Uuid, Uuid),
        by: &Staff,
    ) -> Result<Comparison, StockError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                let location = location(tx, location_id, held_to.as_ref())?;
                let mut count = |id| {
                    let found = stock_counts::get(tx, id)?;
                    found
                        .filter(|count| count.location_id == location_id)
                        .ok_or(StockError::Unknown)
                };
                let mut counts = [count(one)?, count(other)?];
                counts.sort_by_key(|count| (count.created_at, count.id));
                let [from, to] = counts;
                let elapsed = to.created_at.duration_since(from.created_at);
                let rows = lines_of(tx, &counts)?
                    .into_iter()
                    .map(|(stock_id, mut lines)| {
                        let (before, after) = (lines.remove(&from.id), lines.remove(&to.id));
                        // Of a count against itself there is one line.
                        let after = after.or_else(|| before.clone().filter(|_| from.id == to.id));
                        let newest = after.as_ref().or(before.as_ref());
                        let name = newest.map(|line| line.name.clone()).unwrap_or_default();
                        let consumption = before
                            .as_ref()
                            .zip(after.as_ref())
                            .map(|(from, to)| consumption(from.tally, to.tally, elapsed));
                        ComparisonRow {
                            stock_id,
                            name,
                            from: before,
                            to: after,
                            consumption,
                        }
                    });
                let mut rows: Vec<ComparisonRow> = rows.collect();
                by_name(&mut rows, |row| &row.name);
                Ok(Comparison {
                    location,
                    from,
                    to,
                    rows,
                })
            })
            .await
    }

    /// Which way each stock of a location went over its last `limit` counts, by name.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`], or a fault of the store.
    pub async fn stock_trends(
        &self,
        location_id: Uuid,
        limit: u32,
        by: &Staff,
    ) -> Result<Vec<TrendItem>, StockError> {
        let held_to = by.held_to();
        self.db
            .read(move |tx| {
                location(tx, location_id, held_to.as_ref())?;
                let mut counts = stock_counts::page(tx, location_id, Uuid::max(), limit)?;
                counts.reverse();
                let mut lines = lines_of(tx, &counts)?;
                let mut kept = stocks::kept(tx, Some(location_id), MOST_STOCKS)?;
                by_name(&mut kept, |stock| &stock.beverage);
                let items = kept.into_iter().map(|stock| {
                    let of = lines.remove(&stock.id).unwrap_or_default();
                    let points: Vec<TrendPoint> = counts
                        .iter()
                        .filter_map(|count| {
                            Some(TrendPoint {
                                at: count.created_at,
                                units: of.get(&count.id)?.tally.units,
                            })
                        })
                        .collect();
                    let levels: Vec<Units> = points.iter().map(|point| point.units).collect();
                    TrendItem {
                        stock,
                        points,
                        trend: trend(&levels),
                    }
                });
                Ok(items.collect())
            })
            .await
    }
}

//! Counts: what a location had at one moment, beverage by beverage, as everything was then.

use foh_domain::bar::{ItemVolume, Litres, Tally, Units};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    beverages::{item_volume, units, units_or_none},
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT_LINES: Bulk = Bulk::insert(
    "stock_count_lines",
    &[
        ("count_id", Kind::Uuid),
        ("stock_id", Kind::Uuid),
        ("name", Kind::Text),
        ("unit_type", Kind::Text),
        ("items", Kind::Count),
        ("item_ml", Kind::Count),
        ("units", Kind::Moment),
        ("received", Kind::Moment),
        ("wasted", Kind::Moment),
        ("alarm_minimum", Kind::Moment),
    ],
);

/// A count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub location_id: Uuid,
    /// Who saved it.
    pub user_id: Uuid,
    /// When.
    pub created_at: Timestamp,
}

/// What a count says of one beverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountLine {
    /// Of which count.
    pub count_id: Uuid,
    /// Of which stock.
    pub stock_id: Uuid,
    /// What the beverage was called.
    pub name: String,
    /// What a unit of it was called.
    pub unit_type: String,
    /// Items in a unit.
    pub items: u32,
    /// What an item held.
    pub item_volume: ItemVolume,
    /// How much there was, and what had come and gone by then.
    pub tally: Tally,
    /// The alarm minimum then.
    pub alarm_minimum: Option<Units>,
}

impl CountLine {
    /// How much that was in litres.
    #[must_use]
    pub fn litres(&self) -> Litres {
        self.tally.units.litres(self.items, self.item_volume)
    }
}

fn count(row: &Row<'_>) -> Result<Count, StoreError> {
    Ok(Count {
        id: row.get("id")?,
        location_id: row.get("location_id")?,
        user_id: row.get("user_id")?,
        created_at: row.get("created_at")?,
    })
}

fn line(row: &Row<'_>) -> Result<CountLine, StoreError> {
    Ok(CountLine {
        count_id: row.get("count_id")?,
        stock_id: row.get("stock_id")?,
        name: row.get("name")?,
        unit_type: row.get("unit_type")?,
        items: row.get("items")?,
        item_volume: item_volume(row)?,
        tally: Tally {
            units: units(row, "units")?,
            received: row.get("received")?,
            wasted: row.get("wasted")?,
        },
        alarm_minimum: units_or_none(row, "alarm_minimum")?,
    })
}

/// Adds a count with its lines.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, new: &Count, lines: &[CountLine]) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO stock_counts (id, location_id, user_id, created_at) VALUES ($1, $2, $3, $4)",
        params![new.id, new.location_id, new.user_id, new.created_at],
    )?;
    let rows: Vec<[Param<'_>; 10]> = lines
        .iter()
        .map(|line| {
            [
                line.count_id.into(),
                line.stock_id.into(),
                (&line.name).into(),
                (&line.unit_type).into(),
                line.items.into(),
                line.item_volume.millilitres().into(),
                line.tally.units.hundredths().into(),
                line.tally.received.into(),
                line.tally.wasted.into(),
                line.alarm_minimum.map(Units::hundredths).into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT_LINES, &rows)
}

/// One count.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Count>, StoreError> {
    tx.query_one(
        "SELECT id, location_id, user_id, created_at FROM stock_counts WHERE id = $1",
        params![id],
        count,
    )
}

/// The counts of a location made before `before`, the newest first.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    location_id: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Vec<Count>, StoreError> {
    tx.query(
        "SELECT id, location_id, user_id, created_at FROM stock_counts
         WHERE location_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        params![location_id, before, limit],
        count,
    )
}

/// The lines of these counts, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn lines(tx: &mut Tx<'_>, count_ids: &[Uuid]) -> Result<Vec<CountLine>, StoreError> {
    if count_ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query_in(
        "SELECT n.count_id, n.stock_id, n.name, n.unit_type, n.items, n.item_ml, n.units, n.received, n.wasted, n.alarm_minimum
         FROM stock_count_lines n WHERE n.count_id {in}",
        count_ids,
        line,
    )
}

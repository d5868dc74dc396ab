//! Stocks: how much of a beverage there is at a location. A stock is the sum of its movements, and both change in one transaction.

use foh_domain::bar::{Colour, ItemVolume, Litres, Stock, Units, is_low};
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    beverages::{colour, item_volume, units, units_or_none},
    dialect::{Bulk, Kind},
    param::params,
    recount::{self, Recount},
};

static SET: Bulk = Bulk::update(
    "stocks",
    &[
        ("id", Kind::Uuid),
        ("units", Kind::Moment),
        ("received", Kind::Moment),
        ("wasted", Kind::Moment),
        ("number", Kind::Moment),
        ("undoable", Kind::Moment),
        ("alarmed_at", Kind::Moment),
    ],
);

/// The last line: no statement takes more than there is.
pub const UNITS: &str = "stocks_units";

/// A stock with what its location and its beverage are.
#[derive(Debug, Clone)]
pub struct StockView {
    /// Its id.
    pub id: Uuid,
    /// Where it is.
    pub location_id: Uuid,
    /// What that place is called.
    pub location: String,
    /// What it is.
    pub beverage_id: Uuid,
    /// What that is called.
    pub beverage: String,
    /// What a unit of it is called.
    pub unit_type: String,
    /// Items in a unit.
    pub items: u32,
    /// What an item holds.
    pub item_volume: ItemVolume,
    /// Its colour in charts.
    pub colour: Colour,
    /// The minimum of this location, in the place of the beverage's.
    pub own_minimum: Option<Units>,
    /// How it stands.
    pub stock: Stock,
}

impl StockView {
    /// How much that is in litres.
    #[must_use]
    pub fn litres(&self) -> Litres {
        self.stock.units.litres(self.items, self.item_volume)
    }

    /// Whether there is its minimum or less.
    #[must_use]
    pub fn is_low(&self) -> bool {
        is_low(self.stock.units, self.stock.alarm_minimum)
    }
}

fn view(row: &Row<'_>) -> Result<StockView, StoreError> {
    let own_minimum = units_or_none(row, "own_minimum")?;
    Ok(StockView {
        id: row.get("id")?,
        location_id: row.get("location_id")?,
        location: row.get("location")?,
        beverage_id: row.get("beverage_id")?,
        beverage: row.get("beverage")?,
        unit_type: row.get("unit_type")?,
        items: row.get("items")?,
        item_volume: item_volume(row)?,
        colour: colour(row)?,
        own_minimum,
        stock: Stock {
            units: units(row, "units")?,
            received: row.get("received")?,
            wasted: row.get("wasted")?,
            number: row.get("number")?,
            undoable: row.get("undoable")?,
            alarm_minimum: own_minimum.or(units_or_none(row, "beverage_minimum")?),
            alarmed_at: row.get("alarmed_at")?,
            kept: row.get::<bool>("available")?
                && row.get::<bool>("beverage_active")?
                && row.get::<bool>("location_active")?,
        },
    })
}

macro_rules! stock_sql {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.location_id, l.name AS location, s.beverage_id, b.name AS beverage, t.name AS unit_type, t.items, b.item_ml, b.colour,
                    s.units, s.received, s.wasted, s.number, s.undoable, s.alarm_minimum AS own_minimum, b.alarm_minimum AS beverage_minimum,
                    s.alarmed_at, s.available, b.active AS beverage_active, l.active AS location_active
             FROM stocks s JOIN bar_locations l ON l.id = s.location_id JOIN beverages b ON b.id = s.beverage_id
             JOIN unit_types t ON t.id = b.unit_type_id ",
            $rest
        )
    };
}

/// These stocks, locked. What the beverage is called, and whether it is switched off, may be as of a moment before: nothing of a stock
/// depends on it.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<StockView>, StoreError> {
    tx.query_in(stock_sql!("WHERE s.id {in} {lock s}"), ids, view)
}

/// These stocks, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<StockView>, StoreError> {
    tx.query_in(stock_sql!("WHERE s.id {in}"), ids, view)
}

/// What the locations have, in no particular order: one location, or all of them.
///
/// # Errors
/// See [`StoreError`].
pub fn kept(
    tx: &mut Tx<'_>,
    location_id: Option<Uuid>,
    limit: u32,
) -> Result<Vec<StockView>, StoreError> {
    match location_id {
        Some(location_id) => tx.query(
            stock_sql!("WHERE s.location_id = $1 AND s.available AND b.active AND l.active ORDER BY s.id LIMIT $2"),
            params![location_id, limit],
            view,
        ),
        None => tx.query(
            stock_sql!("WHERE s.available AND b.active AND l.active ORDER BY s.id LIMIT $1"),
            params![limit],
            view,
        ),
    }
}

/// The stocks of a location that it has, locked in the order of their ids.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_kept(tx: &mut Tx<'_>, location_id: Uuid) -> Result<Vec<StockView>, StoreError> {
    tx.query(
        stock_sql!("WHERE s.location_id = $1 AND s.available AND b.active AND l.active {lock s}"),
        params![location_id],
        view,
    )
}

/// The stocks of a beverage, whether their locations have it still or not.
///
/// # Errors
/// See [`StoreError`].
pub fn of_beverage(tx: &mut Tx<'_>, beverage_id: Uuid) -> Result<Vec<StockView>, StoreError> {
    tx.query(
        stock_sql!("WHERE s.beverage_id = $1 ORDER BY s.id"),
        params![beverage_id],
        view,
    )
}

/// Writes down how locked stocks stand.
///
/// # Errors
/// See [`StoreError`]; [`UNITS`] for less than nought.
pub fn set<'a>(
    tx: &mut Tx<'_>,
    stocks: impl IntoIterator<Item = (Uuid, &'a Stock)>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 7]> = stocks
        .into_iter()
        .map(|(id, stock)| {
            [
                id.into(),
                stock.units.hundredths().into(),
                stock.received.into(),
                stock.wasted.into(),
                stock.number.into(),
                stock.undoable.into(),
                stock.alarmed_at.into(),
            ]
        })
        .collect();
    tx.bulk(&SET, &rows)
}

/// Sets the minimum of a location, or leaves it to the beverage.
///
/// # Errors
/// See [`StoreError`].
pub fn set_minimum(
    tx: &mut Tx<'_>,
    id: Uuid,
    alarm_minimum: Option<Units>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE stocks SET alarm_minimum = $1 WHERE id = $2",
        params![alarm_minimum.map(Units::hundredths), id],
    )?;
    arm(tx, id)
}

/// Whoever is above the minimum, as it is now, will be told of again when it falls to it. Of one stock, or of all of a beverage.
///
/// # Errors
/// See [`StoreError`].
pub fn arm(tx: &mut Tx<'_>, stock_or_beverage_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE stocks SET alarmed_at = NULL
         WHERE (id = $1 OR beverage_id = $1) AND alarmed_at IS NOT NULL
           AND units > COALESCE(alarm_minimum, (SELECT b.alarm_minimum FROM beverages b WHERE b.id = stocks.beverage_id), -1)",
        params![stock_or_beverage_id],
    )
    .map(|_| ())
}

/// Compares the stocks after `after`, in the order of their ids, with their movements.
///
/// # Errors
/// See [`StoreError`].
pub fn recount_page(tx: &mut Tx<'_>, after: Uuid) -> Result<Recount, StoreError> {
    recount::page(
        tx,
        "SELECT s.id,
                CASE WHEN s.units <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movements m WHERE m.stock_id = s.id)
                       OR s.number <> (SELECT COUNT(*) FROM stock_movements m WHERE m.stock_id = s.id)
                     THEN 1 ELSE 0 END AS wrong
         FROM stocks s WHERE s.id > $1 ORDER BY s.id LIMIT $2",
        after,
    )
}

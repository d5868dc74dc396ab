//! Beverages, and which locations have them.

use std::collections::{BTreeSet, HashMap};

use foh_domain::bar::{Beverage, Colour, ItemVolume, Units, stock_id};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// Without its locations, which have rows of their own.
fn beverage(row: &Row<'_>) -> Result<(Uuid, Beverage), StoreError> {
    let beverage = Beverage {
        name: row.get("name")?,
        unit_type_id: row.get("unit_type_id")?,
        item_volume: item_volume(row)?,
        alarm_minimum: units_or_none(row, "alarm_minimum")?,
        colour: colour(row)?,
        active: row.get("active")?,
        location_ids: BTreeSet::new(),
    };
    Ok((row.get("id")?, beverage))
}

pub(crate) fn item_volume(row: &Row<'_>) -> Result<ItemVolume, StoreError> {
    row.parse("item_ml", ItemVolume::of_millilitres)
}

pub(crate) fn colour(row: &Row<'_>) -> Result<Colour, StoreError> {
    row.parse("colour", |text: String| Colour::parse(&text).ok())
}

pub(crate) fn units(row: &Row<'_>, column: &str) -> Result<Units, StoreError> {
    row.parse(column, Units::of_hundredths)
}

pub(crate) fn units_or_none(row: &Row<'_>, column: &str) -> Result<Option<Units>, StoreError> {
    row.parse(column, |hundredths: Option<i64>| match hundredths {
        None => Some(None),
        Some(hundredths) => Units::of_hundredths(hundredths).map(Some),
    })
}

macro_rules! beverage_sql {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.name, b.unit_type_id, b.item_ml, b.alarm_minimum, b.colour, b.active FROM beverages b ",
            $rest
        )
    };
}

/// Adds a beverage with its locations.
///
/// # Errors
/// See [`StoreError`]; `beverages_name_key` refuses a second one of that name.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, beverage: &Beverage) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO beverages (id, name, unit_type_id, item_ml, alarm_minimum, colour, active) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            &beverage.name,
            beverage.unit_type_id,
            beverage.item_volume.millilitres(),
            beverage.alarm_minimum.map(Units::hundredths),
            beverage.colour.to_string().as_str(),
            beverage.active
        ],
    )?;
    make_available(tx, id, beverage)
}

/// Replaces a beverage's facts and says which locations have it; what lies at others stays written down there.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, beverage: &Beverage) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE beverages SET name = $1, unit_type_id = $2, item_ml = $3, alarm_minimum = $4, colour = $5, active = $6 WHERE id = $7",
        params![
            &beverage.name,
            beverage.unit_type_id,
            beverage.item_volume.millilitres(),
            beverage.alarm_minimum.map(Units::hundredths),
            beverage.colour.to_string().as_str(),
            beverage.active,
            id
        ],
    )?;
    tx.execute(
        "UPDATE stocks SET available = $1 WHERE beverage_id = $2",
        params![false, id],
    )?;
    make_available(tx, id, beverage)
}

fn make_available(tx: &mut Tx<'_>, id: Uuid, beverage: &Beverage) -> Result<(), StoreError> {
    for location_id in &beverage.location_ids {
        tx.execute(
            "INSERT INTO stocks (id, location_id, beverage_id, available, units, received, wasted, number)
             VALUES ($1, $2, $3, $4, 0, 0, 0, 0) ON CONFLICT (id) DO UPDATE SET available = excluded.available",
            params![stock_id(id, *location_id), *location_id, id, true],
        )?;
    }
    Ok(())
}

/// The locations that have these beverages, by beverage.
fn locations_of(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>, StoreError> {
    let mut of: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    if ids.is_empty() {
        return Ok(of);
    }
    let rows = tx.query_in(
        "SELECT s.beverage_id, s.location_id FROM stocks s WHERE s.available AND s.beverage_id {in}",
        ids,
        |row| Ok((row.get::<Uuid>("beverage_id")?, row.get::<Uuid>("location_id")?)),
    )?;
    for (beverage_id, location_id) in rows {
        of.entry(beverage_id).or_default().insert(location_id);
    }
    Ok(of)
}

fn with_locations(
    tx: &mut Tx<'_>,
    mut found: Vec<(Uuid, Beverage)>,
) -> Result<Vec<(Uuid, Beverage)>, StoreError> {
    let ids: Vec<Uuid> = found.iter().map(|(id, _)| *id).collect();
    let mut of = locations_of(tx, &ids)?;
    for (id, beverage) in &mut found {
        beverage.location_ids = of.remove(id).unwrap_or_default();
    }
    Ok(found)
}

/// One beverage, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Beverage>, StoreError> {
    let rows = tx.query_in(beverage_sql!("WHERE b.id {in} {lock b}"), &[id], beverage)?;
    let found = with_locations(tx, rows)?;
    Ok(found.into_iter().next().map(|(_, beverage)| beverage))
}

/// One beverage.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Beverage>, StoreError> {
    let rows = tx.query(beverage_sql!("WHERE b.id = $1"), params![id], beverage)?;
    let found = with_locations(tx, rows)?;
    Ok(found.into_iter().next().map(|(_, beverage)| beverage))
}

/// The beverage of this name.
///
/// # Errors
/// See [`StoreError`].
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<(Uuid, Beverage)>, StoreError> {
    let rows = tx.query(beverage_sql!("WHERE b.name = $1"), params![name], beverage)?;
    Ok(with_locations(tx, rows)?.into_iter().next())
}

/// Beverages whose name contains `search`, in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    active_only: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Beverage)>, StoreError> {
    let pattern = crate::tx::containing(search);
    let rows = tx.query(
        beverage_sql!(
            "WHERE b.id > $1 AND (b.active OR NOT $2) AND LOWER(b.name) LIKE $3 ESCAPE '!' ORDER BY b.id LIMIT $4"
        ),
        params![after, active_only, &pattern, limit],
        beverage,
    )?;
    with_locations(tx, rows)
}

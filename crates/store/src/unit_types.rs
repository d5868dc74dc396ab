//! Unit types: what a unit of a beverage is.

use foh_domain::bar::UnitType;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn unit_type(row: &Row<'_>) -> Result<(Uuid, UnitType), StoreError> {
    let unit_type = UnitType {
        name: row.get("name")?,
        items: row.get("items")?,
        active: row.get("active")?,
    };
    Ok((row.get("id")?, unit_type))
}

/// Adds a unit type.
///
/// # Errors
/// See [`StoreError`]; `unit_types_name_key` refuses a second one of that name.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, unit_type: &UnitType) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO unit_types (id, name, items, active) VALUES ($1, $2, $3, $4)",
        params![id, &unit_type.name, unit_type.items, unit_type.active],
    )
    .map(|_| ())
}

/// Replaces a unit type's facts.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, unit_type: &UnitType) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE unit_types SET name = $1, items = $2, active = $3 WHERE id = $4",
        params![&unit_type.name, unit_type.items, unit_type.active, id],
    )
    .map(|_| ())
}

/// One unit type, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<UnitType>, StoreError> {
    let rows = tx.query_in(
        "SELECT t.id, t.name, t.items, t.active FROM unit_types t WHERE t.id {in} {lock t}",
        &[id],
        unit_type,
    )?;
    Ok(rows.into_iter().next().map(|(_, unit_type)| unit_type))
}

/// One unit type.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<UnitType>, StoreError> {
    let found = tx.query_one(
        "SELECT id, name, items, active FROM unit_types WHERE id = $1",
        params![id],
        unit_type,
    )?;
    Ok(found.map(|(_, unit_type)| unit_type))
}

/// Whether an active beverage comes in this unit.
///
/// # Errors
/// See [`StoreError`].
pub fn is_used(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    let used = tx.query(
        "SELECT id FROM beverages WHERE unit_type_id = $1 AND active LIMIT 1",
        params![id],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(!used.is_empty())
}

/// Unit types whose name contains `search`, in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    active_only: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, UnitType)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, name, items, active FROM unit_types
         WHERE id > $1 AND (active OR NOT $2) AND LOWER(name) LIKE $3 ESCAPE '!' ORDER BY id LIMIT $4",
        params![after, active_only, &pattern, limit],
        unit_type,
    )
}

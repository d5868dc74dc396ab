//! Locations of the bar: where beverages are kept.

use foh_domain::bar::Location;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn location(row: &Row<'_>) -> Result<(Uuid, Location), StoreError> {
    let location = Location {
        name: row.get("name")?,
        description: row.get("description")?,
        active: row.get("active")?,
    };
    Ok((row.get("id")?, location))
}

/// Adds a location.
///
/// # Errors
/// See [`StoreError`]; `bar_locations_name_key` refuses a second one of that name.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, location: &Location) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO bar_locations (id, name, description, active) VALUES ($1, $2, $3, $4)",
        params![id, &location.name, &location.description, location.active],
    )
    .map(|_| ())
}

/// Replaces a location's facts.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, location: &Location) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE bar_locations SET name = $1, description = $2, active = $3 WHERE id = $4",
        params![&location.name, &location.description, location.active, id],
    )
    .map(|_| ())
}

/// One location, locked for changing: until the commit nobody else is given it, and no count of it is saved.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Location>, StoreError> {
    let rows = tx.query_in(
        "SELECT l.id, l.name, l.description, l.active FROM bar_locations l WHERE l.id {in} {lock l}",
        &[id],
        location,
    )?;
    Ok(rows.into_iter().next().map(|(_, location)| location))
}

/// One location.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Location>, StoreError> {
    let found = tx.query_one(
        "SELECT id, name, description, active FROM bar_locations WHERE id = $1",
        params![id],
        location,
    )?;
    Ok(found.map(|(_, location)| location))
}

/// These locations, in no particular order; those that are not there are left out.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, Location)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query_in(
        "SELECT l.id, l.name, l.description, l.active FROM bar_locations l WHERE l.id {in}",
        ids,
        location,
    )
}

/// Locations whose name contains `search`, in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    active_only: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Location)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, name, description, active FROM bar_locations
         WHERE id > $1 AND (active OR NOT $2) AND LOWER(name) LIKE $3 ESCAPE '!' ORDER BY id LIMIT $4",
        params![after, active_only, &pattern, limit],
        location,
    )
}

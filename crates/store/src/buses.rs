//! Buses.

use foh_domain::travel::Bus;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn bus(row: &Row<'_>) -> Result<(Uuid, Bus), StoreError> {
    let bus = Bus {
        plate: row.get("plate")?,
        capacity: row.get("capacity")?,
        company: row.get("company")?,
        active: row.get("active")?,
    };
    Ok((row.get("id")?, bus))
}

/// Adds a bus.
///
/// # Errors
/// See [`StoreError`]; `buses_plate_key` refuses a second one of that plate.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, bus: &Bus) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO buses (id, plate, capacity, company, active) VALUES ($1, $2, $3, $4, $5)",
        params![id, &bus.plate, bus.capacity, &bus.company, bus.active],
    )
    .map(|_| ())
}

/// Replaces a bus's facts; its departures stay as they are.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, bus: &Bus) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE buses SET plate = $1, capacity = $2, company = $3, active = $4 WHERE id = $5",
        params![&bus.plate, bus.capacity, &bus.company, bus.active, id],
    )
    .map(|_| ())
}

/// One bus, locked for changing: until the commit no departure is made for it elsewhere.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Bus>, StoreError> {
    let rows = tx.query_in(
        "SELECT b.id, b.plate, b.capacity, b.company, b.active FROM buses b WHERE b.id {in} {lock b}",
        &[id],
        bus,
    )?;
    Ok(rows.into_iter().next().map(|(_, bus)| bus))
}

/// One bus.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Bus>, StoreError> {
    let found = tx.query_one(
        "SELECT id, plate, capacity, company, active FROM buses WHERE id = $1",
        params![id],
        bus,
    )?;
    Ok(found.map(|(_, bus)| bus))
}

/// Buses whose plate or company contains `search`, in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    active_only: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Bus)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, plate, capacity, company, active FROM buses
         WHERE id > $1 AND (active OR NOT $2) AND (LOWER(plate) LIKE $3 ESCAPE '!' OR LOWER(company) LIKE $3 ESCAPE '!')
         ORDER BY id LIMIT $4",
        params![after, active_only, &pattern, limit],
        bus,
    )
}

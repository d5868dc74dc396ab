//! Districts: where buses leave and arrive.

use foh_domain::travel::District;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn district(row: &Row<'_>) -> Result<(Uuid, District), StoreError> {
    let district = District {
        name: row.get("name")?,
        code: row.get("code")?,
    };
    Ok((row.get("id")?, district))
}

/// Adds a district.
///
/// # Errors
/// See [`StoreError`]; `districts_name_key` and `districts_code_key` refuse a second one of that name or code.
pub fn insert(tx: &mut Tx<'_>, id: Uuid, district: &District) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO districts (id, name, code) VALUES ($1, $2, $3)",
        params![id, &district.name, &district.code],
    )
    .map(|_| ())
}

/// Replaces a district's facts.
///
/// # Errors
/// See [`insert`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, district: &District) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE districts SET name = $1, code = $2 WHERE id = $3",
        params![&district.name, &district.code, id],
    )
    .map(|_| ())
}

/// Removes a district.
///
/// # Errors
/// See [`StoreError`]; `foreign_key` while a route begins or ends there.
pub fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM districts WHERE id = $1", params![id])
        .map(|_| ())
}

/// One district, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<District>, StoreError> {
    let rows = tx.query_in(
        "SELECT d.id, d.name, d.code FROM districts d WHERE d.id {in} {lock d}",
        &[id],
        district,
    )?;
    Ok(rows.into_iter().next().map(|(_, district)| district))
}

/// One district.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<District>, StoreError> {
    let found = tx.query_one(
        "SELECT id, name, code FROM districts WHERE id = $1",
        params![id],
        district,
    )?;
    Ok(found.map(|(_, district)| district))
}

/// Districts whose name or code contains `search`, in the order of their making, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, District)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, name, code FROM districts
         WHERE id > $1 AND (LOWER(name) LIKE $2 ESCAPE '!' OR LOWER(code) LIKE $2 ESCAPE '!') ORDER BY id LIMIT $3",
        params![after, &pattern, limit],
        district,
    )
}

/// Districts by their names.
///
/// # Errors
/// See [`StoreError`].
pub fn by_name(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(Uuid, District)>, StoreError> {
    tx.query(
        "SELECT id, name, code FROM districts ORDER BY name, id LIMIT $1",
        params![limit],
        district,
    )
}

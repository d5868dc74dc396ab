//! Venues.

use foh_domain::theatre::{Venue, Zone};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn venue(row: &Row<'_>) -> Result<(Uuid, Venue), StoreError> {
    Ok((
        row.get("id")?,
        Venue {
            name: row.get("name")?,
            address: row.get("address")?,
            time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
        },
    ))
}

/// Adds a venue.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, id: Uuid, venue: &Venue) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO venues (id, name, address, time_zone) VALUES ($1, $2, $3, $4)",
        params![id, &venue.name, &venue.address, venue.time_zone.as_str()],
    )
    .map(|_| ())
}

/// Replaces a venue's facts.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, venue: &Venue) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE venues SET name = $1, address = $2, time_zone = $3 WHERE id = $4",
        params![&venue.name, &venue.address, venue.time_zone.as_str(), id],
    )
    .map(|_| ())
}

/// One venue, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Venue>, StoreError> {
    let rows = tx.query_in(
        "SELECT v.id, v.name, v.address, v.time_zone FROM venues v WHERE v.id {in} {lock v}",
        &[id],
        venue,
    )?;
    Ok(rows.into_iter().next().map(|(_, venue)| venue))
}

/// One venue.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Venue>, StoreError> {
    let found = tx.query_one(
        "SELECT id, name, address, time_zone FROM venues WHERE id = $1",
        params![id],
        venue,
    )?;
    Ok(found.map(|(_, venue)| venue))
}

/// Venues whose name or address contains `search` (folded, may be empty), after `after`, in the order of their making.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    search: &str,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Venue)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, name, address, time_zone FROM venues
         WHERE id > $1 AND (LOWER(name) LIKE $2 ESCAPE '!' OR LOWER(address) LIKE $2 ESCAPE '!') ORDER BY id LIMIT $3",
        params![after, &pattern, limit],
        venue,
    )
}

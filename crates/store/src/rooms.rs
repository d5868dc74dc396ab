//! Rooms of venues.

use foh_domain::theatre::Room;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn room(row: &Row<'_>) -> Result<(Uuid, Room), StoreError> {
    Ok((
        row.get("id")?,
        Room {
            venue_id: row.get("venue_id")?,
            name: row.get("name")?,
            capacity: row.get("capacity")?,
        },
    ))
}

/// Adds a room; `foreign_key` refuses an unknown venue, `rooms_venue_id_name_key` a second one of that name.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, id: Uuid, room: &Room) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO rooms (id, venue_id, name, capacity) VALUES ($1, $2, $3, $4)",
        params![id, room.venue_id, &room.name, room.capacity],
    )
    .map(|_| ())
}

/// Replaces a room's facts.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, room: &Room) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rooms SET venue_id = $1, name = $2, capacity = $3 WHERE id = $4",
        params![room.venue_id, &room.name, room.capacity, id],
    )
    .map(|_| ())
}

/// One room, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Room>, StoreError> {
    let rows = tx.query_in(
        "SELECT r.id, r.venue_id, r.name, r.capacity FROM rooms r WHERE r.id {in} {lock r}",
        &[id],
        room,
    )?;
    Ok(rows.into_iter().next().map(|(_, room)| room))
}

/// One room.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Room>, StoreError> {
    let found = tx.query_one(
        "SELECT id, venue_id, name, capacity FROM rooms WHERE id = $1",
        params![id],
        room,
    )?;
    Ok(found.map(|(_, room)| room))
}

/// Rooms, of one venue or of all, whose name contains `search`, after `after`, in the order of their making.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    venue: Option<Uuid>,
    search: &str,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Room)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, venue_id, name, capacity FROM rooms
         WHERE id > $1 AND LOWER(name) LIKE $2 ESCAPE '!' AND (venue_id = $3 OR $3 IS NULL) ORDER BY id LIMIT $4",
        params![after, &pattern, venue, limit],
        room,
    )
}

//! Occurrences: what is dated and has places, whichever desk it belongs to.

use std::collections::HashMap;

use foh_domain::booking::Places;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
    recount::{self, Recount},
};

static CONFIRMED: Bulk = Bulk::update(
    "occurrences",
    &[("id", Kind::Uuid), ("confirmed", Kind::Count)],
);

static TAKEN: Bulk = Bulk::update(
    "occurrences",
    &[
        ("id", Kind::Uuid),
        ("confirmed", Kind::Count),
        ("held", Kind::Count),
    ],
);

/// An occurrence's moment and counters.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence {
    /// When it begins.
    pub starts_at: Timestamp,
    /// Its places.
    pub places: Places,
}

/// Reads the columns of the counters.
pub(crate) fn places(row: &Row<'_>) -> Result<Places, StoreError> {
    Ok(Places {
        capacity: row.get("capacity")?,
        additional: row.get("additional")?,
        manually_occupied: row.get("manually_occupied")?,
        confirmed: row.get("confirmed")?,
        held: row.get("held")?,
    })
}

/// Adds an occurrence.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when more places are taken than there are.
pub fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &str,
    occurrence: &Occurrence,
) -> Result<(), StoreError> {
    let places = occurrence.places;
    tx.execute(
        "INSERT INTO occurrences (id, kind, starts_at, capacity, additional, manually_occupied, confirmed, held)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            kind,
            occurrence.starts_at,
            places.capacity,
            places.additional,
            places.manually_occupied,
            places.confirmed,
            places.held
        ],
    )
    .map(|_| ())
}

/// Replaces an occurrence's moment and the places that people set; confirmed and held stay. Of one that is moved, the guests
/// are erased when the new moment is long enough ago.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when more places are taken than there would be.
pub fn update(tx: &mut Tx<'_>, id: Uuid, occurrence: &Occurrence) -> Result<(), StoreError> {
    let places = occurrence.places;
    tx.execute(
        "UPDATE occurrences SET starts_at = $1, capacity = $2, additional = $3, manually_occupied = $4,
                erased_at = CASE WHEN starts_at = $1 THEN erased_at END WHERE id = $5",
        params![occurrence.starts_at, places.capacity, places.additional, places.manually_occupied, id],
    )
    .map(|_| ())
}

/// These occurrences, locked in the order of their ids until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Occurrence>, StoreError> {
    let rows = tx.query_in(
        "SELECT o.id, o.starts_at, o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held
         FROM occurrences o WHERE o.id {in} {lock o}",
        ids,
        |row| {
            let occurrence = Occurrence {
                starts_at: row.get("starts_at")?,
                places: places(row)?,
            };
            Ok((row.get("id")?, occurrence))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Which desk's an occurrence is, by the word of its kind.
///
/// # Errors
/// See [`StoreError`].
pub fn kind(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<String>, StoreError> {
    tx.query_one(
        "SELECT kind FROM occurrences WHERE id = $1",
        params![id],
        |row| row.get("kind"),
    )
}

/// Stores the confirmed places of locked occurrences.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when that would overbook one.
pub fn set_confirmed(
    tx: &mut Tx<'_>,
    confirmed: impl IntoIterator<Item = (Uuid, u32)>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = confirmed
        .into_iter()
        .map(|(id, places)| [id.into(), places.into()])
        .collect();
    tx.bulk(&CONFIRMED, &rows)
}

/// Stores the confirmed and the held places of locked occurrences.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when that would overbook one.
pub fn set_taken(
    tx: &mut Tx<'_>,
    places: impl IntoIterator<Item = (Uuid, Places)>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 3]> = places
        .into_iter()
        .map(|(id, places)| [id.into(), places.confirmed.into(), places.held.into()])
        .collect();
    tx.bulk(&TAKEN, &rows)
}

/// A room's new capacity for its performances that have not begun.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when one has more places taken than there would be.
pub fn set_room_capacity(
    tx: &mut Tx<'_>,
    room_id: Uuid,
    capacity: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE occurrences SET capacity = $1
         WHERE starts_at > $2 AND id IN (SELECT p.id FROM performances p WHERE p.room_id = $3)",
        params![capacity, now, room_id],
    )
    .map(|_| ())
}

/// Compares the counters of the occurrences after `after`, in the order of their ids, with their reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn recount_page(tx: &mut Tx<'_>, after: Uuid) -> Result<Recount, StoreError> {
    recount::page(
        tx,
        "SELECT o.id,
                CASE WHEN o.confirmed <> (SELECT COALESCE(SUM(r.party_size), 0) FROM reservations r
                                          WHERE r.occurrence_id = o.id AND r.status IN ('confirmed', 'checked_in'))
                       OR o.held <> (SELECT COALESCE(SUM(r.party_size), 0) FROM travel_bookings b JOIN reservations r ON r.id = b.id
                                     WHERE b.departure_id = o.id AND b.hold_until IS NOT NULL)
                       OR o.manually_occupied + o.confirmed + o.held > o.capacity + o.additional
                     THEN 1 ELSE 0 END AS wrong
         FROM occurrences o WHERE o.id > $1 ORDER BY o.id LIMIT $2",
        after,
    )
}

/// All occurrences that [`recount_page`] finds wrong.
///
/// # Errors
/// See [`StoreError`].
pub fn recount(tx: &mut Tx<'_>) -> Result<Vec<Uuid>, StoreError> {
    let (mut wrong, mut after) = (Vec::new(), Some(Uuid::nil()));
    while let Some(start) = after {
        let page = recount_page(tx, start)?;
        wrong.extend(page.wrong);
        after = page.next;
    }
    Ok(wrong)
}

//! Admissions at the door.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "check_ins",
    &[
        ("id", Kind::Uuid),
        ("reservation_id", Kind::Uuid),
        ("user_id", Kind::Uuid),
        ("admitted", Kind::Count),
        ("created_at", Kind::Moment),
    ],
);

/// An admission of a party, whole or in part.
#[derive(Debug, Clone, Copy)]
pub struct CheckIn {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub reservation_id: Uuid,
    /// By which member of staff.
    pub user_id: Uuid,
    /// How many of the party.
    pub admitted: u32,
    /// When.
    pub created_at: Timestamp,
}

fn check_in(row: &Row<'_>) -> Result<CheckIn, StoreError> {
    Ok(CheckIn {
        id: row.get("id")?,
        reservation_id: row.get("reservation_id")?,
        user_id: row.get("user_id")?,
        admitted: row.get("admitted")?,
        created_at: row.get("created_at")?,
    })
}

/// Adds admissions.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, check_ins: &[CheckIn]) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 5]> = check_ins
        .iter()
        .map(|new| {
            [
                new.id.into(),
                new.reservation_id.into(),
                new.user_id.into(),
                new.admitted.into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// The admissions of a reservation, the newest first and at most `limit`, each with when it was undone.
///
/// # Errors
/// See [`StoreError`].
pub fn of(
    tx: &mut Tx<'_>,
    reservation_id: Uuid,
    limit: u32,
) -> Result<Vec<(CheckIn, Option<Timestamp>)>, StoreError> {
    tx.query(
        "SELECT id, reservation_id, user_id, admitted, created_at, undone_at FROM check_ins
         WHERE reservation_id = $1 ORDER BY id DESC LIMIT $2",
        params![reservation_id, limit],
        |row| Ok((check_in(row)?, row.get("undone_at")?)),
    )
}

/// One admission that was not undone.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<CheckIn>, StoreError> {
    tx.query_one(
        "SELECT id, reservation_id, user_id, admitted, created_at FROM check_ins WHERE id = $1 AND undone_at IS NULL",
        params![id],
        check_in,
    )
}

/// When somebody of the reservation was last admitted, admissions that were undone aside.
///
/// # Errors
/// See [`StoreError`].
pub fn last(tx: &mut Tx<'_>, reservation_id: Uuid) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(
        "SELECT created_at FROM check_ins WHERE reservation_id = $1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        params![reservation_id],
        |row| row.get("created_at"),
    )
}

/// Undoes all admissions of these reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn undo_all(
    tx: &mut Tx<'_>,
    reservation_ids: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.query_in_with(
        "UPDATE check_ins SET undone_at = $2 WHERE reservation_id {in} AND undone_at IS NULL RETURNING id",
        reservation_ids,
        params![now],
        |row| row.get::<Uuid>("id"),
    )
    .map(|_| ())
}

/// Undoes an admission: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn undo(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE check_ins SET undone_at = $1 WHERE id = $2 AND undone_at IS NULL",
        params![now, id],
    )
    .map(|changed| changed == 1)
}

//! Movements of stocks, one row for each change; rows are only added.

use foh_domain::bar::{MovementKind, Units, WasteReason};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    beverages::units,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "stock_movements",
    &[
        ("id", Kind::Uuid),
        ("stock_id", Kind::Uuid),
        ("number", Kind::Moment),
        ("kind", Kind::Text),
        ("delta", Kind::Moment),
        ("units", Kind::Moment),
        ("reason", Kind::Text),
        ("note", Kind::Text),
        ("user_id", Kind::Uuid),
        ("previous", Kind::Moment),
        ("undoes", Kind::Uuid),
        ("other_id", Kind::Uuid),
        ("created_at", Kind::Moment),
    ],
);

/// What refuses to undo a movement twice.
pub const UNDONE_ONCE: &str = "stock_movements_undoes_key";

/// A movement.
#[derive(Debug, Clone)]
pub struct Movement {
    /// Its id.
    pub id: Uuid,
    /// Of which stock.
    pub stock_id: Uuid,
    /// The how manieth of it, from 1.
    pub number: i64,
    /// What it was.
    pub kind: MovementKind,
    /// By how many hundredths of a unit it changed.
    pub delta: i64,
    /// What there was afterwards.
    pub units: Units,
    /// Why it was thrown away.
    pub reason: Option<WasteReason>,
    /// What was noted; at most 200 characters.
    pub note: Option<String>,
    /// Who did it.
    pub user_id: Uuid,
    /// The number of the movement that could be undone before it.
    pub previous: Option<i64>,
    /// The movement it reverses.
    pub undoes: Option<Uuid>,
    /// The movement at the other end of a transfer.
    pub other_id: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
}

fn movement(row: &Row<'_>) -> Result<Movement, StoreError> {
    let reason: Option<String> = row.get("reason")?;
    Ok(Movement {
        id: row.get("id")?,
        stock_id: row.get("stock_id")?,
        number: row.get("number")?,
        kind: row.parse("kind", |word: String| MovementKind::parse(&word))?,
        delta: row.get("delta")?,
        units: units(row, "units")?,
        reason: reason
            .map(|word| {
                WasteReason::parse(&word)
                    .ok_or_else(|| StoreError::decode("reason", "not a reason"))
            })
            .transpose()?,
        note: row.get("note")?,
        user_id: row.get("user_id")?,
        previous: row.get("previous")?,
        undoes: row.get("undoes")?,
        other_id: row.get("other_id")?,
        created_at: row.get("created_at")?,
    })
}

macro_rules! movement_sql {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.stock_id, m.number, m.kind, m.delta, m.units, m.reason, m.note, m.user_id, m.previous, m.undoes, m.other_id,
                    m.created_at
             FROM stock_movements m ",
            $rest
        )
    };
}

/// Adds movements.
///
/// # Errors
/// See [`StoreError`]; [`UNDONE_ONCE`] when one of them was undone already.
pub fn insert(tx: &mut Tx<'_>, movements: &[Movement]) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 13]> = movements
        .iter()
        .map(|new| {
            [
                new.id.into(),
                new.stock_id.into(),
                new.number.into(),
                new.kind.as_str().into(),
                new.delta.into(),
                new.units.hundredths().into(),
                new.reason.map(WasteReason::as_str).into(),
                new.note.as_deref().into(),
                new.user_id.into(),
                new.previous.into(),
                new.undoes.into(),
                new.other_id.into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// One movement.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Movement>, StoreError> {
    tx.query_one(movement_sql!("WHERE m.id = $1"), params![id], movement)
}

/// The movement of a stock with this number.
///
/// # Errors
/// See [`StoreError`].
pub fn numbered(
    tx: &mut Tx<'_>,
    stock_id: Uuid,
    number: i64,
) -> Result<Option<Movement>, StoreError> {
    tx.query_one(
        movement_sql!("WHERE m.stock_id = $1 AND m.number = $2"),
        params![stock_id, number],
        movement,
    )
}

/// Whether a movement was undone.
///
/// # Errors
/// See [`StoreError`].
pub fn is_undone(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    let found = tx.query(
        "SELECT m.id FROM stock_movements m WHERE m.undoes = $1",
        params![id],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(!found.is_empty())
}

/// The movements of a stock with smaller numbers than this, the last first, and whether each was undone.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    stock_id: Uuid,
    before: i64,
    limit: u32,
) -> Result<Vec<(Movement, bool)>, StoreError> {
    tx.query(
        "SELECT m.id, m.stock_id, m.number, m.kind, m.delta, m.units, m.reason, m.note, m.user_id, m.previous, m.undoes, m.other_id,
                m.created_at, u.id AS undone_by
         FROM stock_movements m LEFT JOIN stock_movements u ON u.undoes = m.id
         WHERE m.stock_id = $1 AND m.number < $2 ORDER BY m.number DESC LIMIT $3",
        params![stock_id, before, limit],
        |row| {
            let undone_by: Option<Uuid> = row.get("undone_by")?;
            Ok((movement(row)?, undone_by.is_some()))
        },
    )
}

//! Operators' drawers.

use foh_domain::{payments::Money, travel::Drawer};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, departures::money, param::params};

/// What refuses a second open drawer of an operator.
pub const ONE_OPEN: &str = "shifts_operator_id_key";

/// A drawer, open or closed.
#[derive(Debug, Clone)]
pub struct Shift {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub operator_id: Uuid,
    /// What lies in it.
    pub drawer: Drawer,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// What was counted then.
    pub counted: Option<Money>,
    /// What the operator noted then.
    pub notes: String,
}

macro_rules! shift_sql {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.operator_id, s.currency, s.opening_float, s.sales, s.refunds, s.opened_at, s.closed_at, s.counted, s.notes
             FROM shifts s ",
            $rest
        )
    };
}

fn shift(row: &Row<'_>) -> Result<Shift, StoreError> {
    let closed_at: Option<Timestamp> = row.get("closed_at")?;
    let float = money(row, "opening_float")?;
    // Sums of a shift may be larger than any one amount.
    let sum = |column| {
        let amount = row.parse(column, |amount: i64| u64::try_from(amount).ok())?;
        Ok::<_, StoreError>(Money {
            amount,
            currency: float.currency,
        })
    };
    Ok(Shift {
        id: row.get("id")?,
        operator_id: row.get("operator_id")?,
        drawer: Drawer {
            float,
            sales: sum("sales")?,
            refunds: sum("refunds")?,
            closed: closed_at.is_some(),
        },
        opened_at: row.get("opened_at")?,
        closed_at,
        counted: match row.get::<Option<i64>>("counted")? {
            Some(_) => Some(sum("counted")?),
            None => None,
        },
        notes: row.get("notes")?,
    })
}

/// Opens a drawer; [`ONE_OPEN`] refuses a second.
///
/// # Errors
/// See [`StoreError`].
pub fn open(
    tx: &mut Tx<'_>,
    id: Uuid,
    operator_id: Uuid,
    float: Money,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO shifts (id, operator_id, currency, opening_float, sales, refunds, opened_at, notes)
         VALUES ($1, $2, $3, $4, 0, 0, $5, '')",
        params![id, operator_id, float.currency.code(), float.amount.cast_signed(), now],
    )
    .map(|_| ())
}

/// The open drawer of an operator, locked.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_open(tx: &mut Tx<'_>, operator_id: Uuid) -> Result<Option<Shift>, StoreError> {
    tx.query_one(
        shift_sql!("WHERE s.operator_id = $1 AND s.closed_at IS NULL {lock s}"),
        params![operator_id],
        shift,
    )
}

/// The open drawer of an operator.
///
/// # Errors
/// See [`StoreError`].
pub fn open_of(tx: &mut Tx<'_>, operator_id: Uuid) -> Result<Option<Shift>, StoreError> {
    tx.query_one(
        shift_sql!("WHERE s.operator_id = $1 AND s.closed_at IS NULL"),
        params![operator_id],
        shift,
    )
}

/// Writes down what a locked drawer has taken and given. A closed one never changes.
///
/// # Errors
/// See [`StoreError`].
pub fn set_sums(tx: &mut Tx<'_>, id: Uuid, drawer: &Drawer) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE shifts SET sales = $1, refunds = $2 WHERE id = $3 AND closed_at IS NULL",
        params![
            drawer.sales.amount.cast_signed(),
            drawer.refunds.amount.cast_signed(),
            id
        ],
    )
    .map(|changed| changed == 1)
}

/// Closes an open drawer: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn close(
    tx: &mut Tx<'_>,
    id: Uuid,
    counted: Money,
    notes: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE shifts SET counted = $1, notes = $2, closed_at = $3 WHERE id = $4 AND closed_at IS NULL",
        params![counted.amount.cast_signed(), notes, now, id],
    )
    .map(|changed| changed == 1)
}

/// One drawer.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Shift>, StoreError> {
    tx.query_one(shift_sql!("WHERE s.id = $1"), params![id], shift)
}

/// Drawers made before `before`, the newest first: of one operator, or of all.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    operator_id: Option<Uuid>,
    before: Uuid,
    limit: u32,
) -> Result<Vec<Shift>, StoreError> {
    match operator_id {
        Some(operator_id) => tx.query(
            shift_sql!("WHERE s.operator_id = $1 AND s.id < $2 ORDER BY s.id DESC LIMIT $3"),
            params![operator_id, before, limit],
            shift,
        ),
        None => tx.query(
            shift_sql!("WHERE s.id < $1 ORDER BY s.id DESC LIMIT $2"),
            params![before, limit],
            shift,
        ),
    }
}

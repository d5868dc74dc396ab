//! Refunds: money on its way back.

use foh_domain::payments::{Money, PaymentMethod, RefundCause, RefundStatus};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    departures::money,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "refunds",
    &[
        ("id", Kind::Uuid),
        ("payment_id", Kind::Uuid),
        ("charge_id", Kind::Uuid),
        ("amount", Kind::Moment),
        ("currency", Kind::Text),
        ("status", Kind::Text),
        ("cause", Kind::Text),
        ("shift_id", Kind::Uuid),
        ("created_by", Kind::Uuid),
        ("created_at", Kind::Moment),
        ("decided_at", Kind::Moment),
        ("checks", Kind::Count),
    ],
);
static LEASE: Bulk = Bulk::update(
    "refunds",
    &[("id", Kind::Uuid), ("next_check_at", Kind::Moment)],
);

/// A refund to be added.
#[derive(Debug, Clone)]
pub struct NewRefund {
    /// Its id, in the lane of its payment.
    pub id: Uuid,
    /// Of which payment.
    pub payment_id: Uuid,
    /// What the provider knows it by: a random UUID.
    pub charge_id: Uuid,
    /// How much.
    pub money: Money,
    /// Where it stands: pending; cash from a drawer is completed at once.
    pub status: RefundStatus,
    /// Why.
    pub cause: RefundCause,
    /// Out of which drawer it came.
    pub shift_id: Option<Uuid>,
    /// Who decided it, if not the house by its rules.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
}

/// A refund as stored.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct RefundRow {
    pub id: Uuid,
    pub payment_id: Uuid,
    pub charge_id: Uuid,
    pub money: Money,
    pub status: RefundStatus,
    pub cause: RefundCause,
    pub reference: Option<String>,
    pub shift_id: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub next_check_at: Option<Timestamp>,
    pub checks: u32,
    pub last_error: Option<String>,
}

fn refund(row: &Row<'_>) -> Result<RefundRow, StoreError> {
    Ok(RefundRow {
        id: row.get("id")?,
        payment_id: row.get("payment_id")?,
        charge_id: row.get("charge_id")?,
        money: money(row, "amount")?,
        status: row.parse("status", |word: String| RefundStatus::parse(&word))?,
        cause: row.parse("cause", |word: String| RefundCause::parse(&word))?,
        reference: row.get("reference")?,
        shift_id: row.get("shift_id")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        decided_at: row.get("decided_at")?,
        next_check_at: row.get("next_check_at")?,
        checks: row.get("checks")?,
        last_error: row.get("last_error")?,
    })
}

macro_rules! refund_sql {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.payment_id, f.charge_id, f.amount, f.currency, f.status, f.cause, f.reference, f.shift_id, f.created_by,
                    f.created_at, f.decided_at, f.next_check_at, f.checks, f.last_error FROM refunds f ",
            $rest
        )
    };
}

/// Adds refunds.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    refunds: impl IntoIterator<Item = &'a NewRefund>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 12]> = refunds
        .into_iter()
        .map(|new| {
            let decided_at = (new.status != RefundStatus::Pending).then_some(new.created_at);
            [
                new.id.into(),
                new.payment_id.into(),
                new.charge_id.into(),
                new.money.amount.cast_signed().into(),
                new.money.currency.code().into(),
                new.status.as_str().into(),
                new.cause.as_str().into(),
                new.shift_id.into(),
                new.created_by.into(),
                new.created_at.into(),
                decided_at.into(),
                0_u32.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// One refund.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<RefundRow>, StoreError> {
    tx.query_one(refund_sql!("WHERE f.id = $1"), params![id], refund)
}

/// The refund that the provider knows by this id.
///
/// # Errors
/// See [`StoreError`].
pub fn by_charge(tx: &mut Tx<'_>, charge_id: Uuid) -> Result<Option<RefundRow>, StoreError> {
    tx.query_one(
        refund_sql!("WHERE f.charge_id = $1"),
        params![charge_id],
        refund,
    )
}

/// The refunds of a payment, the oldest first. Whoever adds or changes one has locked the payment.
///
/// # Errors
/// See [`StoreError`].
pub fn of_payment(tx: &mut Tx<'_>, payment_id: Uuid) -> Result<Vec<RefundRow>, StoreError> {
    tx.query(
        refund_sql!("WHERE f.payment_id = $1 ORDER BY f.id"),
        params![payment_id],
        refund,
    )
}

/// The refunds of these payments, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_payments(tx: &mut Tx<'_>, payment_ids: &[Uuid]) -> Result<Vec<RefundRow>, StoreError> {
    let mut found = tx.query_in(refund_sql!("WHERE f.payment_id {in}"), payment_ids, refund)?;
    found.sort_unstable_by_key(|refund| refund.id);
    Ok(found)
}

/// At most `limit` refunds that came out of a drawer, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_shift(tx: &mut Tx<'_>, shift_id: Uuid, limit: u32) -> Result<Vec<RefundRow>, StoreError> {
    tx.query(
        refund_sql!("WHERE f.shift_id = $1 ORDER BY f.id LIMIT $2"),
        params![shift_id, limit],
        refund,
    )
}

/// Stores all that changes of a refund whose payment is locked.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, refund: &RefundRow) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE refunds SET charge_id = $1, status = $2, reference = $3, shift_id = $4, decided_at = $5, next_check_at = $6,
                checks = $7, last_error = $8 WHERE id = $9",
        params![
            refund.charge_id,
            refund.status.as_str(),
            refund.reference.as_deref(),
            refund.shift_id,
            refund.decided_at,
            refund.next_check_at,
            refund.checks,
            refund.last_error.as_deref(),
            refund.id
        ],
    )
    .map(|_| ())
}

/// Has the provider asked at `at`, or before if it is to be asked before: only where it has been asked for the refund.
///
/// # Errors
/// See [`StoreError`].
pub fn check_by(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE refunds SET next_check_at = $1 WHERE id = $2 AND next_check_at > $1",
        params![at, id],
    )
    .map(|_| ())
}

/// Takes at most `limit` refunds of payments of this method that the provider is to be asked about, and leases them until `lease`:
/// nobody else gets them before.
///
/// # Errors
/// See [`StoreError`].
pub fn claim_checks(
    tx: &mut Tx<'_>,
    method: PaymentMethod,
    (now, lease): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<RefundRow>, StoreError> {
    let due = tx.query(
        refund_sql!(
            "WHERE f.next_check_at <= $1 AND f.payment_id IN (SELECT p.id FROM payments p WHERE p.method = $2)
             ORDER BY f.next_check_at, f.id LIMIT $3 {skip_locked}"
        ),
        params![now, method.as_str(), limit],
        refund,
    )?;
    let rows: Vec<[Param<'_>; 2]> = due
        .iter()
        .map(|refund| [refund.id.into(), lease.into()])
        .collect();
    tx.bulk(&LEASE, &rows)?;
    Ok(due)
}

/// Refunds that the payer does not have yet, after `after`, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn open(tx: &mut Tx<'_>, after: Uuid, limit: u32) -> Result<Vec<RefundRow>, StoreError> {
    tx.query(
        refund_sql!("WHERE f.status <> 'completed' AND f.id > $1 ORDER BY f.id LIMIT $2"),
        params![after, limit],
        refund,
    )
}

/// How many refunds the payer does not have yet, counted up to `most`.
///
/// # Errors
/// See [`StoreError`].
pub fn count_open(tx: &mut Tx<'_>, most: u32) -> Result<u32, StoreError> {
    let counted = tx.query_one(
        "SELECT COUNT(*) AS n FROM (SELECT f.id FROM refunds f WHERE f.status <> 'completed' LIMIT $1) open_refunds",
        params![most],
        |row| row.get::<i64>("n"),
    )?;
    Ok(counted.and_then(|n| n.try_into().ok()).unwrap_or(0))
}

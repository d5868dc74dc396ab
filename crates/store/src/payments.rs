//! Payments: the attempts to pay for reservations, whichever desk they are of.

use foh_domain::{
    payments::{FailureReason, Money, PaymentAlert, PaymentMethod, PaymentStatus, VisitPage},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    departures::money,
    dialect::{Bulk, Kind},
    param::params,
};

mod erasing;
mod lists;

pub use erasing::{erase_before, erase_visits_of};
pub use lists::{attention, count_attention, of_shift, pending};

static INSERT: Bulk = Bulk::insert(
    "payments",
    &[
        ("id", Kind::Uuid),
        ("reservation_id", Kind::Uuid),
        ("method", Kind::Text),
        ("charge_id", Kind::Uuid),
        ("amount", Kind::Moment),
        ("currency", Kind::Text),
        ("status", Kind::Text),
        ("closes_at", Kind::Moment),
        ("shift_id", Kind::Uuid),
        ("created_at", Kind::Moment),
        ("decided_at", Kind::Moment),
        ("next_check_at", Kind::Moment),
        ("checks", Kind::Count),
    ],
);
static LEASE: Bulk = Bulk::update(
    "payments",
    &[("id", Kind::Uuid), ("next_check_at", Kind::Moment)],
);

/// A payment to be added.
#[derive(Debug, Clone)]
pub struct NewPayment {
    /// Its id, in the lane of its reservation.
    pub id: Uuid,
    /// What it is for.
    pub reservation_id: Uuid,
    /// How it is paid.
    pub method: PaymentMethod,
    /// What the provider knows it by: a random UUID.
    pub charge_id: Uuid,
    /// How much.
    pub money: Money,
    /// Where it stands: pending; cash is completed at once.
    pub status: PaymentStatus,
    /// When a hosted page is closed.
    pub closes_at: Option<Timestamp>,
    /// Into which drawer it went.
    pub shift_id: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
    /// When the provider is asked how it stands.
    pub next_check_at: Option<Timestamp>,
}

/// A payment as stored.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct PaymentRow {
    pub id: Uuid,
    pub reservation_id: Uuid,
    pub method: PaymentMethod,
    pub charge_id: Uuid,
    pub money: Money,
    pub status: PaymentStatus,
    pub reason: Option<FailureReason>,
    pub reference: Option<String>,
    pub visit: Option<Sealed<VisitPage>>,
    pub closes_at: Option<Timestamp>,
    pub shift_id: Option<Uuid>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub next_check_at: Option<Timestamp>,
    pub checks: u32,
    pub alert: Option<PaymentAlert>,
}

fn payment(row: &Row<'_>) -> Result<PaymentRow, StoreError> {
    let reason: Option<String> = row.get("reason")?;
    let alert: Option<String> = row.get("alert")?;
    Ok(PaymentRow {
        id: row.get("id")?,
        reservation_id: row.get("reservation_id")?,
        method: row.parse("method", |word: String| PaymentMethod::parse(&word))?,
        charge_id: row.get("charge_id")?,
        money: money(row, "amount")?,
        status: row.parse("status", |word: String| PaymentStatus::parse(&word))?,
        reason: reason
            .map(|word| {
                FailureReason::parse(&word)
                    .ok_or_else(|| StoreError::decode("reason", "not a reason"))
            })
            .transpose()?,
        reference: row.get("reference")?,
        visit: row.get::<Option<Vec<u8>>>("visit")?.map(Sealed::from_bytes),
        closes_at: row.get("closes_at")?,
        shift_id: row.get("shift_id")?,
        created_at: row.get("created_at")?,
        decided_at: row.get("decided_at")?,
        next_check_at: row.get("next_check_at")?,
        checks: row.get("checks")?,
        alert: alert
            .map(|text| {
                PaymentAlert::from_stored(&text)
                    .ok_or_else(|| StoreError::decode("alert", "not an alert"))
            })
            .transpose()?,
    })
}

macro_rules! payment_sql {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.reservation_id, p.method, p.charge_id, p.amount, p.currency, p.status, p.reason, p.reference, p.visit,
                    p.closes_at, p.shift_id, p.created_at, p.decided_at, p.next_check_at, p.checks, p.alert FROM payments p ",
            $rest
        )
    };
}
use payment_sql;

/// Adds payments.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    payments: impl IntoIterator<Item = &'a NewPayment>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 13]> = payments
        .into_iter()
        .map(|new| {
            let decided_at = (new.status != PaymentStatus::Pending).then_some(new.created_at);
            [
                new.id.into(),
                new.reservation_id.into(),
                new.method.as_str().into(),
                new.charge_id.into(),
                new.money.amount.cast_signed().into(),
                new.money.currency.code().into(),
                new.status.as_str().into(),
                new.closes_at.into(),
                new.shift_id.into(),
                new.created_at.into(),
                decided_at.into(),
                new.next_check_at.into(),
                0_u32.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// One payment.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<PaymentRow>, StoreError> {
    tx.query_one(payment_sql!("WHERE p.id = $1"), params![id], payment)
}

/// The payment that the provider knows by this id.
///
/// # Errors
/// See [`StoreError`].
pub fn by_charge(tx: &mut Tx<'_>, charge_id: Uuid) -> Result<Option<PaymentRow>, StoreError> {
    tx.query_one(
        payment_sql!("WHERE p.charge_id = $1"),
        params![charge_id],
        payment,
    )
}

/// These payments, locked in the order of their ids until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<PaymentRow>, StoreError> {
    tx.query_in(payment_sql!("WHERE p.id {in} {lock p}"), ids, payment)
}

/// The payments of a reservation, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_reservation(
    tx: &mut Tx<'_>,
    reservation_id: Uuid,
) -> Result<Vec<PaymentRow>, StoreError> {
    tx.query(
        payment_sql!("WHERE p.reservation_id = $1 ORDER BY p.id"),
        params![reservation_id],
        payment,
    )
}

/// The same, locked in the order of their ids until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_of_reservation(
    tx: &mut Tx<'_>,
    reservation_id: Uuid,
) -> Result<Vec<PaymentRow>, StoreError> {
    lock_of_reservations(tx, &[reservation_id])
}

/// The payments of these reservations, locked in the order of their ids until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_of_reservations(
    tx: &mut Tx<'_>,
    reservation_ids: &[Uuid],
) -> Result<Vec<PaymentRow>, StoreError> {
    let mut found = tx.query_in(
        payment_sql!("WHERE p.reservation_id {in} {lock p}"),
        reservation_ids,
        payment,
    )?;
    found.sort_unstable_by_key(|payment| payment.id);
    Ok(found)
}

/// The payments of these reservations, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_reservations(
    tx: &mut Tx<'_>,
    reservation_ids: &[Uuid],
) -> Result<Vec<PaymentRow>, StoreError> {
    let mut found = tx.query_in(
        payment_sql!("WHERE p.reservation_id {in}"),
        reservation_ids,
        payment,
    )?;
    found.sort_unstable_by_key(|payment| payment.id);
    Ok(found)
}

/// Stores all that changes of a locked payment.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, payment: &PaymentRow) -> Result<(), StoreError> {
    let alert = payment.alert.map(PaymentAlert::stored);
    tx.execute(
        "UPDATE payments SET status = $1, reason = $2, reference = $3, visit = $4, closes_at = $5, decided_at = $6,
                next_check_at = $7, checks = $8, alert = $9 WHERE id = $10",
        params![
            payment.status.as_str(),
            payment.reason.map(FailureReason::as_str),
            payment.reference.as_deref(),
            payment.visit.as_ref().map(Sealed::as_bytes),
            payment.closes_at,
            payment.decided_at,
            payment.next_check_at,
            payment.checks,
            alert.as_deref(),
            payment.id
        ],
    )
    .map(|_| ())
}

/// Has the provider asked at `at`, or before if it is to be asked before.
///
/// # Errors
/// See [`StoreError`].
pub fn check_by(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE payments SET next_check_at = $1 WHERE id = $2 AND (next_check_at IS NULL OR next_check_at > $1)",
        params![at, id],
    )
    .map(|_| ())
}

/// Takes at most `limit` payments of this method that the provider is to be asked about, and leases them until `lease`: nobody else
/// gets them before.
///
/// # Errors
/// See [`StoreError`].
pub fn claim_checks(
    tx: &mut Tx<'_>,
    method: PaymentMethod,
    (now, lease): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<PaymentRow>, StoreError> {
    let due = tx.query(
        payment_sql!(
            "WHERE p.next_check_at <= $1 AND p.method = $2 ORDER BY p.next_check_at, p.id LIMIT $3 {skip_locked}"
        ),
        params![now, method.as_str(), limit],
        payment,
    )?;
    let rows: Vec<[Param<'_>; 2]> = due
        .iter()
        .map(|payment| [payment.id.into(), lease.into()])
        .collect();
    tx.bulk(&LEASE, &rows)?;
    Ok(due)
}

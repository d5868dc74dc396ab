//! What is held against accounts and addresses where guesses were wrong. Ids are keyed hashes: they name nobody.

use std::collections::{BTreeMap, HashMap};

use foh_domain::identity::lockout::Tally;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

const COLUMNS: &[(&str, Kind)] = &[
    ("id", Kind::Uuid),
    ("failures", Kind::Count),
    ("last_failed_at", Kind::Moment),
    ("locked_until", Kind::Moment),
    ("known_until", Kind::Moment),
];
static MISSING: Bulk = Bulk::insert_missing("lockouts", COLUMNS);
static UPDATE: Bulk = Bulk::update("lockouts", COLUMNS);

fn row(id: Uuid, tally: &Tally) -> [Param<'static>; 5] {
    [
        id.into(),
        tally.failures.into(),
        tally.last_failed_at.into(),
        tally.locked_until.into(),
        tally.known_until.into(),
    ]
}

/// The tallies of these ids, locked. What was never counted gets a row of nothing first, in order: a row that is not
/// there cannot be locked, and two nodes that both found nothing would each count from there. Ids must be distinct and
/// in order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<HashMap<Uuid, Tally>, StoreError> {
    // So dated that it is not forgotten before it is used.
    let fresh = Tally {
        last_failed_at: now,
        ..Tally::NONE
    };
    let rows: Vec<[Param<'_>; 5]> = ids.iter().map(|id| row(*id, &fresh)).collect();
    tx.bulk(&MISSING, &rows)?;
    let rows = tx.query_in(
        "SELECT l.id, l.failures, l.last_failed_at, l.locked_until, l.known_until FROM lockouts l WHERE l.id {in} {lock l}",
        ids,
        |row| {
            let tally = Tally {
                failures: row.get("failures")?,
                last_failed_at: row.get("last_failed_at")?,
                locked_until: row.get("locked_until")?,
                known_until: row.get("known_until")?,
            };
            Ok((row.get("id")?, tally))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Stores tallies that were loaded.
///
/// # Errors
/// See [`StoreError`].
pub fn save(tx: &mut Tx<'_>, tallies: &BTreeMap<Uuid, Tally>) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 5]> = tallies.iter().map(|(id, tally)| row(*id, tally)).collect();
    tx.bulk(&UPDATE, &rows)
}

/// Forgets tallies that hold nothing against anybody and know nobody: at most `limit` of them.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(
    tx: &mut Tx<'_>,
    failed_before: Timestamp,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM lockouts WHERE last_failed_at < $1 AND known_until <= $2
           AND id IN (SELECT l.id FROM lockouts l WHERE l.last_failed_at < $1 AND l.known_until <= $2 LIMIT $3)",
        params![failed_before, now, limit],
    )
}

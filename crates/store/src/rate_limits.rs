//! The state of rate limits: one moment each, shared by all nodes.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static UPSERT: Bulk = Bulk::upsert(
    "rate_limits",
    &[("id", Kind::Uuid), ("next_at", Kind::Moment)],
);

static MISSING: Bulk = Bulk::insert_missing(
    "rate_limits",
    &[("id", Kind::Uuid), ("next_at", Kind::Moment)],
);

/// The states of these limits, locked. A limit never used gets a state of long ago: a row that is not there cannot be
/// locked, and two nodes that both found nothing would each count from there. Ids must be in order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Timestamp>, StoreError> {
    let mut states = lock(tx, ids)?;
    let missing: Vec<Uuid> = ids
        .iter()
        .copied()
        .filter(|id| !states.contains_key(id))
        .collect();
    if !missing.is_empty() {
        let rows: Vec<[Param<'_>; 2]> = missing
            .iter()
            .map(|id| [(*id).into(), Timestamp::UNIX_EPOCH.into()])
            .collect();
        tx.bulk(&MISSING, &rows)?;
        states.extend(lock(tx, &missing)?);
    }
    Ok(states)
}

fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Timestamp>, StoreError> {
    let rows = tx.query_in(
        "SELECT l.id, l.next_at FROM rate_limits l WHERE l.id {in} {lock l}",
        ids,
        |row| Ok((row.get("id")?, row.get("next_at")?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Stores new states.
///
/// # Errors
/// See [`StoreError`].
pub fn save(tx: &mut Tx<'_>, states: &[(Uuid, Timestamp)]) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = states
        .iter()
        .map(|(id, next)| [(*id).into(), (*next).into()])
        .collect();
    tx.bulk(&UPSERT, &rows)
}

/// Forgets limits that no longer limit anything.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM rate_limits WHERE next_at < $1",
        params![before],
    )
}

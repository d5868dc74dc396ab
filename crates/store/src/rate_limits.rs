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

/// The states of these limits, locked; a limit never used has none.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Timestamp>, StoreError> {
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
    tx.bulk(&UPSERT, &rows).map(|_| ())
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

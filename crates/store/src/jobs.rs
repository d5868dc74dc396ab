//! How far each background job has come.

use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// The id up to which the job has done its work; nil at first.
///
/// # Errors
/// See [`StoreError`].
pub fn watermark(tx: &mut Tx<'_>, name: &str) -> Result<Uuid, StoreError> {
    let found = tx.query_one(
        "SELECT watermark FROM jobs WHERE name = $1",
        params![name],
        |row| row.get("watermark"),
    )?;
    Ok(found.unwrap_or_default())
}

/// Notes how far the job has come.
///
/// # Errors
/// See [`StoreError`].
pub fn advance(tx: &mut Tx<'_>, name: &str, watermark: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO jobs (name, watermark) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET watermark = excluded.watermark",
        params![name, watermark],
    )
    .map(|_| ())
}

/// Forgets a job that has come to its end.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM jobs WHERE name = $1", params![name])
        .map(|_| ())
}

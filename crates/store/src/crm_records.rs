//! What other systems told of their bookings: customer records, each of them once.

use foh_domain::privacy::Sealed;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A record; `T` is what its content is sealed as.
#[derive(Debug, Clone)]
pub struct CrmRecord<T> {
    /// Its id.
    pub id: Uuid,
    /// What was told; `None` once it is erased.
    pub content: Option<Sealed<T>>,
    /// When it was told.
    pub created_at: Timestamp,
    /// When somebody had dealt with it.
    pub processed_at: Option<Timestamp>,
}

/// A record to be added.
#[derive(Debug, Clone)]
pub struct NewCrmRecord<T> {
    /// Its id.
    pub id: Uuid,
    /// The keyed hash of what makes a repetition of it a repetition.
    pub source: [u8; 32],
    /// What was told.
    pub content: Sealed<T>,
    /// When it was told.
    pub created_at: Timestamp,
}

fn record<T>(row: &Row<'_>) -> Result<CrmRecord<T>, StoreError> {
    let content: Option<Vec<u8>> = row.get("content")?;
    Ok(CrmRecord {
        id: row.get("id")?,
        content: content.map(Sealed::from_bytes),
        created_at: row.get("created_at")?,
        processed_at: row.get("processed_at")?,
    })
}

/// Adds a record unless its source has told it before: `true` when it was added.
///
/// # Errors
/// See [`StoreError`].
pub fn insert_if_new<T>(tx: &mut Tx<'_>, new: &NewCrmRecord<T>) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO crm_records (id, source, content, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (source) DO NOTHING",
        params![
            new.id,
            &new.source,
            new.content.as_bytes(),
            new.created_at
        ],
    )
    .map(|added| added == 1)
}

/// The record of a source.
///
/// # Errors
/// See [`StoreError`].
pub fn by_source<T>(
    tx: &mut Tx<'_>,
    source: &[u8; 32],
) -> Result<Option<CrmRecord<T>>, StoreError> {
    tx.query_one(
        "SELECT id, content, created_at, processed_at FROM crm_records WHERE source = $1",
        params![source],
        record,
    )
}

/// One record.
///
/// # Errors
/// See [`StoreError`].
pub fn get<T>(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<CrmRecord<T>>, StoreError> {
    tx.query_one(
        "SELECT id, content, created_at, processed_at FROM crm_records WHERE id = $1",
        params![id],
        record,
    )
}

/// Records made before `before`, the newest first: all of them, or those that are dealt with or are not.
///
/// # Errors
/// See [`StoreError`].
pub fn page<T>(
    tx: &mut Tx<'_>,
    processed: Option<bool>,
    before: Uuid,
    limit: u32,
) -> Result<Vec<CrmRecord<T>>, StoreError> {
    let wanted = match processed {
        None => "",
        Some(true) => "processed",
        Some(false) => "waiting",
    };
    tx.query(
        "SELECT id, content, created_at, processed_at FROM crm_records
         WHERE id < $1 AND ($2 = '' OR ($2 = 'processed' AND processed_at IS NOT NULL) OR ($2 = 'waiting' AND processed_at IS NULL))
         ORDER BY id DESC LIMIT $3",
        params![before, wanted, limit],
        record,
    )
}

/// Notes that somebody has dealt with a record; the first time counts.
///
/// # Errors
/// See [`StoreError`].
pub fn process(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE crm_records SET processed_at = $1 WHERE id = $2 AND processed_at IS NULL",
        params![now, id],
    )
    .map(|changed| changed == 1)
}

/// Erases what was told; `true` when there was something. The record stays as a number, so that a repetition is still one.
///
/// # Errors
/// See [`StoreError`].
pub fn erase(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE crm_records SET content = NULL WHERE id = $1 AND content IS NOT NULL",
        params![id],
    )
    .map(|changed| changed == 1)
}

/// Of at most `limit` records after `after` and made before `before`, erases what was told; answers how many had something and
/// the last looked at, or `None` at the end.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_before(
    tx: &mut Tx<'_>,
    after: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Option<(u64, Uuid)>, StoreError> {
    let seen: Vec<Uuid> = tx.query(
        "SELECT id FROM crm_records WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
        params![after, before, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    let erased = tx.execute(
        "UPDATE crm_records SET content = NULL WHERE id > $1 AND id <= $2 AND content IS NOT NULL",
        params![after, last],
    )?;
    Ok(Some((erased, last)))
}

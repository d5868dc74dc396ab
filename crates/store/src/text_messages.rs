//! What became of the text messages that were handed over. The id of each is that of its entry in the outbox.

use foh_domain::messages::TextStatus;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    outbox::{self, Entry},
    param::params,
};

static MISSING: Bulk = Bulk::insert_missing(
    "text_messages",
    &[
        ("id", Kind::Uuid),
        ("sid", Kind::Text),
        ("status", Kind::Text),
        ("sent_at", Kind::Moment),
        ("updated_at", Kind::Moment),
    ],
);

/// A text message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// The id of its entry in the outbox.
    pub id: Uuid,
    /// The provider's name for it.
    pub sid: String,
    /// How it stands.
    pub status: TextStatus,
    /// Why it did not arrive, in the provider's numbers.
    pub error_code: Option<u32>,
    /// When the provider took it, as far as is known here.
    pub sent_at: Timestamp,
    /// When its status last changed.
    pub updated_at: Timestamp,
}

fn message(row: &Row<'_>) -> Result<TextMessage, StoreError> {
    Ok(TextMessage {
        id: row.get("id")?,
        sid: row.get("sid")?,
        status: row.parse("status", |word: String| TextStatus::parse(&word))?,
        error_code: row.get("error_code")?,
        sent_at: row.get("sent_at")?,
        updated_at: row.get("updated_at")?,
    })
}

/// Notes that the provider has a message, unless that is noted already.
///
/// # Errors
/// See [`StoreError`].
pub fn taken(tx: &mut Tx<'_>, id: Uuid, sid: &str, now: Timestamp) -> Result<(), StoreError> {
    let row: [Param<'_>; 5] = [
        id.into(),
        sid.into(),
        TextStatus::Queued.as_str().into(),
        now.into(),
        now.into(),
    ];
    tx.bulk(&MISSING, &[row])
}

/// One message, locked until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<TextMessage>, StoreError> {
    tx.query_one(
        "SELECT m.id, m.sid, m.status, m.error_code, m.sent_at, m.updated_at FROM text_messages m WHERE m.id = $1 {lock m}",
        params![id],
        message,
    )
}

/// Notes how a message stands now.
///
/// # Errors
/// See [`StoreError`].
pub fn advance(
    tx: &mut Tx<'_>,
    id: Uuid,
    status: TextStatus,
    error_code: Option<u32>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE text_messages SET status = $1, error_code = $2, updated_at = $3 WHERE id = $4",
        params![status.as_str(), error_code, now, id],
    )
    .map(|_| ())
}

/// At most `limit` messages made before `before` that did not arrive, the newest first, with their entries.
///
/// # Errors
/// See [`StoreError`].
pub fn lost(
    tx: &mut Tx<'_>,
    before: Uuid,
    limit: u32,
) -> Result<Vec<(TextMessage, Entry)>, StoreError> {
    tx.query(
        "SELECT m.id, m.sid, m.status, m.error_code, m.sent_at, m.updated_at, e.channel, e.kind, e.subject_id, e.payload, e.attempts,
                e.next_attempt_at, e.created_at, e.last_error
         FROM text_messages m JOIN outbox e ON e.id = m.id
         WHERE m.status IN ('undelivered', 'failed') AND m.id < $1 ORDER BY m.id DESC LIMIT $2",
        params![before, limit],
        |row| Ok((message(row)?, outbox::entry(row)?)),
    )
}

/// Forgets at most `limit` messages older than the id `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Uuid, limit: u32) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM text_messages WHERE id IN (SELECT m.id FROM text_messages m WHERE m.id < $1 ORDER BY m.id LIMIT $2)",
        params![before, limit],
    )
}

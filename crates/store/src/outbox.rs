//! The outbox: everything that leaves, written in the transaction of its cause.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "outbox",
    &[
        ("id", Kind::Uuid),
        ("channel", Kind::Text),
        ("kind", Kind::Text),
        ("subject_id", Kind::Uuid),
        ("payload", Kind::Bytes),
        ("attempts", Kind::Count),
        ("next_attempt_at", Kind::Moment),
        ("created_at", Kind::Moment),
    ],
);
static LEASE: Bulk = Bulk::update(
    "outbox",
    &[("id", Kind::Uuid), ("next_attempt_at", Kind::Moment)],
);
static RETRY: Bulk = Bulk::update(
    "outbox",
    &[
        ("id", Kind::Uuid),
        ("next_attempt_at", Kind::Moment),
        ("parked_at", Kind::Moment),
        ("attempts", Kind::Count),
    ],
);

/// An entry; its id is the idempotency key the other side can use.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// The way it takes.
    pub channel: Channel,
    /// What it is, such as `confirmation`.
    pub kind: String,
    /// What it is about: a reservation, a booking or an account.
    pub subject_id: Uuid,
    /// The sealed content; wiped when delivered.
    pub payload: Option<Vec<u8>>,
    /// How often delivery was tried.
    pub attempts: u32,
    /// When it is due.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Why the last attempt failed, without personal data.
    pub last_error: Option<String>,
}

/// The way an entry takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// E-mail through the configured server.
    Smtp,
    /// E-mail that stays here, for the development mailbox.
    Local,
    /// What the configured customer records are told.
    Crm,
    /// What payment providers are asked to do.
    Payments,
    /// Text message through the configured provider.
    Sms,
    /// Text message that stays here, for the development mailbox.
    LocalText,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] = [
        Self::Smtp,
        Self::Local,
        Self::Crm,
        Self::Payments,
        Self::Sms,
        Self::LocalText,
    ];

    /// The word for it in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Local => "local",
            Self::Crm => "crm",
            Self::Payments => "payments",
            Self::Sms => "sms",
            Self::LocalText => "local_text",
        }
    }

    /// Whether what takes it leaves the house.
    #[must_use]
    pub const fn leaves(self) -> bool {
        !matches!(self, Self::Local | Self::LocalText)
    }

    /// The channel a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == word)
    }
}

pub(crate) fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.get("id")?,
        channel: row.parse("channel", |word: String| Channel::parse(&word))?,
        kind: row.get("kind")?,
        subject_id: row.get("subject_id")?,
        payload: row.get("payload")?,
        attempts: row.get("attempts")?,
        next_attempt_at: row.get("next_attempt_at")?,
        created_at: row.get("created_at")?,
        last_error: row.get("last_error")?,
    })
}

macro_rules! entry_sql {
    ($rest:literal) => {
        concat!(
            "SELECT id, channel, kind, subject_id, payload, attempts, next_attempt_at, created_at, last_error FROM outbox ",
            $rest
        )
    };
}

/// Adds entries.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 8]> = entries
        .into_iter()
        .map(|new| {
            [
                new.id.into(),
                new.channel.as_str().into(),
                new.kind.as_str().into(),
                new.subject_id.into(),
                new.payload.as_deref().into(),
                new.attempts.into(),
                new.next_attempt_at.into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// Takes at most `limit` due entries of a channel and leases them until `lease`: nobody else gets them before.
///
/// # Errors
/// See [`StoreError`].
pub fn claim(
    tx: &mut Tx<'_>,
    channel: Channel,
    now: Timestamp,
    lease: Timestamp,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let due = tx.query(
        entry_sql!(
            "WHERE channel = $1 AND next_attempt_at <= $2 ORDER BY next_attempt_at, id LIMIT $3 {skip_locked}"
        ),
        params![channel.as_str(), now, limit],
        entry,
    )?;
    let rows: Vec<[Param<'_>; 2]> = due
        .iter()
        .map(|entry| [entry.id.into(), lease.into()])
        .collect();
    tx.bulk(&LEASE, &rows)?;
    Ok(due)
}

/// Notes the delivery and wipes the content.
///
/// # Errors
/// See [`StoreError`].
pub fn delivered(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET delivered_at = $1, next_attempt_at = NULL, payload = NULL, last_error = NULL, parked_at = NULL,
                attempts = attempts + 1 WHERE id = $2",
        params![now, id],
    )
    .map(|_| ())
}

/// Notes a failure: due again at `next_attempt_at`, or parked at `now` when there is to be no other attempt.
/// Nothing becomes of it when another worker has delivered meanwhile, for the lease had run out.
///
/// # Errors
/// See [`StoreError`].
pub fn failed(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    next_attempt_at: Option<Timestamp>,
    reason: &str,
) -> Result<(), StoreError> {
    let parked_at = next_attempt_at.is_none().then_some(now);
    tx.execute(
        "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $1, parked_at = $2, last_error = $3
         WHERE id = $4 AND delivered_at IS NULL",
        params![next_attempt_at, parked_at, reason, id],
    )
    .map(|_| ())
}

/// Puts an entry off that nothing was tried with: it is due again at `next_attempt_at`, unless it is settled meanwhile.
///
/// # Errors
/// See [`StoreError`].
pub fn postponed(tx: &mut Tx<'_>, id: Uuid, next_attempt_at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET next_attempt_at = $1 WHERE id = $2 AND delivered_at IS NULL AND parked_at IS NULL",
        params![next_attempt_at, id],
    )
    .map(|_| ())
}

/// Marks an entry that is about to be handed over to somebody who cannot tell a repetition; `false` when it has the mark already, or is settled
/// meanwhile. The mark is gone with whatever is noted afterwards; who claims an entry that has it knows that its last attempt was not seen to
/// its end.
///
/// # Errors
/// See [`StoreError`].
pub fn mark(tx: &mut Tx<'_>, id: Uuid, mark: &str) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE outbox SET last_error = $1
         WHERE id = $2 AND delivered_at IS NULL AND parked_at IS NULL AND (last_error IS NULL OR last_error <> $1)",
        params![mark, id],
    )
    .map(|marked| marked == 1)
}

/// Makes an entry due at `now` that is parked, or that failed and waits for longer than until `soon`; answers its channel. What
/// is due before is left alone: a worker may be at it.
///
/// # Errors
/// See [`StoreError`].
pub fn retry(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Option<Channel>, StoreError> {
    tx.query_one(
        "UPDATE outbox SET next_attempt_at = $1, parked_at = NULL, attempts = 0
         WHERE id = $2 AND (parked_at IS NOT NULL OR (next_attempt_at > $3 AND attempts > 0)) RETURNING channel",
        params![now, id, soon],
        |row| row.parse("channel", |word: String| Channel::parse(&word)),
    )
}

/// The same for at most `limit` entries of a channel after `after`; answers their ids in their order.
///
/// # Errors
/// See [`StoreError`].
pub fn retry_all(
    tx: &mut Tx<'_>,
    channel: Channel,
    after: Uuid,
    (now, soon): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let ids: Vec<Uuid> = tx.query(
        "SELECT e.id FROM outbox e WHERE e.channel = $1 AND e.id > $2
           AND (e.parked_at IS NOT NULL OR (e.next_attempt_at > $3 AND e.attempts > 0))
         ORDER BY e.id LIMIT $4 {skip_locked}",
        params![channel.as_str(), after, soon, limit],
        |row| row.get("id"),
    )?;
    let rows: Vec<[Param<'_>; 4]> = ids
        .iter()
        .map(|id| [(*id).into(), now.into(), Param::Null, 0_u32.into()])
        .collect();
    tx.bulk(&RETRY, &rows)?;
    Ok(ids)
}

/// What has failed and is parked, or waits for another attempt: of one channel or of all, made after `after`, the oldest first.
/// A parked entry has no next attempt.
///
/// # Errors
/// See [`StoreError`].
pub fn undelivered(
    tx: &mut Tx<'_>,
    channel: Option<Channel>,
    after: Uuid,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    // Found by the indexes of what waits, which is little, and not by leafing through everything that was delivered.
    tx.query(
        "WITH undelivered AS MATERIALIZED (
             SELECT e.id, e.channel, e.kind, e.subject_id, e.payload, e.attempts, e.next_attempt_at, e.created_at, e.last_error
             FROM outbox e WHERE e.parked_at IS NOT NULL
             UNION ALL
             SELECT e.id, e.channel, e.kind, e.subject_id, e.payload, e.attempts, e.next_attempt_at, e.created_at, e.last_error
             FROM outbox e WHERE e.next_attempt_at IS NOT NULL AND e.attempts > 0)
         SELECT id, channel, kind, subject_id, payload, attempts, next_attempt_at, created_at, last_error FROM undelivered
         WHERE id > $1 AND ($2 = '' OR channel = $2) ORDER BY id LIMIT $3",
        params![after, channel.map_or("", Channel::as_str), limit],
        entry,
    )
}

/// How many entries are parked, counted up to `most`.
///
/// # Errors
/// See [`StoreError`].
pub fn count_parked(tx: &mut Tx<'_>, most: u32) -> Result<u32, StoreError> {
    let counted = tx.query_one(
        "SELECT COUNT(*) AS n FROM (SELECT e.id FROM outbox e WHERE e.parked_at IS NOT NULL LIMIT $1) parked",
        params![most],
        |row| row.get::<i64>("n"),
    )?;
    Ok(counted.and_then(|n| n.try_into().ok()).unwrap_or(0))
}

/// The e-mails and text messages that stay here, the newest first, made before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn local(tx: &mut Tx<'_>, before: Uuid, limit: u32) -> Result<Vec<Entry>, StoreError> {
    tx.query(
        entry_sql!(
            "WHERE id < $1 AND channel IN ('local', 'local_text') ORDER BY id DESC LIMIT $2"
        ),
        params![before, limit],
        entry,
    )
}

/// One entry.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Entry>, StoreError> {
    tx.query_one(entry_sql!("WHERE id = $1"), params![id], entry)
}

/// At most `limit` entries after `after` whose content is not wiped: their ids, and what they are about.
///
/// # Errors
/// See [`StoreError`].
pub fn waiting(tx: &mut Tx<'_>, after: Uuid, limit: u32) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    tx.query(
        "SELECT id, subject_id FROM outbox WHERE id > $1 AND payload IS NOT NULL ORDER BY id LIMIT $2",
        params![after, limit],
        |row| Ok((row.get("id")?, row.get("subject_id")?)),
    )
}

/// Wipes the content of an entry that is not to leave any more.
///
/// # Errors
/// See [`StoreError`].
pub fn wipe(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET delivered_at = $1, next_attempt_at = NULL, payload = NULL, last_error = NULL, parked_at = NULL
         WHERE id = $2 AND payload IS NOT NULL",
        params![now, id],
    )
    .map(|_| ())
}

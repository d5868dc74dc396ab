//! What providers answered and sent, as it came, before it was interpreted.

use foh_domain::{payments::ProviderAnswer, privacy::Sealed};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// Whence an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSource {
    /// It answers the start of a payment.
    Start,
    /// It answers how a payment stands.
    Status,
    /// It answers a refund.
    Refund,
    /// It answers how a refund stands.
    RefundStatus,
    /// It was sent unasked.
    Webhook,
}

impl EventSource {
    /// Every source.
    pub const ALL: [Self; 5] = [
        Self::Start,
        Self::Status,
        Self::Refund,
        Self::RefundStatus,
        Self::Webhook,
    ];

    /// The word for it in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Status => "status",
            Self::Refund => "refund",
            Self::RefundStatus => "refund_status",
            Self::Webhook => "webhook",
        }
    }

    /// The source a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// An answer to be kept.
#[derive(Debug, Clone)]
pub struct NewPaymentEvent {
    /// Its id, in the lane of its payment.
    pub id: Uuid,
    /// Of which payment.
    pub payment_id: Uuid,
    /// And of which refund.
    pub refund_id: Option<Uuid>,
    /// Whence.
    pub source: EventSource,
    /// The HTTP status of an answer.
    pub http_status: Option<u16>,
    /// The keyed hash of the name of a piece of news, which is kept once.
    pub event: Option<[u8; 32]>,
    /// It itself.
    pub content: Sealed<ProviderAnswer>,
    /// When.
    pub created_at: Timestamp,
}

/// An answer that is kept, without what it says.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct PaymentEvent {
    pub id: Uuid,
    pub payment_id: Uuid,
    pub refund_id: Option<Uuid>,
    pub source: EventSource,
    pub http_status: Option<u32>,
    /// Whether what it says is still kept.
    pub kept: bool,
    pub created_at: Timestamp,
}

fn event(row: &Row<'_>) -> Result<PaymentEvent, StoreError> {
    Ok(PaymentEvent {
        id: row.get("id")?,
        payment_id: row.get("payment_id")?,
        refund_id: row.get("refund_id")?,
        source: row.parse("source", |word: String| EventSource::parse(&word))?,
        http_status: row.get("http_status")?,
        kept: row.get::<i64>("kept")? == 1,
        created_at: row.get("created_at")?,
    })
}

/// Keeps an answer, unless it is news that is kept already: `true` when it was added. What it says of somebody who was erased is
/// not kept.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, new: &NewPaymentEvent) -> Result<bool, StoreError> {
    let added = tx.execute(
        "INSERT INTO payment_events (id, payment_id, refund_id, source, http_status, event, content, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event) WHERE event IS NOT NULL DO NOTHING",
        params![
            new.id,
            new.payment_id,
            new.refund_id,
            new.source.as_str(),
            new.http_status.map(u32::from),
            new.event.as_ref(),
            new.content.as_bytes(),
            new.created_at
        ],
    )? == 1;
    if added {
        tx.execute(
            "UPDATE payment_events SET content = NULL WHERE id = $1 AND EXISTS (
                 SELECT 1 FROM payments p JOIN reservations r ON r.id = p.reservation_id
                 WHERE p.id = payment_events.payment_id AND r.guest IS NULL)",
            params![new.id],
        )?;
    }
    Ok(added)
}

/// Whether news with this keyed hash of its name is kept.
///
/// # Errors
/// See [`StoreError`].
pub fn is_kept(tx: &mut Tx<'_>, event: &[u8; 32]) -> Result<bool, StoreError> {
    let found = tx.query_one(
        "SELECT id FROM payment_events WHERE event = $1",
        params![event],
        |row| row.get::<Uuid>("id"),
    )?;
    Ok(found.is_some())
}

/// How many answers of a payment from this source are kept, counted up to `most`.
///
/// # Errors
/// See [`StoreError`].
pub fn count(
    tx: &mut Tx<'_>,
    payment_id: Uuid,
    source: EventSource,
    most: u32,
) -> Result<u32, StoreError> {
    let counted = tx.query_one(
        "SELECT COUNT(*) AS n FROM (SELECT e.id FROM payment_events e WHERE e.payment_id = $1 AND e.source = $2 LIMIT $3) kept",
        params![payment_id, source.as_str(), most],
        |row| row.get::<i64>("n"),
    )?;
    Ok(counted.and_then(|n| n.try_into().ok()).unwrap_or(0))
}

/// The answers of a payment after `after`, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn of_payment(
    tx: &mut Tx<'_>,
    payment_id: Uuid,
    after: Uuid,
    limit: u32,
) -> Result<Vec<PaymentEvent>, StoreError> {
    tx.query(
        "SELECT e.id, e.payment_id, e.refund_id, e.source, e.http_status, CASE WHEN e.content IS NULL THEN 0 ELSE 1 END AS kept,
                e.created_at
         FROM payment_events e WHERE e.payment_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3",
        params![payment_id, after, limit],
        event,
    )
}

/// What an answer says, and of which payment it is.
///
/// # Errors
/// See [`StoreError`].
pub fn content(
    tx: &mut Tx<'_>,
    id: Uuid,
) -> Result<Option<(Uuid, Sealed<ProviderAnswer>)>, StoreError> {
    tx.query_one(
        "SELECT payment_id, content FROM payment_events WHERE id = $1 AND content IS NOT NULL",
        params![id],
        |row| {
            let content: Vec<u8> = row.get("content")?;
            Ok((row.get("payment_id")?, Sealed::from_bytes(content)))
        },
    )
}

/// Erases what the answers about the payments of a reservation say.
///
/// # Errors
/// See [`StoreError`].
pub fn erase_of(tx: &mut Tx<'_>, reservation_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE payment_events SET content = NULL
         WHERE content IS NOT NULL AND payment_id IN (SELECT p.id FROM payments p WHERE p.reservation_id = $1)",
        params![reservation_id],
    )
    .map(|_| ())
}

/// Of at most `limit` answers after `after` and made before `before`, erases what they say; answers how many said something and the
/// last looked at, or `None` at the end.
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
        "SELECT id FROM payment_events WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
        params![after, before, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    let erased = tx.execute(
        "UPDATE payment_events SET content = NULL WHERE id > $1 AND id <= $2 AND content IS NOT NULL",
        params![after, last],
    )?;
    Ok(Some((erased, last)))
}

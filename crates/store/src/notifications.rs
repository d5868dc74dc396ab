//! What facilitators are told live: written with its cause, kept until it has reached them, listed afterwards.
//!
//! Of our own bookings only their ids are kept; who booked what is read when it leaves. What another system told is sealed.

mod erasing;

use foh_domain::{
    booking::Guest,
    identity::Role,
    privacy::Sealed,
    studio::{NotificationKind, SessionKind},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

pub use erasing::{erase, erase_before, erase_of};

static INSERT: Bulk = Bulk::insert(
    "notifications",
    &[
        ("id", Kind::Uuid),
        ("facilitator_id", Kind::Uuid),
        ("kind", Kind::Text),
        ("booking_id", Kind::Uuid),
        ("created_at", Kind::Moment),
    ],
);
static DELIVERED: Bulk = Bulk::update(
    "notifications",
    &[("id", Kind::Uuid), ("delivered_at", Kind::Moment)],
);

/// A notification about a booking of this house, to be added in the booking's transaction.
#[derive(Debug, Clone, Copy)]
pub struct NewNotification {
    /// Its id, in the lane of the facilitator.
    pub id: Uuid,
    /// Who is told.
    pub facilitator_id: Uuid,
    /// What has happened.
    pub kind: NotificationKind,
    /// To which booking.
    pub booking_id: Uuid,
    /// When.
    pub created_at: Timestamp,
}

/// A notification that another system told.
#[derive(Debug, Clone)]
pub struct NewFromElsewhere {
    /// Its id, in the lane of the facilitator.
    pub id: Uuid,
    /// Who is told.
    pub facilitator_id: Uuid,
    /// What has happened.
    pub kind: NotificationKind,
    /// The sealed content.
    pub content: Vec<u8>,
    /// The keyed hash of what it is about: told twice it is stored once.
    pub source: [u8; 32],
    /// When.
    pub created_at: Timestamp,
}

/// A notification, with what its content is made of.
#[derive(Debug, Clone)]
pub struct NotificationView {
    /// Its id.
    pub id: Uuid,
    /// Who is told.
    pub facilitator_id: Uuid,
    /// Their role, as it is now.
    pub role: Role,
    /// Whether their account is active.
    pub active: bool,
    /// What has happened.
    pub kind: NotificationKind,
    /// The booking of this house it is about.
    pub booking: Option<BookedView>,
    /// The sealed content of what another system told.
    pub content: Option<Vec<u8>>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// What a notification says of a booking of this house.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct BookedView {
    pub id: Uuid,
    pub member_id: Uuid,
    /// `None` once erased.
    pub guest: Option<Sealed<Guest>>,
    pub session_id: Uuid,
    pub title: String,
    pub kind: SessionKind,
    pub starts_at: Timestamp,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.facilitator_id, u.role, u.active, n.kind, n.content, n.created_at, n.read_at, n.booking_id,
                    b.member_id, r.guest, b.session_id, s.title, s.kind AS session_kind, o.starts_at
             FROM notifications n JOIN users u ON u.id = n.facilitator_id
             LEFT JOIN studio_bookings b ON b.id = n.booking_id LEFT JOIN reservations r ON r.id = b.id
             LEFT JOIN studio_sessions s ON s.id = b.session_id LEFT JOIN occurrences o ON o.id = b.session_id ",
            $rest
        )
    };
}

fn kind(row: &Row<'_>) -> Result<NotificationKind, StoreError> {
    row.parse("kind", |word: String| NotificationKind::parse(&word))
}

fn view(row: &Row<'_>) -> Result<NotificationView, StoreError> {
    let booking = match row.get::<Option<Uuid>>("booking_id")? {
        None => None,
        Some(id) => Some(BookedView {
            id,
            member_id: row.get("member_id")?,
            guest: row.get::<Option<Vec<u8>>>("guest")?.map(Sealed::from_bytes),
            session_id: row.get("session_id")?,
            title: row.get("title")?,
            kind: row.parse("session_kind", |word: String| SessionKind::parse(&word))?,
            starts_at: row.get("starts_at")?,
        }),
    };
    Ok(NotificationView {
        id: row.get("id")?,
        facilitator_id: row.get("facilitator_id")?,
        role: row.parse("role", |word: String| Role::parse(&word))?,
        active: row.get("active")?,
        kind: kind(row)?,
        booking,
        content: row.get("content")?,
        created_at: row.get("created_at")?,
        read_at: row.get("read_at")?,
    })
}

/// Adds notifications about bookings of this house.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    notifications: impl IntoIterator<Item = &'a NewNotification>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 5]> = notifications
        .into_iter()
        .map(|new| {
            [
                new.id.into(),
                new.facilitator_id.into(),
                new.kind.as_str().into(),
                new.booking_id.into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// Adds what another system told; `false` when it was told before.
///
/// # Errors
/// See [`StoreError`].
pub fn insert_from_elsewhere(tx: &mut Tx<'_>, new: &NewFromElsewhere) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO notifications (id, facilitator_id, kind, content, source, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (source) WHERE source IS NOT NULL DO NOTHING",
        params![
            new.id,
            new.facilitator_id,
            new.kind.as_str(),
            new.content.as_slice(),
            &new.source,
            new.created_at
        ],
    )
    .map(|added| added == 1)
}

/// What was told before under one of these keyed hashes, the current one first. They are tried from the oldest on, the way
/// that rows go while the keys of the house are changed.
///
/// # Errors
/// See [`StoreError`].
pub fn by_source(tx: &mut Tx<'_>, sources: &[[u8; 32]]) -> Result<Option<Uuid>, StoreError> {
    for source in sources.iter().rev() {
        let found = tx.query_one(
            "SELECT id FROM notifications WHERE source = $1",
            params![source],
            |row| row.get("id"),
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Who holds the session of a booking of this house, and whether the booking is cancelled: its notifications were written
/// with it.
///
/// # Errors
/// See [`StoreError`].
pub fn own_booking(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<(Uuid, bool)>, StoreError> {
    tx.query_one(
        "SELECT s.owner_id, b.cancelled_at FROM studio_bookings b JOIN studio_sessions s ON s.id = b.session_id WHERE b.id = $1",
        params![id],
        |row| {
            let cancelled: Option<Timestamp> = row.get("cancelled_at")?;
            Ok((row.get("owner_id")?, cancelled.is_some()))
        },
    )
}

/// Locks these notifications until the end of the transaction; answers those that have not been delivered.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let locked = tx.query_in(
        "SELECT n.id, n.delivered_at FROM notifications n WHERE n.id {in} {lock n}",
        ids,
        |row| {
            let delivered: Option<Timestamp> = row.get("delivered_at")?;
            Ok((row.get("id")?, delivered.is_none()))
        },
    )?;
    let waiting = locked.into_iter().filter(|(_, waits)| *waits);
    Ok(waiting.map(|(id, _)| id).collect())
}

/// Locks what has not been delivered to a facilitator, at most `limit`, the oldest first; passes over what somebody else is
/// delivering in this moment.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_waiting(
    tx: &mut Tx<'_>,
    facilitator_id: Uuid,
    limit: u32,
) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT id FROM notifications WHERE facilitator_id = $1 AND delivered_at IS NULL ORDER BY id LIMIT $2 {skip_locked}",
        params![facilitator_id, limit],
        |row| row.get("id"),
    )
}

/// What waits for any of these facilitators: whose it is, and its id; the oldest first, at most `limit` (for each of them,
/// or in all).
///
/// # Errors
/// See [`StoreError`].
pub fn waiting(
    tx: &mut Tx<'_>,
    facilitators: &[Uuid],
    limit: u32,
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    tx.query_in_with(
        "SELECT n.facilitator_id, n.id FROM notifications n
         WHERE n.facilitator_id {in} AND n.delivered_at IS NULL ORDER BY n.id LIMIT $2",
        facilitators,
        params![limit],
        |row| Ok((row.get("facilitator_id")?, row.get("id")?)),
    )
}

/// These notifications, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<NotificationView>, StoreError> {
    let mut found = tx.query_in(view_sql!("WHERE n.id {in}"), ids, view)?;
    found.sort_unstable_by_key(|notification| notification.id);
    Ok(found)
}

/// Notes the delivery of locked notifications.
///
/// # Errors
/// See [`StoreError`].
pub fn delivered(tx: &mut Tx<'_>, ids: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = ids.iter().map(|id| [(*id).into(), now.into()]).collect();
    tx.bulk(&DELIVERED, &rows)
}

/// Takes the delivery of `ids` back: they have reached nobody. What was read meanwhile has.
///
/// # Errors
/// See [`StoreError`].
pub fn undelivered(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    lock(tx, ids)?;
    for id in ids {
        tx.execute(
            "UPDATE notifications SET delivered_at = NULL WHERE id = $1 AND read_at IS NULL",
            params![*id],
        )?;
    }
    Ok(())
}

/// A facilitator's notifications, the newest first, written before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    facilitator_id: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Vec<NotificationView>, StoreError> {
    tx.query(
        view_sql!("WHERE n.facilitator_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3"),
        params![facilitator_id, before, limit],
        view,
    )
}

/// How many a facilitator has not read; counted up to `most`.
///
/// # Errors
/// See [`StoreError`].
pub fn unread(tx: &mut Tx<'_>, facilitator_id: Uuid, most: u32) -> Result<u32, StoreError> {
    let found = tx.query_one(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM notifications WHERE facilitator_id = $1 AND read_at IS NULL LIMIT $2) AS unread",
        params![facilitator_id, most],
        |row| row.get("n"),
    )?;
    Ok(found.unwrap_or(0))
}

/// Notes that a facilitator has read one of theirs, whereby it is delivered as well; `false` when it is none of theirs.
///
/// # Errors
/// See [`StoreError`].
pub fn read(
    tx: &mut Tx<'_>,
    facilitator_id: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE notifications SET read_at = COALESCE(read_at, $1), delivered_at = COALESCE(delivered_at, $1)
         WHERE id = $2 AND facilitator_id = $3",
        params![now, id, facilitator_id],
    )
    .map(|changed| changed == 1)
}

/// Notes that a facilitator has read all of theirs, and tells how many those were.
///
/// # Errors
/// See [`StoreError`].
pub fn read_all(tx: &mut Tx<'_>, facilitator_id: Uuid, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE notifications SET read_at = $1, delivered_at = COALESCE(delivered_at, $1)
         WHERE facilitator_id = $2 AND read_at IS NULL",
        params![now, facilitator_id],
    )
}

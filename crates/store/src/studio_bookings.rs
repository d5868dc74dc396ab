//! Bookings of the studio: what a reservation is there.

use foh_domain::{
    booking::{Guest, Places, ReservationStatus},
    payments::Money,
    privacy::Sealed,
    studio::{SessionKind, SessionStatus},
    theatre::Zone,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    occurrences,
    param::params,
    studio_sessions::money,
};

static INSERT: Bulk = Bulk::insert(
    "studio_bookings",
    &[
        ("id", Kind::Uuid),
        ("session_id", Kind::Uuid),
        ("member_id", Kind::Uuid),
        ("price", Kind::Moment),
        ("currency", Kind::Text),
        ("created_at", Kind::Moment),
    ],
);

/// What refuses a second standing booking of a member.
pub const ONE_EACH: &str = "studio_bookings_session_id_member_id_key";

/// A booking to be added; its reservation is there already.
#[derive(Debug, Clone, Copy)]
pub struct NewBooking {
    /// Its id, which is its reservation's.
    pub id: Uuid,
    /// What is booked.
    pub session_id: Uuid,
    /// By whom.
    pub member_id: Uuid,
    /// What is due for it.
    pub price: Money,
    /// When.
    pub created_at: Timestamp,
}

/// A booking as its member and its facilitator see it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct BookingView {
    pub id: Uuid,
    pub session_id: Uuid,
    pub member_id: Uuid,
    pub status: ReservationStatus,
    pub guest: Option<Sealed<Guest>>,
    /// What is due for it.
    pub price: Money,
    pub created_at: Timestamp,
    pub cancelled_at: Option<Timestamp>,
    pub checked_in_at: Option<Timestamp>,
    pub owner_id: Uuid,
    pub kind: SessionKind,
    pub title: String,
    pub location: String,
    pub time_zone: Zone,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub session_status: SessionStatus,
    pub revision: u32,
    pub places: Places,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.session_id, b.member_id, r.status, r.guest, b.price, b.currency, b.created_at, b.cancelled_at,
                    r.checked_in_at, s.owner_id, s.kind, s.title, s.location, s.time_zone, o.starts_at, s.ends_at,
                    s.status AS session_status, s.revision, o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held
             FROM studio_bookings b JOIN reservations r ON r.id = b.id
             JOIN occurrences o ON o.id = b.session_id JOIN studio_sessions s ON s.id = b.session_id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<BookingView, StoreError> {
    Ok(BookingView {
        id: row.get("id")?,
        session_id: row.get("session_id")?,
        member_id: row.get("member_id")?,
        status: row.parse("status", |word: String| ReservationStatus::parse(&word))?,
        guest: row.get::<Option<Vec<u8>>>("guest")?.map(Sealed::from_bytes),
        price: money(row)?,
        created_at: row.get("created_at")?,
        cancelled_at: row.get("cancelled_at")?,
        checked_in_at: row.get("checked_in_at")?,
        owner_id: row.get("owner_id")?,
        kind: row.parse("kind", |word: String| SessionKind::parse(&word))?,
        title: row.get("title")?,
        location: row.get("location")?,
        time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        session_status: row.parse("session_status", |word: String| SessionStatus::parse(&word))?,
        revision: row.get("revision")?,
        places: occurrences::places(row)?,
    })
}

/// Adds bookings; [`ONE_EACH`] refuses a member's second standing one of a session.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    bookings: impl IntoIterator<Item = &'a NewBooking>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 6]> = bookings
        .into_iter()
        .map(|new| {
            [
                new.id.into(),
                new.session_id.into(),
                new.member_id.into(),
                new.price.amount.cast_signed().into(),
                new.price.currency.code().into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// Which of these members have a booking of the session that stands.
///
/// # Errors
/// See [`StoreError`].
pub fn standing(
    tx: &mut Tx<'_>,
    session_id: Uuid,
    members: &[Uuid],
) -> Result<Vec<Uuid>, StoreError> {
    tx.query_in_with(
        "SELECT b.member_id FROM studio_bookings b
         WHERE b.member_id {in} AND b.session_id = $2 AND b.cancelled_at IS NULL",
        members,
        params![session_id],
        |row| row.get("member_id"),
    )
}

/// The ids of all bookings of a session that stand, in their order.
///
/// # Errors
/// See [`StoreError`].
pub fn all_standing(tx: &mut Tx<'_>, session_id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT b.id FROM studio_bookings b WHERE b.session_id = $1 AND b.cancelled_at IS NULL ORDER BY b.id",
        params![session_id],
        |row| row.get("id"),
    )
}

/// Notes that these bookings stand no more; their reservations are cancelled in the same transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn cancel(tx: &mut Tx<'_>, ids: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = ids.iter().map(|id| [(*id).into(), now.into()]).collect();
    tx.bulk(&CANCEL, &rows)
}

static CANCEL: Bulk = Bulk::update(
    "studio_bookings",
    &[("id", Kind::Uuid), ("cancelled_at", Kind::Moment)],
);

/// One booking.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<BookingView>, StoreError> {
    tx.query_one(view_sql!("WHERE b.id = $1"), params![id], view)
}

/// These bookings, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<BookingView>, StoreError> {
    tx.query_in(view_sql!("WHERE b.id {in}"), ids, view)
}

/// The ids of a member's bookings whose guest is not erased, in their order.
///
/// # Errors
/// See [`StoreError`].
pub fn named_of_member(tx: &mut Tx<'_>, member_id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT b.id FROM studio_bookings b JOIN reservations r ON r.id = b.id
         WHERE b.member_id = $1 AND (r.guest IS NOT NULL OR r.email_lookup IS NOT NULL) ORDER BY b.id",
        params![member_id],
        |row| row.get("id"),
    )
}

/// The bookings of a member, the newest first, made before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn of_member(
    tx: &mut Tx<'_>,
    member_id: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Vec<BookingView>, StoreError> {
    tx.query(
        view_sql!("WHERE b.member_id = $1 AND b.id < $2 ORDER BY b.id DESC LIMIT $3"),
        params![member_id, before, limit],
        view,
    )
}

/// The bookings of a member whose session is not over, in the order of their beginnings.
///
/// # Errors
/// See [`StoreError`].
pub fn upcoming_of_member(
    tx: &mut Tx<'_>,
    member_id: Uuid,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<BookingView>, StoreError> {
    tx.query(
        view_sql!(
            "WHERE b.member_id = $1 AND b.cancelled_at IS NULL AND s.ends_at > $2 ORDER BY o.starts_at, b.id LIMIT $3"
        ),
        params![member_id, now, limit],
        view,
    )
}

/// The bookings of a member that were cancelled or whose session is over, the newest first, made before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn past_of_member(
    tx: &mut Tx<'_>,
    member_id: Uuid,
    now: Timestamp,
    before: Uuid,
    limit: u32,
) -> Result<Vec<BookingView>, StoreError> {
    tx.query(
        view_sql!(
            "WHERE b.member_id = $1 AND (b.cancelled_at IS NOT NULL OR s.ends_at <= $2) AND b.id < $3 ORDER BY b.id DESC LIMIT $4"
        ),
        params![member_id, now, before, limit],
        view,
    )
}

/// The booking of a member that stands, of this session.
///
/// # Errors
/// See [`StoreError`].
pub fn of_member_and_session(
    tx: &mut Tx<'_>,
    member_id: Uuid,
    session_id: Uuid,
) -> Result<Option<BookingView>, StoreError> {
    tx.query_one(
        view_sql!("WHERE b.session_id = $1 AND b.member_id = $2 AND b.cancelled_at IS NULL"),
        params![session_id, member_id],
        view,
    )
}

/// The bookings of a session after `after`, in the order they were made; cancelled ones too if asked.
///
/// # Errors
/// See [`StoreError`].
pub fn of_session(
    tx: &mut Tx<'_>,
    session_id: Uuid,
    with_cancelled: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<BookingView>, StoreError> {
    tx.query(
        view_sql!(
            "WHERE r.occurrence_id = $1 AND r.id > $2 AND (b.cancelled_at IS NULL OR $3) ORDER BY r.id LIMIT $4"
        ),
        params![session_id, after, with_cancelled, limit],
        view,
    )
}

/// The bookings of all sessions of a facilitator, the newest first, made before `before`.
///
/// # Errors
/// See [`StoreError`].
pub fn of_owner(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    before: Uuid,
    limit: u32,
) -> Result<Vec<BookingView>, StoreError> {
    tx.query(
        view_sql!("WHERE s.owner_id = $1 AND b.id < $2 ORDER BY b.id DESC LIMIT $3"),
        params![owner_id, before, limit],
        view,
    )
}

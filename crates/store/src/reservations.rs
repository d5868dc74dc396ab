//! Reservations.

use foh_domain::{
    booking::{Guest, PartySize, Reference, ReservationStatus},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
    tokens::{self, StoredToken},
};

static INSERT: Bulk = Bulk::insert(
    "reservations",
    &[
        ("id", Kind::Uuid),
        ("occurrence_id", Kind::Uuid),
        ("status", Kind::Text),
        ("party_size", Kind::Count),
        ("checked_in", Kind::Count),
        ("guest", Kind::Bytes),
        ("email_lookup", Kind::Bytes),
        ("created_by", Kind::Uuid),
        ("created_at", Kind::Moment),
        ("confirmed_at", Kind::Moment),
    ],
);
static CONFIRM: Bulk = Bulk::update(
    "reservations",
    &[
        ("id", Kind::Uuid),
        ("status", Kind::Text),
        ("confirmed_at", Kind::Moment),
    ],
);
static CANCEL: Bulk = Bulk::update(
    "reservations",
    &[
        ("id", Kind::Uuid),
        ("status", Kind::Text),
        ("cancelled_at", Kind::Moment),
    ],
);
static EXPIRE: Bulk = Bulk::update(
    "reservations",
    &[("id", Kind::Uuid), ("status", Kind::Text)],
);
static ADMIT: Bulk = Bulk::update(
    "reservations",
    &[
        ("id", Kind::Uuid),
        ("status", Kind::Text),
        ("checked_in", Kind::Count),
        ("checked_in_at", Kind::Moment),
    ],
);

/// A reservation as stored.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct Reservation {
    pub id: Uuid,
    pub occurrence_id: Uuid,
    pub status: ReservationStatus,
    pub party: PartySize,
    pub checked_in: u32,
    pub guest: Option<Sealed<Guest>>,
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub checked_in_at: Option<Timestamp>,
}

fn reservation(row: &Row<'_>) -> Result<Reservation, StoreError> {
    Ok(Reservation {
        id: row.get("id")?,
        occurrence_id: row.get("occurrence_id")?,
        status: status(row)?,
        party: party(row)?,
        checked_in: row.get("checked_in")?,
        guest: row.get::<Option<Vec<u8>>>("guest")?.map(Sealed::from_bytes),
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        confirmed_at: row.get("confirmed_at")?,
        cancelled_at: row.get("cancelled_at")?,
        checked_in_at: row.get("checked_in_at")?,
    })
}

fn status(row: &Row<'_>) -> Result<ReservationStatus, StoreError> {
    row.parse("status", |word: String| ReservationStatus::parse(&word))
}

fn party(row: &Row<'_>) -> Result<PartySize, StoreError> {
    row.parse("party_size", |size: i64| PartySize::parse(size).ok())
}

macro_rules! reservation_sql {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.occurrence_id, r.status, r.party_size, r.checked_in, r.guest, r.created_by,
                    r.created_at, r.confirmed_at, r.cancelled_at, r.checked_in_at FROM reservations r ",
            $rest
        )
    };
}

/// A reservation to be added: pending, or confirmed at once.
#[derive(Debug)]
pub struct NewReservation {
    /// Its id, in the lane of its occurrence.
    pub id: Uuid,
    /// What it claims places of.
    pub occurrence_id: Uuid,
    /// How many.
    pub party: PartySize,
    /// Whose it is.
    pub guest: Sealed<Guest>,
    /// The keyed hash of the guest's folded address, if there is one.
    pub email_lookup: Option<[u8; 32]>,
    /// The member of staff who made it, if not the guest.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
    /// When it was confirmed, if nothing is to be waited for.
    pub confirmed_at: Option<Timestamp>,
}

/// Adds reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    reservations: impl IntoIterator<Item = &'a NewReservation>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 10]> = reservations
        .into_iter()
        .map(|new| {
            let status = match new.confirmed_at {
                Some(_) => ReservationStatus::Confirmed,
                None => ReservationStatus::Pending,
            };
            [
                new.id.into(),
                new.occurrence_id.into(),
                status.as_str().into(),
                new.party.get().into(),
                0_u32.into(),
                new.guest.as_bytes().into(),
                new.email_lookup.as_ref().into(),
                new.created_by.into(),
                new.created_at.into(),
                new.confirmed_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// What never changes of a token's reservation.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The token's row; its subject is the reservation.
    pub token: StoredToken,
    /// What the reservation claims places of.
    pub occurrence_id: Uuid,
    /// When that begins.
    pub starts_at: Timestamp,
    /// How many places.
    pub party: PartySize,
}

/// The claims behind these tokens, without locking anything.
///
/// # Errors
/// See [`StoreError`].
pub fn claims(tx: &mut Tx<'_>, selectors: &[Uuid]) -> Result<Vec<Claim>, StoreError> {
    tx.query_in(
        "SELECT t.id, t.purpose, t.hash, t.subject_id, t.created_at, t.expires_at, t.used_at,
                r.occurrence_id, r.party_size, o.starts_at
         FROM tokens t JOIN reservations r ON r.id = t.subject_id JOIN occurrences o ON o.id = r.occurrence_id
         WHERE t.id {in}",
        selectors,
        |row| {
            Ok(Claim {
                token: tokens::stored(row)?,
                occurrence_id: row.get("occurrence_id")?,
                starts_at: row.get("starts_at")?,
                party: party(row)?,
            })
        },
    )
}

/// What changes of a reservation.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Which one.
    pub id: Uuid,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How many are inside.
    pub checked_in: u32,
    /// When the last of them was admitted.
    pub checked_in_at: Option<Timestamp>,
}

/// Where these reservations stand, locked in the order of their ids until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Standing>, StoreError> {
    tx.query_in(
        "SELECT r.id, r.status, r.checked_in, r.checked_in_at FROM reservations r WHERE r.id {in} {lock r}",
        ids,
        |row| {
            Ok(Standing {
                id: row.get("id")?,
                status: status(row)?,
                checked_in: row.get("checked_in")?,
                checked_in_at: row.get("checked_in_at")?,
            })
        },
    )
}

/// Confirms locked reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn confirm(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let confirmed = ReservationStatus::Confirmed.as_str();
    let rows: Vec<[Param<'_>; 3]> = ids
        .into_iter()
        .map(|id| [id.into(), confirmed.into(), now.into()])
        .collect();
    tx.bulk(&CONFIRM, &rows)
}

/// Stores who of locked reservations is inside.
///
/// # Errors
/// See [`StoreError`].
pub fn admit(
    tx: &mut Tx<'_>,
    standings: impl IntoIterator<Item = Standing>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 4]> = standings
        .into_iter()
        .map(|standing| {
            [
                standing.id.into(),
                standing.status.as_str().into(),
                standing.checked_in.into(),
                standing.checked_in_at.into(),
            ]
        })
        .collect();
    tx.bulk(&ADMIT, &rows)
}

/// Cancels a locked reservation.
///
/// # Errors
/// See [`StoreError`].
pub fn cancel(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE reservations SET status = 'cancelled', cancelled_at = $1 WHERE id = $2",
        params![now, id],
    )
    .map(|_| ())
}

/// Cancels locked reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn cancel_all(tx: &mut Tx<'_>, ids: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    let cancelled = ReservationStatus::Cancelled.as_str();
    let rows: Vec<[Param<'_>; 3]> = ids
        .iter()
        .map(|id| [(*id).into(), cancelled.into(), now.into()])
        .collect();
    tx.bulk(&CANCEL, &rows)
}

/// Expires locked reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn expire_all(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    let expired = ReservationStatus::Expired.as_str();
    let rows: Vec<[Param<'_>; 2]> = ids
        .iter()
        .map(|id| [(*id).into(), expired.into()])
        .collect();
    tx.bulk(&EXPIRE, &rows)
}

/// One reservation.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Reservation>, StoreError> {
    tx.query_one(
        reservation_sql!("WHERE r.id = $1"),
        params![id],
        reservation,
    )
}

/// These reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Reservation>, StoreError> {
    tx.query_in(reservation_sql!("WHERE r.id {in}"), ids, reservation)
}

/// The ids with this reference, in no particular order: one, as a rule.
///
/// No index ends an id, but the end of a reservation's says the end of its performance's: of all
/// performances one in 256 is looked into, through the index of their reservations.
///
/// # Errors
/// See [`StoreError`].
pub fn with_reference(tx: &mut Tx<'_>, reference: Reference) -> Result<Vec<Uuid>, StoreError> {
    // CROSS JOIN, because a planner without statistics would rather walk all the reservations.
    tx.query(
        "SELECT r.id FROM occurrences o CROSS JOIN reservations r
         WHERE substr({bytes o.id}, 16) = $1 AND r.occurrence_id = o.id AND substr({bytes r.id}, 14) = $2",
        params![reference.lane(), reference.as_bytes()],
        |row| row.get("id"),
    )
}

/// Which reservations a page lists.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Only of this occurrence.
    pub occurrence_id: Option<Uuid>,
    /// Only those that stand so.
    pub status: Option<ReservationStatus>,
    /// Only of the guest whose address has one of these keyed hashes; empty for all.
    pub email_lookups: &'a [[u8; 32]],
    /// Made before this one.
    pub before: Uuid,
}

/// Reservations, the newest first.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter<'_>,
    limit: u32,
) -> Result<Vec<Reservation>, StoreError> {
    let [first, others @ ..] = filter.email_lookups else {
        return page_of(tx, filter, None, limit);
    };
    let mut found = page_of(tx, filter, Some(first), limit)?;
    for lookup in others {
        found.extend(page_of(tx, filter, Some(lookup), limit)?);
    }
    found.sort_unstable_by_key(|reservation| std::cmp::Reverse(reservation.id));
    found.truncate(limit as usize);
    Ok(found)
}

fn page_of(
    tx: &mut Tx<'_>,
    filter: &Filter<'_>,
    email_lookup: Option<&[u8; 32]>,
    limit: u32,
) -> Result<Vec<Reservation>, StoreError> {
    let status = filter.status.map(ReservationStatus::as_str);
    let rest = params![filter.before, status, email_lookup, limit];
    match filter.occurrence_id {
        Some(occurrence) => tx.query(
            reservation_sql!(
                "WHERE r.id < $1 AND (r.status = $2 OR $2 IS NULL) AND (r.email_lookup = $3 OR $3 IS NULL) AND r.occurrence_id = $5
                 ORDER BY r.id DESC LIMIT $4"
            ),
            &[rest.as_slice(), params![occurrence]].concat(),
            reservation,
        ),
        None => tx.query(
            reservation_sql!(
                "WHERE r.id < $1 AND (r.status = $2 OR $2 IS NULL) AND (r.email_lookup = $3 OR $3 IS NULL)
                 ORDER BY r.id DESC LIMIT $4"
            ),
            rest,
            reservation,
        ),
    }
}

/// Expires pending reservations with ids in `from..until`, in their order, looking at no more than
/// `limit` rows; answers the last id looked at, or `None` when there was none. Bookings of the travel desk have deadlines of
/// their own, and seats that are to be freed with them: see [`crate::travel_bookings::overdue`].
///
/// # Errors
/// See [`StoreError`].
pub fn expire(
    tx: &mut Tx<'_>,
    from: Uuid,
    until: Uuid,
    limit: u32,
) -> Result<Option<Uuid>, StoreError> {
    let seen: Vec<Uuid> = tx.query(
        "SELECT id FROM reservations WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
        params![from, until, limit],
        |row| row.get("id"),
    )?;
    let Some(last) = seen.last().copied() else {
        return Ok(None);
    };
    tx.execute(
        "UPDATE reservations SET status = 'expired' WHERE id > $1 AND id <= $2 AND status = 'pending'
           AND NOT EXISTS (SELECT 1 FROM travel_bookings b WHERE b.id = reservations.id)",
        params![from, last],
    )?;
    Ok(Some(last))
}

/// How many reservations there are of an occurrence.
///
/// # Errors
/// See [`StoreError`].
pub fn count(tx: &mut Tx<'_>, occurrence_id: Uuid) -> Result<i64, StoreError> {
    let found = tx.query_one(
        "SELECT COUNT(*) AS reservations FROM reservations WHERE occurrence_id = $1",
        params![occurrence_id],
        |row| row.get("reservations"),
    )?;
    Ok(found.unwrap_or(0))
}

/// How many people of these occurrences are inside.
///
/// # Errors
/// See [`StoreError`].
pub fn inside(tx: &mut Tx<'_>, occurrence_ids: &[Uuid]) -> Result<Vec<(Uuid, u32)>, StoreError> {
    tx.query_in(
        "SELECT r.occurrence_id, CAST(COALESCE(SUM(r.checked_in), 0) AS BIGINT) AS inside
         FROM reservations r WHERE r.occurrence_id {in} AND r.checked_in > 0 GROUP BY r.occurrence_id",
        occurrence_ids,
        |row| Ok((row.get("occurrence_id")?, row.get("inside")?)),
    )
}

/// Erases whose a reservation is, by what number it is found, and what would be answered of it again: `true` when something was
/// erased. The reservation itself stays.
///
/// # Errors
/// See [`StoreError`].
pub fn erase(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM idempotent_answers WHERE subject_id = $1
           AND created_at = (SELECT b.created_at FROM travel_bookings b WHERE b.id = $1)",
        params![id],
    )?;
    tx.execute(
        "UPDATE travel_bookings SET phone_lookup = NULL WHERE id = $1",
        params![id],
    )?;
    tx.execute(
        "UPDATE reservations SET guest = NULL, email_lookup = NULL WHERE id = $1 AND (guest IS NOT NULL OR email_lookup IS NOT NULL)",
        params![id],
    )
    .map(|changed| changed == 1)
}

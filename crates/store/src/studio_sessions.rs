//! Sessions of the studio: what makes one of an occurrence.

use std::collections::HashMap;

use foh_domain::{
    booking::Places,
    identity::{Permission, Profile, Role},
    payments::{Currency, Money},
    privacy::Sealed,
    studio::{Session, SessionFacts, SessionKind, SessionStatus},
    theatre::Zone,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Row, StoreError, Tx,
    occurrences::{self, Occurrence},
    param::params,
};

/// The kind of its occurrences.
const KIND: &str = "session";

/// A session as people see it.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Its id, which is its occurrence's.
    pub id: Uuid,
    /// What is offered.
    pub session: Session,
    /// Whether it takes place.
    pub status: SessionStatus,
    /// Its counters.
    pub places: Places,
    /// How often what its guests were told has changed: the `SEQUENCE` of its calendar entries (RFC 5545, 3.8.7.4).
    pub revision: u32,
    /// Whose it is.
    pub owner_id: Uuid,
    /// Who that is.
    pub owner: Sealed<Profile>,
    /// Whether they are there: their account is active and holds sessions.
    pub has_facilitator: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was called off.
    pub cancelled_at: Option<Timestamp>,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.owner_id, s.kind, s.title, s.description, s.location, s.time_zone, o.starts_at, s.ends_at, s.price,
                    s.currency, s.status, s.revision, s.created_at, s.cancelled_at,
                    o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held, u.profile, u.active, u.role
             FROM occurrences o JOIN studio_sessions s ON s.id = o.id JOIN users u ON u.id = s.owner_id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<SessionView, StoreError> {
    let places = occurrences::places(row)?;
    Ok(SessionView {
        id: row.get("id")?,
        session: Session {
            kind: row.parse("kind", |word: String| SessionKind::parse(&word))?,
            title: row.get("title")?,
            description: row.get("description")?,
            location: row.get("location")?,
            time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
            starts_at: row.get("starts_at")?,
            ends_at: row.get("ends_at")?,
            capacity: places.capacity,
            price: money(row)?,
        },
        status: status(row)?,
        places,
        revision: row.get("revision")?,
        owner_id: row.get("owner_id")?,
        owner: Sealed::from_bytes(row.get("profile")?),
        has_facilitator: has_facilitator(row)?,
        created_at: row.get("created_at")?,
        cancelled_at: row.get("cancelled_at")?,
    })
}

fn has_facilitator(row: &Row<'_>) -> Result<bool, StoreError> {
    let role = row.parse("role", |word: String| Role::parse(&word))?;
    Ok(row.get("active")? && role.allows(Permission::Facilitation))
}

fn status(row: &Row<'_>) -> Result<SessionStatus, StoreError> {
    row.parse("status", |word: String| SessionStatus::parse(&word))
}

/// Reads the columns of a price.
pub(crate) fn money(row: &Row<'_>) -> Result<Money, StoreError> {
    let currency = row.parse("currency", |code: String| Currency::parse(&code).ok())?;
    row.parse("price", |amount: i64| Money::of(amount, currency).ok())
}

/// Adds a session.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    owner_id: Uuid,
    session: &Session,
    now: Timestamp,
) -> Result<(), StoreError> {
    let places = Places {
        capacity: session.capacity,
        additional: 0,
        manually_occupied: 0,
        confirmed: 0,
        held: 0,
    };
    let starts_at = session.starts_at;
    occurrences::insert(tx, id, KIND, &Occurrence { starts_at, places })?;
    tx.execute(
        "INSERT INTO studio_sessions (id, owner_id, kind, title, description, location, time_zone, ends_at, price, currency,
                                      status, revision, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            id,
            owner_id,
            session.kind.as_str(),
            session.title.as_str(),
            session.description.as_str(),
            session.location.as_str(),
            session.time_zone.as_str(),
            session.ends_at,
            session.price.amount.cast_signed(),
            session.price.currency.code(),
            SessionStatus::Active.as_str(),
            0_u32,
            now
        ],
    )
    .map(|_| ())
}

/// Replaces what is offered; the places that are taken stay.
///
/// # Errors
/// See [`StoreError`]; `occurrences_places` when more places are taken than there would be.
pub fn update(
    tx: &mut Tx<'_>,
    id: Uuid,
    session: &Session,
    places: Places,
    revision: u32,
) -> Result<(), StoreError> {
    let places = Places {
        capacity: session.capacity,
        ..places
    };
    let starts_at = session.starts_at;
    occurrences::update(tx, id, &Occurrence { starts_at, places })?;
    tx.execute(
        "UPDATE studio_sessions SET kind = $1, title = $2, description = $3, location = $4, time_zone = $5, ends_at = $6,
                price = $7, currency = $8, revision = $9 WHERE id = $10",
        params![
            session.kind.as_str(),
            session.title.as_str(),
            session.description.as_str(),
            session.location.as_str(),
            session.time_zone.as_str(),
            session.ends_at,
            session.price.amount.cast_signed(),
            session.price.currency.code(),
            revision,
            id
        ],
    )
    .map(|_| ())
}

/// Calls a session off.
///
/// # Errors
/// See [`StoreError`].
pub fn cancel(tx: &mut Tx<'_>, id: Uuid, revision: u32, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE studio_sessions SET status = $1, revision = $2, cancelled_at = $3 WHERE id = $4",
        params![SessionStatus::Cancelled.as_str(), revision, now, id],
    )
    .map(|_| ())
}

/// What deciding about these sessions needs, with whose they are; their occurrences are locked in the order of their ids until
/// the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (SessionFacts, Uuid)>, StoreError> {
    let occurrences = occurrences::lock(tx, ids)?;
    // Read after the lock is held: a statement that waits for it would show the details as they were before.
    let details = tx.query_in(
        "SELECT s.id, s.owner_id, s.status, s.ends_at, s.price, s.currency, u.active, u.role
         FROM studio_sessions s JOIN users u ON u.id = s.owner_id WHERE s.id {in}",
        ids,
        |row| {
            let detail = (
                status(row)?,
                row.get("ends_at")?,
                money(row)?,
                has_facilitator(row)?,
            );
            Ok((row.get("id")?, row.get("owner_id")?, detail))
        },
    )?;
    Ok(details
        .into_iter()
        .filter_map(
            |(id, owner_id, (status, ends_at, price, has_facilitator))| {
                let occurrence = occurrences.get(&id)?;
                let facts = SessionFacts {
                    status,
                    starts_at: occurrence.starts_at,
                    ends_at,
                    places: occurrence.places,
                    price,
                    has_facilitator,
                };
                Some((id, (facts, owner_id)))
            },
        )
        .collect())
}

/// One session.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<SessionView>, StoreError> {
    tx.query_one(view_sql!("WHERE o.id = $1"), params![id], view)
}

/// Which sessions a page lists.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Only those that take place, and whose facilitator is there.
    pub active_only: bool,
    /// Only of this facilitator.
    pub owner_id: Option<Uuid>,
    /// Only of this kind.
    pub kind: Option<SessionKind>,
    /// Only those without a price (`true`), or with one.
    pub free: Option<bool>,
    /// Only those with a place left.
    pub with_places: bool,
    /// Beginning at this moment or later.
    pub from: Timestamp,
    /// Beginning before this moment.
    pub to: Timestamp,
    /// Whose title contains this.
    pub search: String,
    /// After this one, in the order of the page.
    pub after: (Timestamp, Uuid),
    /// At most so many.
    pub limit: u32,
}

/// Sessions in the order of their beginnings.
///
/// # Errors
/// See [`StoreError`].
pub fn page(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<SessionView>, StoreError> {
    let pattern = crate::tx::containing(&filter.search);
    let (after_at, after_id) = filter.after;
    tx.query(
        view_sql!(
            "WHERE o.starts_at >= $1 AND o.starts_at < $2 AND (o.starts_at > $3 OR (o.starts_at = $3 AND o.id > $4))
               AND ((s.status = 'active' AND u.active AND u.role IN ('facilitator', 'administrator')) OR NOT $5) AND (s.owner_id = $6 OR $6 IS NULL) AND (s.kind = $7 OR $7 IS NULL)
               AND (s.price = 0 OR NOT $8) AND (s.price > 0 OR NOT $9)
               AND (o.manually_occupied + o.confirmed + o.held < o.capacity + o.additional OR NOT $10)
               AND LOWER(s.title) LIKE $11 ESCAPE '!'
             ORDER BY o.starts_at, o.id LIMIT $12"
        ),
        params![
            filter.from.max(after_at),
            filter.to,
            after_at,
            after_id,
            filter.active_only,
            filter.owner_id,
            filter.kind.map(SessionKind::as_str),
            filter.free == Some(true),
            filter.free == Some(false),
            filter.with_places,
            &pattern,
            filter.limit
        ],
        view,
    )
}

/// The sessions of a facilitator, the newest beginning first, before `before` in that order.
///
/// # Errors
/// See [`StoreError`].
pub fn of_owner(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    before: (Timestamp, Uuid),
    limit: u32,
) -> Result<Vec<SessionView>, StoreError> {
    let (before_at, before_id) = before;
    tx.query(
        view_sql!(
            "WHERE s.owner_id = $1 AND (o.starts_at < $2 OR (o.starts_at = $2 AND o.id < $3))
             ORDER BY o.starts_at DESC, o.id DESC LIMIT $4"
        ),
        params![owner_id, before_at, before_id, limit],
        view,
    )
}

/// The sessions of a facilitator that take place and are not over, the next first, after `after` in that order.
///
/// # Errors
/// See [`StoreError`].
pub fn coming_of_owner(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    now: Timestamp,
    after: (Timestamp, Uuid),
    limit: u32,
) -> Result<Vec<SessionView>, StoreError> {
    let (after_at, after_id) = after;
    tx.query(
        view_sql!(
            "WHERE s.owner_id = $1 AND s.status = 'active' AND s.ends_at > $2
               AND (o.starts_at > $3 OR (o.starts_at = $3 AND o.id > $4))
             ORDER BY o.starts_at, o.id LIMIT $5"
        ),
        params![owner_id, now, after_at, after_id, limit],
        view,
    )
}

/// The sessions of a facilitator that stand so and were to end by `ended_by`, the latest beginning first, before `before` in that order.
///
/// # Errors
/// See [`StoreError`].
pub fn gone_of_owner(
    tx: &mut Tx<'_>,
    owner_id: Uuid,
    status: SessionStatus,
    ended_by: Timestamp,
    before: (Timestamp, Uuid),
    limit: u32,
) -> Result<Vec<SessionView>, StoreError> {
    let (before_at, before_id) = before;
    tx.query(
        view_sql!(
            "WHERE s.owner_id = $1 AND s.status = $2 AND s.ends_at <= $3
               AND (o.starts_at < $4 OR (o.starts_at = $4 AND o.id < $5))
             ORDER BY o.starts_at DESC, o.id DESC LIMIT $6"
        ),
        params![
            owner_id,
            status.as_str(),
            ended_by,
            before_at,
            before_id,
            limit
        ],
        view,
    )
}

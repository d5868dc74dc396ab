//! Performances with what belongs to them: their show, room and venue.

use std::collections::HashMap;

use foh_domain::{
    booking::Places,
    theatre::{PerformanceFacts, Zone},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, occurrences, param::params};

/// A performance as people see it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct PerformanceView {
    pub id: Uuid,
    pub show_id: Uuid,
    pub room_id: Uuid,
    pub venue_id: Uuid,
    pub starts_at: Timestamp,
    pub doors_open_at: Option<Timestamp>,
    pub booking_open: bool,
    pub places: Places,
    pub title: String,
    pub slug: String,
    pub published: bool,
    pub duration_minutes: u32,
    pub room: String,
    pub venue: String,
    pub address: String,
    pub time_zone: Zone,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.show_id, p.room_id, r.venue_id, o.starts_at, p.doors_open_at, p.booking_open,
                    o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held,
                    s.title, s.slug, s.published, s.duration_minutes, r.name AS room, v.name AS venue, v.address, v.time_zone
             FROM occurrences o
             JOIN performances p ON p.id = o.id
             JOIN shows s ON s.id = p.show_id
             JOIN rooms r ON r.id = p.room_id
             JOIN venues v ON v.id = r.venue_id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<PerformanceView, StoreError> {
    Ok(PerformanceView {
        id: row.get("id")?,
        show_id: row.get("show_id")?,
        room_id: row.get("room_id")?,
        venue_id: row.get("venue_id")?,
        starts_at: row.get("starts_at")?,
        doors_open_at: row.get("doors_open_at")?,
        booking_open: row.get("booking_open")?,
        places: occurrences::places(row)?,
        title: row.get("title")?,
        slug: row.get("slug")?,
        published: row.get("published")?,
        duration_minutes: row.get("duration_minutes")?,
        room: row.get("room")?,
        venue: row.get("venue")?,
        address: row.get("address")?,
        time_zone: row.parse("time_zone", |name: String| Zone::parse(&name).ok())?,
    })
}

/// What makes a performance of an occurrence.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// What is played.
    pub show_id: Uuid,
    /// Where.
    pub room_id: Uuid,
    /// When the doors open.
    pub doors_open_at: Option<Timestamp>,
    /// Whether the public may reserve.
    pub booking_open: bool,
}

/// Adds the details of an occurrence; `foreign_key` refuses an unknown show or room.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, id: Uuid, detail: &Detail) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO performances (id, show_id, room_id, doors_open_at, booking_open) VALUES ($1, $2, $3, $4, $5)",
        params![id, detail.show_id, detail.room_id, detail.doors_open_at, detail.booking_open],
    )
    .map(|_| ())
}

/// Whether the show is planned in the room at this moment.
///
/// # Errors
/// See [`StoreError`].
pub fn planned(tx: &mut Tx<'_>, detail: &Detail, starts_at: Timestamp) -> Result<bool, StoreError> {
    let found: Option<Uuid> = tx.query_one(
        "SELECT o.id FROM occurrences o JOIN performances p ON p.id = o.id
         WHERE o.starts_at = $1 AND p.room_id = $2 AND p.show_id = $3 LIMIT 1",
        params![starts_at, detail.room_id, detail.show_id],
        |row| row.get("id"),
    )?;
    Ok(found.is_some())
}

/// Replaces the details.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, detail: &Detail) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE performances SET show_id = $1, room_id = $2, doors_open_at = $3, booking_open = $4 WHERE id = $5",
        params![detail.show_id, detail.room_id, detail.doors_open_at, detail.booking_open, id],
    )
    .map(|_| ())
}

/// What deciding reservations needs of these performances.
///
/// # Errors
/// See [`StoreError`].
pub fn facts(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, PerformanceFacts>, StoreError> {
    let rows = tx.query_in(
        "SELECT o.id, o.starts_at, o.capacity, o.additional, o.manually_occupied, o.confirmed, o.held, p.booking_open, s.published
         FROM occurrences o JOIN performances p ON p.id = o.id JOIN shows s ON s.id = p.show_id WHERE o.id {in}",
        ids,
        |row| {
            let facts = PerformanceFacts {
                published: row.get("published")?,
                booking_open: row.get("booking_open")?,
                starts_at: row.get("starts_at")?,
                places: occurrences::places(row)?,
            };
            Ok((row.get("id")?, facts))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// One performance.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<PerformanceView>, StoreError> {
    tx.query_one(view_sql!("WHERE o.id = $1"), params![id], view)
}

/// These performances.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, PerformanceView>, StoreError> {
    let rows = tx.query_in(view_sql!("WHERE o.id {in}"), ids, view)?;
    Ok(rows.into_iter().map(|view| (view.id, view)).collect())
}

/// Which performances a page lists.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Only of published shows.
    pub published_only: bool,
    /// Only of this show.
    pub show_id: Option<Uuid>,
    /// Beginning at this moment or later.
    pub from: Timestamp,
    /// Beginning before this moment.
    pub to: Timestamp,
    /// Of shows whose title contains this.
    pub search: &'a str,
    /// After this one, in the order of the page.
    pub after: (Timestamp, Uuid),
}

/// Performances in the order of their beginnings.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter<'_>,
    limit: u32,
) -> Result<Vec<PerformanceView>, StoreError> {
    let pattern = crate::tx::containing(filter.search);
    let (after_at, after_id) = filter.after;
    tx.query(
        view_sql!(
            "WHERE o.starts_at >= $1 AND o.starts_at < $2 AND (o.starts_at > $3 OR (o.starts_at = $3 AND o.id > $4))
               AND (s.published OR NOT $5) AND (p.show_id = $6 OR $6 IS NULL) AND LOWER(s.title) LIKE $7 ESCAPE '!'
             ORDER BY o.starts_at, o.id LIMIT $8"
        ),
        params![
            filter.from.max(after_at),
            filter.to,
            after_at,
            after_id,
            filter.published_only,
            filter.show_id,
            &pattern,
            limit
        ],
        view,
    )
}

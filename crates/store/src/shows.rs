//! Shows.

use foh_domain::theatre::{Show, Slug};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

fn show(row: &Row<'_>) -> Result<(Uuid, Show), StoreError> {
    Ok((
        row.get("id")?,
        Show {
            title: row.get("title")?,
            slug: row.parse("slug", |text: String| Slug::parse(&text).ok())?,
            description: row.get("description")?,
            duration_minutes: row.get("duration_minutes")?,
            language: row.get("language")?,
            published: row.get("published")?,
        },
    ))
}

/// Adds a show; `shows_slug_key` refuses a slug that is taken.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, id: Uuid, show: &Show) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO shows (id, title, slug, description, duration_minutes, language, published) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            &show.title,
            show.slug.as_str(),
            &show.description,
            show.duration_minutes,
            &show.language,
            show.published
        ],
    )
    .map(|_| ())
}

/// Replaces a show's facts.
///
/// # Errors
/// See [`StoreError`].
pub fn update(tx: &mut Tx<'_>, id: Uuid, show: &Show) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE shows SET title = $1, slug = $2, description = $3, duration_minutes = $4, language = $5, published = $6 WHERE id = $7",
        params![
            &show.title,
            show.slug.as_str(),
            &show.description,
            show.duration_minutes,
            &show.language,
            show.published,
            id
        ],
    )
    .map(|_| ())
}

/// One show, locked for changing.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Show>, StoreError> {
    let rows = tx.query_in(
        "SELECT s.id, s.title, s.slug, s.description, s.duration_minutes, s.language, s.published FROM shows s WHERE s.id {in} {lock s}",
        &[id],
        show,
    )?;
    Ok(rows.into_iter().next().map(|(_, show)| show))
}

/// One show.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Show>, StoreError> {
    let found = tx.query_one(
        "SELECT id, title, slug, description, duration_minutes, language, published FROM shows WHERE id = $1",
        params![id],
        show,
    )?;
    Ok(found.map(|(_, show)| show))
}

/// The show with this slug.
///
/// # Errors
/// See [`StoreError`].
pub fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<(Uuid, Show)>, StoreError> {
    tx.query_one(
        "SELECT id, title, slug, description, duration_minutes, language, published FROM shows WHERE slug = $1",
        params![slug],
        show,
    )
}

/// Shows, all or the published ones, whose title contains `search`, after `after`, in the order of their making.
///
/// # Errors
/// See [`StoreError`].
pub fn page(
    tx: &mut Tx<'_>,
    published_only: bool,
    search: &str,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, Show)>, StoreError> {
    let pattern = crate::tx::containing(search);
    tx.query(
        "SELECT id, title, slug, description, duration_minutes, language, published FROM shows
         WHERE id > $1 AND (published OR NOT $2) AND LOWER(title) LIKE $3 ESCAPE '!' ORDER BY id LIMIT $4",
        params![after, published_only, &pattern, limit],
        show,
    )
}

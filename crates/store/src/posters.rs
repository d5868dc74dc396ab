//! Posters of shows: one picture each, named by what is in it.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// What is told of a poster: everything but the picture itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poster {
    /// The first 16 hexadecimal digits of the SHA-256 of the picture.
    pub digest: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// The picture of a poster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// A JPEG file.
    pub image: Vec<u8>,
    /// Whether the public sees its show.
    pub published: bool,
}

fn poster(row: &Row<'_>) -> Result<(Uuid, Poster), StoreError> {
    Ok((
        row.get("show_id")?,
        Poster {
            digest: row.get("digest")?,
            alt: row.get("alt")?,
            width: row.get("width")?,
            height: row.get("height")?,
        },
    ))
}

/// Gives a show its poster, in the place of any it has: of two at once, one is kept whole.
///
/// # Errors
/// See [`StoreError`]; a show that does not exist is refused.
pub fn put(
    tx: &mut Tx<'_>,
    show_id: Uuid,
    poster: &Poster,
    image: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO posters (show_id, digest, alt, width, height, image, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (show_id) DO UPDATE SET digest = excluded.digest, alt = excluded.alt, width = excluded.width,
             height = excluded.height, image = excluded.image, created_at = excluded.created_at",
        params![
            show_id,
            &poster.digest,
            &poster.alt,
            poster.width,
            poster.height,
            image,
            now
        ],
    )
    .map(|_| ())
}

/// Takes a show's poster away and tells whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub fn remove(tx: &mut Tx<'_>, show_id: Uuid) -> Result<bool, StoreError> {
    let removed = tx.execute("DELETE FROM posters WHERE show_id = $1", params![show_id])?;
    Ok(removed > 0)
}

/// The picture that is a show's poster, if it is (still) the one with this digest.
///
/// # Errors
/// See [`StoreError`].
pub fn picture(
    tx: &mut Tx<'_>,
    show_id: Uuid,
    digest: &str,
) -> Result<Option<Picture>, StoreError> {
    tx.query_one(
        "SELECT p.image, s.published FROM posters p JOIN shows s ON s.id = p.show_id WHERE p.show_id = $1 AND p.digest = $2",
        params![show_id, digest],
        |row| {
            Ok(Picture {
                image: row.get("image")?,
                published: row.get("published")?,
            })
        },
    )
}

/// What is told of the posters of these shows; those without one are missing. Ids must be distinct.
///
/// # Errors
/// See [`StoreError`].
pub fn of_shows(tx: &mut Tx<'_>, show_ids: &[Uuid]) -> Result<HashMap<Uuid, Poster>, StoreError> {
    let found = tx.query_in(
        "SELECT show_id, digest, alt, width, height FROM posters WHERE show_id {in}",
        show_ids,
        poster,
    )?;
    Ok(found.into_iter().collect())
}

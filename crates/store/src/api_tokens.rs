//! What is known of API tokens besides the tokens themselves: their names, and what of the role of their account they carry.
//! The token is what works: where it is gone, what is left here is nothing.

use std::collections::HashMap;

use foh_domain::identity::Granted;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// An API token to be made, beside its token.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// The selector of its token.
    pub id: Uuid,
    /// The account it speaks for.
    pub user_id: Uuid,
    /// How it is called.
    pub name: String,
    /// What of the account's role it carries.
    pub granted: Granted,
    /// When it is made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// An API token that was not revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The selector of its token.
    pub id: Uuid,
    /// The account it speaks for.
    pub user_id: Uuid,
    /// How it is called.
    pub name: String,
    /// What of the account's role it carries.
    pub granted: Granted,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was last used, within minutes.
    pub used_at: Option<Timestamp>,
}

fn granted(row: &Row<'_>) -> Result<Granted, StoreError> {
    row.parse("permissions", |words: String| Granted::from_stored(&words))
}

fn api_token(row: &Row<'_>) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        granted: granted(row)?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Adds an API token.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, new: &NewApiToken) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO api_tokens (id, user_id, name, permissions, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            new.id,
            new.user_id,
            &new.name,
            &new.granted.stored(),
            new.created_at,
            new.expires_at
        ],
    )
    .map(|_| ())
}

/// What each of these tokens carries; one that is not known is left out.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Granted>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query_in(
        "SELECT id, permissions FROM api_tokens WHERE id {in}",
        ids,
        |row| Ok((row.get::<Uuid>("id")?, granted(row)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// One API token.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<ApiToken>, StoreError> {
    tx.query_one(
        "SELECT a.id, a.user_id, a.name, a.permissions, a.created_at, a.expires_at, t.used_at
         FROM api_tokens a JOIN tokens t ON t.id = a.id AND t.subject_id = a.user_id AND t.purpose = 'api'
         WHERE a.id = $1",
        params![id],
        api_token,
    )
}

/// The API tokens of an account, those that work longest first: at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub fn list(tx: &mut Tx<'_>, user_id: Uuid, limit: u32) -> Result<Vec<ApiToken>, StoreError> {
    tx.query(
        "SELECT a.id, a.user_id, a.name, a.permissions, a.created_at, a.expires_at, t.used_at
         FROM api_tokens a JOIN tokens t ON t.id = a.id AND t.subject_id = a.user_id AND t.purpose = 'api'
         WHERE a.user_id = $1 ORDER BY a.expires_at DESC, a.id DESC LIMIT $2",
        params![user_id, limit],
        api_token,
    )
}

/// How many API tokens of an account work.
///
/// # Errors
/// See [`StoreError`].
pub fn working(tx: &mut Tx<'_>, user_id: Uuid, now: Timestamp) -> Result<u32, StoreError> {
    let count = tx.query_one(
        "SELECT COUNT(*) AS n FROM api_tokens WHERE user_id = $1 AND expires_at > $2",
        params![user_id, now],
        |row| row.get("n"),
    )?;
    Ok(count.unwrap_or(0))
}

/// Notes that a token is used, unless a note since `noted_since` is there: `true` for exactly one of many at once.
///
/// # Errors
/// See [`StoreError`].
pub fn note_use(
    tx: &mut Tx<'_>,
    id: Uuid,
    (now, noted_since): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE tokens SET used_at = $1 WHERE id = $2 AND purpose = 'api' AND (used_at IS NULL OR used_at < $3)",
        params![now, id, noted_since],
    )
    .map(|changed| changed == 1)
}

/// Revokes an API token: `false` when it was gone.
///
/// # Errors
/// See [`StoreError`].
pub fn revoke(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    let revoked = tx.execute(
        "DELETE FROM tokens WHERE id = $1 AND purpose = 'api'",
        params![id],
    )?;
    tx.execute("DELETE FROM api_tokens WHERE id = $1", params![id])?;
    Ok(revoked == 1)
}

/// Removes API tokens that expired before `then`: at most `limit` at once, and tells how many those were.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    // The first condition is that of the index on what is no guest's.
    tx.execute(
        "DELETE FROM tokens WHERE purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation' AND purpose = 'api'
           AND id IN (SELECT id FROM api_tokens WHERE expires_at < $1 ORDER BY id LIMIT $2)",
        params![then, limit],
    )?;
    tx.execute(
        "DELETE FROM api_tokens WHERE id IN (
           SELECT a.id FROM api_tokens a LEFT JOIN tokens t ON t.id = a.id WHERE t.id IS NULL ORDER BY a.id LIMIT $1)",
        params![limit],
    )
}

//! What is known of sessions besides their tokens: the device, and when the password was last given. The token is the
//! session: where it is gone, what is left here is nothing.

use foh_domain::identity::SessionRules;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A session to be begun, beside its token.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The selector of its token.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// The device in coarse words.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When its person last proved who they are.
    pub confirmed_at: Timestamp,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The selector of its token.
    pub id: Uuid,
    /// The device in coarse words.
    pub device: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within minutes.
    pub used_at: Timestamp,
    /// When its person last proved who they are.
    pub confirmed_at: Timestamp,
    /// When it ends, whatever happens in it.
    pub expires_at: Timestamp,
}

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    let created_at = row.get("created_at")?;
    let used_at: Option<Timestamp> = row.get("used_at")?;
    Ok(Session {
        id: row.get("id")?,
        device: row.get("device")?,
        created_at,
        used_at: used_at.unwrap_or(created_at),
        confirmed_at: row.get("confirmed_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Adds a session.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, new: &NewSession) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (id, user_id, device, created_at, confirmed_at) VALUES ($1, $2, $3, $4, $5)",
        params![new.id, new.user_id, &new.device, new.created_at, new.confirmed_at],
    )
    .map(|_| ())
}

/// When the persons of these sessions last proved who they are.
///
/// # Errors
/// See [`StoreError`].
pub fn confirmed(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
    tx.query_in(
        "SELECT id, confirmed_at FROM sessions WHERE id {in}",
        ids,
        |row| Ok((row.get("id")?, row.get("confirmed_at")?)),
    )
}

/// The sessions of an account that go on, the last used first: at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub fn list(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    (now, used_since): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Session>, StoreError> {
    tx.query(
        "SELECT s.id, s.device, s.created_at, t.used_at, s.confirmed_at, t.expires_at
         FROM sessions s JOIN tokens t ON t.id = s.id AND t.subject_id = s.user_id AND t.purpose = 'session'
         WHERE s.user_id = $1 AND t.expires_at > $2 AND COALESCE(t.used_at, t.created_at) >= $3
         ORDER BY COALESCE(t.used_at, t.created_at) DESC, s.id DESC LIMIT $4",
        params![user_id, now, used_since, limit],
        session,
    )
}

/// Ends a session of an account: `false` when it has none with this id.
///
/// # Errors
/// See [`StoreError`].
pub fn end(tx: &mut Tx<'_>, user_id: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let ended = tx.execute(
        "DELETE FROM tokens WHERE id = $1 AND subject_id = $2 AND purpose = 'session'",
        params![id, user_id],
    )?;
    tx.execute(
        "DELETE FROM sessions WHERE id = $1 AND user_id = $2",
        params![id, user_id],
    )?;
    Ok(ended == 1)
}

/// Ends the sessions of an account except `kept`, and tells how many those were.
///
/// # Errors
/// See [`StoreError`].
pub fn end_others(tx: &mut Tx<'_>, user_id: Uuid, kept: Option<Uuid>) -> Result<u64, StoreError> {
    let kept = kept.unwrap_or(Uuid::nil());
    let ended = tx.execute(
        "DELETE FROM tokens WHERE subject_id = $1 AND id <> $2 AND purpose = 'session'
           AND purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation'",
        params![user_id, kept],
    )?;
    tx.execute(
        "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
        params![user_id, kept],
    )?;
    Ok(ended)
}

/// Notes that the person of a session has proved who they are.
///
/// # Errors
/// See [`StoreError`].
pub fn confirm(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE sessions SET confirmed_at = $1 WHERE id = $2 AND user_id = $3",
        params![now, id, user_id],
    )
    .map(|changed| changed == 1)
}

/// Removes sessions and half-done sign-ins that ended by themselves: at most `limit` at once.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(
    tx: &mut Tx<'_>,
    rules: SessionRules,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let used_since = now.saturating_sub(rules.idle()).unwrap_or(Timestamp::MIN);
    // The first condition is that of the index on what is no guest's.
    let gone = tx.execute(
        "DELETE FROM tokens WHERE id IN (
           SELECT t.id FROM tokens t WHERE t.purpose <> 'confirmation' AND t.purpose <> 'check_in' AND t.purpose <> 'cancellation'
              AND ((t.purpose = 'session' AND (t.expires_at <= $1 OR COALESCE(t.used_at, t.created_at) < $2))
                OR (t.purpose = 'second_factor' AND t.expires_at <= $1))
            LIMIT $3)",
        params![now, used_since, limit],
    )?;
    tx.execute(
        "DELETE FROM sessions WHERE id IN (
           SELECT s.id FROM sessions s LEFT JOIN tokens t ON t.id = s.id WHERE t.id IS NULL LIMIT $1)",
        params![limit],
    )?;
    Ok(gone)
}

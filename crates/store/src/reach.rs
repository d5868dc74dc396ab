//! How far an account reaches right now: sessions, tokens and links. Here they end, in the transaction of their cause.

use foh_domain::token::Purpose;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// Ends everything that signs an account in or speaks for it: sessions, half-done sign-ins, links, API tokens, refresh
/// tokens, and the door links it has handed out with what was signed in by them.
///
/// # Errors
/// See [`StoreError`].
pub fn end_everything(tx: &mut Tx<'_>, user_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM tokens WHERE subject_id = $1 AND purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation'",
        params![user_id],
    )?;
    tx.execute("DELETE FROM sessions WHERE user_id = $1", params![user_id])?;
    tx.execute(
        "DELETE FROM api_tokens WHERE user_id = $1",
        params![user_id],
    )?;
    end_refreshing(tx, user_id, now)?;
    tx.execute(
        "DELETE FROM tokens WHERE purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation'
           AND subject_id IN (SELECT user_id FROM door_links WHERE created_by = $1)",
        params![user_id],
    )?;
    tx.execute(
        "DELETE FROM sessions WHERE user_id IN (SELECT user_id FROM door_links WHERE created_by = $1)",
        params![user_id],
    )?;
    tx.execute(
        "UPDATE door_links SET revoked_at = $1 WHERE created_by = $2 AND revoked_at IS NULL",
        params![now, user_id],
    )
    .map(|_| ())
}

/// Ends everything that a person signs in with, except the session `kept`: other sessions, half-done sign-ins, refresh
/// tokens, and the links that were mailed. API tokens stay: programs use them, and they are revoked by name.
///
/// # Errors
/// See [`StoreError`].
pub fn end_sign_ins(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    kept: Option<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kept = kept.unwrap_or(Uuid::nil());
    tx.execute(
        "DELETE FROM tokens WHERE subject_id = $1 AND id <> $2
           AND purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation' AND purpose NOT IN ('api', 'privacy', 'email_verification')",
        params![user_id, kept],
    )?;
    tx.execute(
        "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
        params![user_id, kept],
    )?;
    end_refreshing(tx, user_id, now)
}

/// Ends the links of one purpose that were mailed before.
///
/// # Errors
/// See [`StoreError`].
pub fn end_links(tx: &mut Tx<'_>, user_id: Uuid, purpose: Purpose) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM tokens WHERE subject_id = $1 AND purpose = $2
           AND purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation'",
        params![user_id, purpose.as_str()],
    )
    .map(|_| ())
}

fn end_refreshing(tx: &mut Tx<'_>, user_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE refresh_families SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL",
        params![now, user_id],
    )
    .map(|_| ())
}

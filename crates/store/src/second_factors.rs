//! Second factors: one secret to an account, and recovery codes of which only the hashes are stored.

use foh_domain::{identity::TotpSecret, privacy::Sealed};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

static CODES: Bulk = Bulk::insert(
    "recovery_codes",
    &[("user_id", Kind::Uuid), ("hash", Kind::Bytes)],
);

/// The second factor of an account.
#[derive(Debug)]
pub struct SecondFactor {
    /// What the app and the house share.
    pub secret: Sealed<TotpSecret>,
    /// The step whose code was used last.
    pub last_step: i64,
    /// When a code was first given; before, it counts for nothing.
    pub confirmed_at: Option<Timestamp>,
}

fn second_factor(row: &Row<'_>) -> Result<SecondFactor, StoreError> {
    Ok(SecondFactor {
        secret: Sealed::from_bytes(row.get("secret")?),
        last_step: row.get("last_step")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

/// The second factor of an account.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Option<SecondFactor>, StoreError> {
    tx.query_one(
        "SELECT secret, last_step, confirmed_at FROM second_factors WHERE user_id = $1",
        params![user_id],
        second_factor,
    )
}

/// Which of these accounts have a second factor that counts.
///
/// # Errors
/// See [`StoreError`].
pub fn enrolled(tx: &mut Tx<'_>, user_ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    if user_ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query_in(
        "SELECT user_id FROM second_factors WHERE confirmed_at IS NOT NULL AND user_id {in}",
        user_ids,
        |row| row.get("user_id"),
    )
}

/// Begins an enrolment, anew if one was begun; `false` when the account has a second factor already.
///
/// # Errors
/// See [`StoreError`].
pub fn begin(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    secret: &Sealed<TotpSecret>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO second_factors (user_id, secret, last_step, created_at) VALUES ($1, $2, 0, $3)
         ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
         WHERE second_factors.confirmed_at IS NULL",
        params![user_id, secret.as_bytes(), now],
    )
    .map(|changed| changed == 1)
}

/// Ends an enrolment: from now on the second factor counts. `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn confirm(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    step: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE second_factors SET confirmed_at = $1, last_step = $2 WHERE user_id = $3 AND confirmed_at IS NULL",
        params![now, step, user_id],
    )
    .map(|changed| changed == 1)
}

/// Uses the code of a step, and with it those of the steps before: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn use_step(tx: &mut Tx<'_>, user_id: Uuid, step: i64) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE second_factors SET last_step = $1 WHERE user_id = $2 AND last_step < $1 AND confirmed_at IS NOT NULL",
        params![step, user_id],
    )
    .map(|changed| changed == 1)
}

/// Uses a recovery code: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE recovery_codes SET used_at = $1 WHERE user_id = $2 AND hash = $3 AND used_at IS NULL",
        params![now, user_id, hash],
    )
    .map(|changed| changed == 1)
}

/// Gives an account new recovery codes; the ones before work no more.
///
/// # Errors
/// See [`StoreError`].
pub fn replace_recovery_codes(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM recovery_codes WHERE user_id = $1",
        params![user_id],
    )?;
    let rows: Vec<[Param<'_>; 2]> = hashes
        .iter()
        .map(|hash| [user_id.into(), hash.into()])
        .collect();
    tx.bulk(&CODES, &rows)
}

/// How many recovery codes are left.
///
/// # Errors
/// See [`StoreError`].
pub fn recovery_codes_left(tx: &mut Tx<'_>, user_id: Uuid) -> Result<u32, StoreError> {
    let left = tx.query_one(
        "SELECT COUNT(*) AS n FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL",
        params![user_id],
        |row| row.get::<i64>("n"),
    )?;
    Ok(left.and_then(|n| u32::try_from(n).ok()).unwrap_or(0))
}

/// Removes the second factor of an account with its recovery codes: `false` when it has none.
///
/// # Errors
/// See [`StoreError`].
pub fn remove(tx: &mut Tx<'_>, user_id: Uuid) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM recovery_codes WHERE user_id = $1",
        params![user_id],
    )?;
    tx.execute(
        "DELETE FROM second_factors WHERE user_id = $1",
        params![user_id],
    )
    .map(|removed| removed == 1)
}

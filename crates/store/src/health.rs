//! Whether the database answers, and what the doctor looks for among its rows.

use foh_domain::{
    identity::{Profile, Role},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// Asks the database for nothing in particular.
///
/// # Errors
/// See [`StoreError`].
pub fn ping(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.query_one("SELECT 1 AS one", &[], |row| row.get::<i64>("one"))
        .map(|_| ())
}

/// When the newest rows were made, by the clocks of the nodes that made them.
///
/// # Errors
/// See [`StoreError`].
pub fn newest_row(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let mut newest = None;
    for sql in [
        "SELECT created_at FROM reservations ORDER BY id DESC LIMIT 1",
        "SELECT created_at FROM tokens ORDER BY id DESC LIMIT 1",
        "SELECT created_at FROM outbox ORDER BY id DESC LIMIT 1",
        "SELECT created_at FROM users ORDER BY id DESC LIMIT 1",
    ] {
        let made = tx.query_one(sql, &[], |row| row.get::<Timestamp>("created_at"))?;
        newest = newest.max(made);
    }
    Ok(newest)
}

/// The oldest and the newest sealed profile: the keys of the house open both, or are not its keys.
///
/// # Errors
/// See [`StoreError`].
pub fn sealed_samples(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, Sealed<Profile>)>, StoreError> {
    let mut samples = Vec::new();
    for sql in [
        "SELECT id, profile FROM users WHERE erased_at IS NULL ORDER BY id LIMIT 1",
        "SELECT id, profile FROM users WHERE erased_at IS NULL ORDER BY id DESC LIMIT 1",
    ] {
        samples.extend(tx.query_one(sql, &[], |row| {
            Ok((row.get("id")?, Sealed::from_bytes(row.get("profile")?)))
        })?);
    }
    Ok(samples)
}

/// Active accounts of one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// Their role.
    pub role: Role,
    /// How many there are.
    pub active: i64,
    /// How many of them sign in without a second factor.
    pub without_second_factor: i64,
}

/// The active accounts by role.
///
/// # Errors
/// See [`StoreError`].
pub fn accounts(tx: &mut Tx<'_>) -> Result<Vec<Accounts>, StoreError> {
    tx.query(
        "SELECT u.role, COUNT(*) AS active,
                COUNT(*) - COUNT(f.confirmed_at) AS without_second_factor
         FROM users u LEFT JOIN second_factors f ON f.user_id = u.id
         WHERE u.active = $1 GROUP BY u.role ORDER BY u.role",
        params![true],
        |row| {
            Ok(Accounts {
                role: row.parse("role", |word: String| Role::parse(&word))?,
                active: row.get("active")?,
                without_second_factor: row.get("without_second_factor")?,
            })
        },
    )
}

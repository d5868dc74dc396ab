//! Accounts.

use foh_domain::{
    identity::{Profile, Role},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// An account as stored.
#[derive(Debug, Clone)]
pub struct User {
    /// Its id.
    pub id: Uuid,
    /// What it may do.
    pub role: Role,
    /// Whether it may do anything at all.
    pub active: bool,
    /// The password's hash in PHC form, if it has a password.
    pub password_hash: Option<String>,
    /// Who it belongs to.
    pub profile: Sealed<Profile>,
}

fn user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: row.get("id")?,
        role: row.parse("role", |word: String| Role::parse(&word))?,
        active: row.get("active")?,
        password_hash: row.get("password_hash")?,
        profile: Sealed::from_bytes(row.get("profile")?),
    })
}

/// Adds an account; `users_email_lookup_key` refuses a second one with the same address.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(
    tx: &mut Tx<'_>,
    user: &User,
    email_lookup: &[u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO users (id, email_lookup, profile, role, password_hash, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            user.id,
            email_lookup,
            user.profile.as_bytes(),
            user.role.as_str(),
            user.password_hash.as_ref(),
            user.active,
            now
        ],
    )
    .map(|_| ())
}

/// The account with this address, by its keyed hashes, the current one first: while the keys of the house are changed there are
/// several. They are tried from the oldest on, the way that rows go meanwhile: so none is missed between two statements.
///
/// # Errors
/// See [`StoreError`].
pub fn by_email(tx: &mut Tx<'_>, email_lookups: &[[u8; 32]]) -> Result<Option<User>, StoreError> {
    for email_lookup in email_lookups.iter().rev() {
        let found = tx.query_one(
            "SELECT id, role, active, password_hash, profile FROM users WHERE email_lookup = $1",
            params![email_lookup],
            user,
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The accounts with these ids.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<User>, StoreError> {
    tx.query_in(
        "SELECT id, role, active, password_hash, profile FROM users WHERE id {in}",
        ids,
        user,
    )
}

/// The oldest active administrator.
///
/// # Errors
/// See [`StoreError`].
pub fn first_administrator(tx: &mut Tx<'_>) -> Result<Option<User>, StoreError> {
    tx.query_one(
        "SELECT id, role, active, password_hash, profile FROM users WHERE role = 'administrator' AND active = $1 ORDER BY id LIMIT 1",
        params![true],
        user,
    )
}

/// The active accounts of a role, the oldest first.
///
/// # Errors
/// See [`StoreError`].
pub fn active_with_role(tx: &mut Tx<'_>, role: Role, limit: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT id FROM users WHERE role = $1 AND active = $2 ORDER BY id LIMIT $3",
        params![role.as_str(), true, limit],
        |row| row.get("id"),
    )
}

/// Which of these accounts are active, locked in the order of their ids until the end of the transaction: whoever erases one
/// waits for what is being written for it, and finds it.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_active(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let locked = tx.query_in(
        "SELECT u.id, u.active FROM users u WHERE u.id {in} {lock u}",
        ids,
        |row| Ok((row.get("id")?, row.get::<bool>("active")?)),
    )?;
    let active = locked.into_iter().filter(|(_, active)| *active);
    Ok(active.map(|(id, _)| id).collect())
}

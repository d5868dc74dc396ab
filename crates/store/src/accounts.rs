//! Accounts as they are looked after: registered, invited, changed, switched off. Who is asking is looked up in
//! [`crate::users`].

use foh_domain::{
    identity::{AccountState, Profile, Role},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// An account with everything that is known of it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What it may do.
    pub role: Role,
    /// Where it stands.
    pub state: AccountState,
    /// The password's hash in PHC form, if it has a password.
    pub password_hash: Option<String>,
    /// Who it belongs to.
    pub profile: Sealed<Profile>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its address was shown to be its own.
    pub email_verified_at: Option<Timestamp>,
    /// When its personal data was erased; from then on it is nobody's.
    pub erased_at: Option<Timestamp>,
}

/// Which accounts.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Only of this role.
    pub role: Option<Role>,
    /// Only those that stand so.
    pub state: Option<AccountState>,
    /// Only those made before this one.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

fn account(row: &Row<'_>) -> Result<Account, StoreError> {
    let invited_at: Option<Timestamp> = row.get("invited_at")?;
    Ok(Account {
        id: row.get("id")?,
        role: row.parse("role", |word: String| Role::parse(&word))?,
        state: AccountState::of(row.get("active")?, invited_at.is_some()),
        password_hash: row.get("password_hash")?,
        profile: Sealed::from_bytes(row.get("profile")?),
        created_at: row.get("created_at")?,
        email_verified_at: row.get("email_verified_at")?,
        erased_at: row.get("erased_at")?,
    })
}

macro_rules! account_sql {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.role, u.active, u.password_hash, u.profile, u.created_at, u.email_verified_at, u.invited_at, u.erased_at FROM users u ",
            $rest
        )
    };
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: Uuid,
    /// The keyed hashes of its address, the current one first: it is stored, and no account may have any of them.
    pub email_lookups: Vec<[u8; 32]>,
    /// Who it belongs to.
    pub profile: Sealed<Profile>,
    /// What it may do.
    pub role: Role,
    /// The password's hash; an invited account has none yet.
    pub password_hash: Option<String>,
    /// [`AccountState::Invited`] or [`AccountState::Active`].
    pub state: AccountState,
}

/// Adds an account unless its address has one: `true` when it was added. The statements are the same in both cases.
///
/// # Errors
/// See [`StoreError`].
pub fn insert_if_free(
    tx: &mut Tx<'_>,
    new: &NewAccount,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (current, former) = new.email_lookups.split_first().ok_or_else(|| {
        StoreError::decode("users.email_lookup", "an account without a keyed hash")
    })?;
    // Whoever is found under a former key now is sealed anew at any moment; then the constraint refuses the second.
    if by_email(tx, former)?.is_some() {
        return Ok(false);
    }
    let invited_at = (new.state == AccountState::Invited).then_some(now);
    tx.execute(
        "INSERT INTO users (id, email_lookup, profile, role, password_hash, active, created_at, invited_at, password_changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email_lookup) DO NOTHING",
        params![
            new.id,
            current,
            new.profile.as_bytes(),
            new.role.as_str(),
            new.password_hash.as_ref(),
            new.state == AccountState::Active,
            now,
            invited_at,
            new.password_hash.as_ref().map(|_| now)
        ],
    )
    .map(|added| added == 1)
}

/// The account with this address, by its keyed hashes, the current one first: while the keys of the house are changed there are
/// several. They are tried from the oldest on, the way that rows go meanwhile: so none is missed between two statements.
///
/// # Errors
/// See [`StoreError`].
pub fn by_email(
    tx: &mut Tx<'_>,
    email_lookups: &[[u8; 32]],
) -> Result<Option<Account>, StoreError> {
    for email_lookup in email_lookups.iter().rev() {
        let found = tx.query_one(
            account_sql!("WHERE u.email_lookup = $1"),
            params![email_lookup],
            account,
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// One account.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Account>, StoreError> {
    tx.query_one(account_sql!("WHERE u.id = $1"), params![id], account)
}

/// One account, locked until the end of the transaction.
///
/// # Errors
/// See [`StoreError`].
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Account>, StoreError> {
    tx.query_one(
        account_sql!("WHERE u.id = $1 {lock u}"),
        params![id],
        account,
    )
}

/// The active administrators, locked until the end of the transaction: whoever would take one away waits here for
/// whoever is about to take another. To be locked before any other account.
///
/// # Errors
/// See [`StoreError`].
pub fn lock_administrators(tx: &mut Tx<'_>) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT u.id FROM users u WHERE u.role = 'administrator' AND u.active = $1 {lock u}",
        params![true],
        |row| row.get("id"),
    )
}

/// The accounts of people and programs, the newest first. Those of door links are no one's to look after.
///
/// # Errors
/// See [`StoreError`].
pub fn list(tx: &mut Tx<'_>, filter: &AccountFilter) -> Result<Vec<Account>, StoreError> {
    tx.query(
        account_sql!(
            "WHERE u.id < $1 AND u.role <> 'door_link' AND ($2 = '' OR u.role = $2)
               AND ($3 = '' OR ($3 = 'active' AND u.active = $4)
                    OR ($3 = 'invited' AND u.active <> $4 AND u.invited_at IS NOT NULL)
                    OR ($3 = 'inactive' AND u.active <> $4 AND u.invited_at IS NULL))
               AND u.erased_at IS NULL
             ORDER BY u.id DESC LIMIT $5"
        ),
        params![
            filter.before.unwrap_or(Uuid::max()),
            filter.role.map_or("", Role::as_str),
            filter.state.map_or("", AccountState::as_str),
            true,
            filter.limit
        ],
        account,
    )
}

/// Sets the password.
///
/// # Errors
/// See [`StoreError`].
pub fn set_password(
    tx: &mut Tx<'_>,
    id: Uuid,
    hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE users SET password_hash = $1, password_changed_at = $2 WHERE id = $3",
        params![hash, now, id],
    )
    .map(|_| ())
}

/// Puts another hash of the same password in the place of `former`; a password that was changed meanwhile stays.
///
/// # Errors
/// See [`StoreError`].
pub fn replace_hash(
    tx: &mut Tx<'_>,
    id: Uuid,
    former: &str,
    hash: &str,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3",
        params![hash, id, former],
    )
    .map(|changed| changed == 1)
}

/// Notes that the address is the account's; the first time counts.
///
/// # Errors
/// See [`StoreError`].
pub fn verify_email(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE users SET email_verified_at = $1 WHERE id = $2 AND email_verified_at IS NULL",
        params![now, id],
    )
    .map(|_| ())
}

/// Switches an account on or off; an invitation that was open is none any more.
///
/// # Errors
/// See [`StoreError`].
pub fn set_active(tx: &mut Tx<'_>, id: Uuid, active: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE users SET active = $1, invited_at = NULL WHERE id = $2",
        params![active, id],
    )
    .map(|_| ())
}

/// Gives an account another role.
///
/// # Errors
/// See [`StoreError`].
pub fn set_role(tx: &mut Tx<'_>, id: Uuid, role: Role) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE users SET role = $1 WHERE id = $2",
        params![role.as_str(), id],
    )
    .map(|_| ())
}

/// Removes an account that was invited and never answered: nothing refers to it.
///
/// # Errors
/// See [`StoreError`].
pub fn delete_invited(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    tx.execute("DELETE FROM user_scopes WHERE user_id = $1", params![id])?;
    tx.execute(
        "DELETE FROM users WHERE id = $1 AND active = $2 AND invited_at IS NOT NULL",
        params![id, false],
    )
    .map(|deleted| deleted == 1)
}

/// Erases who an account belongs to: it has no address and no password any more and may do nothing. `profile` is a
/// placeholder and `email_lookup` random, so that nobody is found by it. `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn erase(
    tx: &mut Tx<'_>,
    id: Uuid,
    (profile, email_lookup): (&Sealed<Profile>, &[u8; 32]),
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "DELETE FROM external_identities WHERE user_id = $1",
        params![id],
    )?;
    tx.execute("DELETE FROM user_scopes WHERE user_id = $1", params![id])?;
    tx.execute(
        "UPDATE users SET profile = $1, email_lookup = $2, password_hash = NULL, active = $3, email_verified_at = NULL,
                password_changed_at = NULL, invited_at = NULL, erased_at = $4 WHERE id = $5 AND erased_at IS NULL",
        params![profile.as_bytes(), email_lookup, false, now, id],
    )
    .map(|changed| changed == 1)
}

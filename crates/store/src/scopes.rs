//! What accounts of scoped roles reach: routes, locations, performances.

use std::collections::HashMap;

use foh_domain::identity::Role;
use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// The scopes of these accounts, by account; accounts without any are left out. A door link that was taken back reaches
/// nothing, whatever is left of its sessions.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, user_ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>, StoreError> {
    let mut scopes: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if user_ids.is_empty() {
        return Ok(scopes);
    }
    let rows = tx.query_in(
        "SELECT s.user_id, s.scope_id FROM user_scopes s LEFT JOIN door_links d ON d.id = s.user_id
         WHERE d.revoked_at IS NULL AND s.user_id {in}",
        user_ids,
        |row| Ok((row.get::<Uuid>("user_id")?, row.get::<Uuid>("scope_id")?)),
    )?;
    for (user_id, scope_id) in rows {
        scopes.entry(user_id).or_default().push(scope_id);
    }
    Ok(scopes)
}

/// Adds to the scope of an account; what is in it already stays.
///
/// # Errors
/// See [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, user_id: Uuid, scope_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO user_scopes (user_id, scope_id) VALUES ($1, $2) ON CONFLICT (user_id, scope_id) DO NOTHING",
        params![user_id, scope_id],
    )
    .map(|_| ())
}

/// Sets the scope of an account; what was in it and is not named leaves it.
///
/// # Errors
/// See [`StoreError`].
pub fn replace(tx: &mut Tx<'_>, user_id: Uuid, scope_ids: &[Uuid]) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM user_scopes WHERE user_id = $1",
        params![user_id],
    )?;
    scope_ids
        .iter()
        .try_for_each(|scope_id| insert(tx, user_id, *scope_id))
}

/// The accounts of this role that have `scope_id` in their scope.
///
/// # Errors
/// See [`StoreError`].
pub fn accounts_of(tx: &mut Tx<'_>, scope_id: Uuid, role: Role) -> Result<Vec<Uuid>, StoreError> {
    tx.query(
        "SELECT s.user_id FROM user_scopes s JOIN users u ON u.id = s.user_id
         WHERE s.scope_id = $1 AND u.role = $2 AND u.erased_at IS NULL ORDER BY s.user_id",
        params![scope_id, role.as_str()],
        |row| row.get("user_id"),
    )
}

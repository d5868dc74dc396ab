//! Who holds sessions, or asked to.

use foh_domain::{
    identity::Profile,
    privacy::Sealed,
    studio::{Facilitator, FacilitatorState},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, param::params};

/// A facilitator, or somebody who wants to be one.
#[derive(Debug, Clone)]
pub struct FacilitatorView {
    /// Their account.
    pub id: Uuid,
    /// How they present themselves.
    pub profile: Sealed<Facilitator>,
    /// Who they are.
    pub person: Sealed<Profile>,
    /// Where they stand.
    pub state: FacilitatorState,
    /// When they applied.
    pub applied_at: Timestamp,
    /// When that was decided.
    pub decided_at: Option<Timestamp>,
    /// Whether their account is active and holds sessions.
    pub holds_sessions: bool,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.profile AS facilitator, u.profile, f.state, f.applied_at, f.decided_at,
                    CASE WHEN u.active AND u.role IN ('facilitator', 'administrator') THEN 1 ELSE 0 END AS holds_sessions
             FROM facilitators f JOIN users u ON u.id = f.id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<FacilitatorView, StoreError> {
    Ok(FacilitatorView {
        id: row.get("id")?,
        profile: Sealed::from_bytes(row.get("facilitator")?),
        person: Sealed::from_bytes(row.get("profile")?),
        state: row.parse("state", |word: String| FacilitatorState::parse(&word))?,
        applied_at: row.get("applied_at")?,
        decided_at: row.get("decided_at")?,
        holds_sessions: row.get::<i64>("holds_sessions")? == 1,
    })
}

/// Adds somebody, or replaces how they present themselves and where they stand.
///
/// # Errors
/// See [`StoreError`].
pub fn put(
    tx: &mut Tx<'_>,
    id: Uuid,
    profile: &Sealed<Facilitator>,
    state: FacilitatorState,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO facilitators (id, profile, state, applied_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET profile = excluded.profile, state = excluded.state, applied_at = excluded.applied_at,
                                        decided_at = NULL",
        params![id, profile.as_bytes(), state.as_str(), now],
    )
    .map(|_| ())
}

/// Replaces how somebody presents themselves.
///
/// # Errors
/// See [`StoreError`].
pub fn set_profile(
    tx: &mut Tx<'_>,
    id: Uuid,
    profile: &Sealed<Facilitator>,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE facilitators SET profile = $1 WHERE id = $2",
        params![profile.as_bytes(), id],
    )
    .map(|changed| changed == 1)
}

/// Decides an application: `true` for exactly one caller.
///
/// # Errors
/// See [`StoreError`].
pub fn decide(
    tx: &mut Tx<'_>,
    id: Uuid,
    state: FacilitatorState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE facilitators SET state = $1, decided_at = $2 WHERE id = $3 AND state = 'applied'",
        params![state.as_str(), now, id],
    )
    .map(|changed| changed == 1)
}

/// One of them.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<FacilitatorView>, StoreError> {
    tx.query_one(view_sql!("WHERE f.id = $1"), params![id], view)
}

/// Those who stand so, in the order of their accounts, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub fn in_state(
    tx: &mut Tx<'_>,
    state: FacilitatorState,
    after: Uuid,
    limit: u32,
) -> Result<Vec<FacilitatorView>, StoreError> {
    tx.query(
        view_sql!("WHERE f.state = $1 AND f.id > $2 ORDER BY f.id LIMIT $3"),
        params![state.as_str(), after, limit],
        view,
    )
}

/// Removes what somebody said about themselves.
///
/// # Errors
/// See [`StoreError`].
pub fn erase(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    tx.execute("DELETE FROM facilitators WHERE id = $1", params![id])
        .map(|removed| removed == 1)
}

//! Counters, compared with what they count, a page at a time.

use uuid::Uuid;

use crate::{StoreError, Tx, param::params};

/// Rows looked at in one page.
const LOOKED_AT: i64 = 500;

/// What a page has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// How many were looked at.
    pub looked_at: usize,
    /// Those whose counters are not what they should be.
    pub wrong: Vec<Uuid>,
    /// After which the next page begins, if there is one.
    pub next: Option<Uuid>,
}

/// The page after `after` of a statement that gives each `id` in their order and whether it is `wrong`, 1 or 0: `$1` is what it begins after, `$2` how
/// many it gives at most.
///
/// # Errors
/// See [`StoreError`].
pub(crate) fn page(tx: &mut Tx<'_>, sql: &'static str, after: Uuid) -> Result<Recount, StoreError> {
    let page = tx.query(sql, params![after, LOOKED_AT], |row| {
        Ok((row.get("id")?, row.get::<i64>("wrong")? == 1))
    })?;
    let full = i64::try_from(page.len()).is_ok_and(|count| count == LOOKED_AT);
    Ok(Recount {
        looked_at: page.len(),
        next: page.last().map(|(id, _)| *id).filter(|_| full),
        wrong: page
            .into_iter()
            .filter_map(|(id, wrong): (Uuid, bool)| wrong.then_some(id))
            .collect(),
    })
}

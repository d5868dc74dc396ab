//! Reading the log: pages for people, and walks along a chain.

use foh_domain::{
    audit::{Action, CHAINS, Details, Facts, Group, Hash},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::hash;
use crate::{Param, Row, StoreError, Tx, param::params};

/// An entry as it is stored.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which chain.
    pub chain: u32,
    /// Which of the chain, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What was done: the word of an action.
    pub action: String,
    /// The account that did it.
    pub actor_id: Option<Uuid>,
    /// To what.
    pub subject_id: Option<Uuid>,
    /// The sealed details, unless they were erased.
    pub details: Option<Sealed<Details>>,
    /// The hash of the plain details.
    pub details_hash: Hash,
    /// The hash of the entry in its place.
    pub hash: Hash,
}

impl Entry {
    /// What its hash is made of.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            at: self.at,
            action: &self.action,
            actor_id: self.actor_id,
            subject_id: self.subject_id,
            details_hash: &self.details_hash,
        }
    }

    /// Where the page after it begins.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            at: self.at,
            chain: self.chain,
            number: self.number,
        }
    }
}

/// A place in the order of the pages: by time, chain and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When.
    pub at: Timestamp,
    /// Which chain.
    pub chain: u32,
    /// Which of the chain.
    pub number: i64,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only of this group of actions.
    pub group: Option<Group>,
    /// Only what this account did.
    pub actor_id: Option<Uuid>,
    /// Only what was done to this.
    pub subject_id: Option<Uuid>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only those after this one on the pages.
    pub before: Option<Cursor>,
}

macro_rules! entry_sql {
    ($rest:literal) => {
        concat!(
            "SELECT chain, number, at, action, actor_id, subject_id, details, details_hash, hash FROM audit_entries ",
            $rest
        )
    };
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let details: Option<Vec<u8>> = row.get("details")?;
    Ok(Entry {
        chain: row.get("chain")?,
        number: row.get("number")?,
        at: row.get("at")?,
        action: row.get("action")?,
        actor_id: row.get("actor_id")?,
        subject_id: row.get("subject_id")?,
        details: details.map(Sealed::from_bytes),
        details_hash: row.parse("details_hash", hash)?,
        hash: row.parse("hash", hash)?,
    })
}

macro_rules! page_sql {
    ($of:literal) => {
        concat!(
            entry_sql!("WHERE at >= $1 AND at < $2 AND (at, chain, number) < ($3, $4, $5) AND ($6 = '' OR $6 LIKE '%,' || action || ',%') "),
            $of,
            "ORDER BY at DESC, chain DESC, number DESC LIMIT $7"
        )
    };
}

/// Entries, the newest first and at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub fn page(tx: &mut Tx<'_>, filter: &Filter, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let before = filter.before.unwrap_or(Cursor {
        at: Timestamp::MAX,
        chain: u32::from(CHAINS),
        number: i64::MAX,
    });
    let from = filter.from.unwrap_or(Timestamp::MIN);
    let until = filter.until.unwrap_or(Timestamp::MAX);
    // ",check_in.admitted,check_in.undone,": an action is looked for with a comma on each side.
    let actions = filter.group.map_or_else(String::new, |group| {
        Action::of(group).fold(String::from(","), |list, action| {
            list + action.as_str() + ","
        })
    });
    let common: [Param<'_>; 7] = [
        from.into(),
        until.into(),
        before.at.into(),
        before.chain.into(),
        before.number.into(),
        actions.as_str().into(),
        limit.into(),
    ];
    let (actor, subject) = (filter.actor_id, filter.subject_id);
    let narrower: Vec<Param<'_>> = [actor, subject]
        .into_iter()
        .flatten()
        .map(Param::Uuid)
        .collect();
    // One statement for each index: a plan is made once, whatever is asked for.
    let sql = match (actor, subject) {
        (None, None) => page_sql!(""),
        (Some(_), None) => page_sql!("AND actor_id = $8 "),
        (None, Some(_)) => page_sql!("AND subject_id = $8 "),
        (Some(_), Some(_)) => page_sql!("AND actor_id = $8 AND subject_id = $9 "),
    };
    tx.query(sql, &[&common[..], &narrower].concat(), entry)
}

/// The entries of a chain after the one with the number `after`, in order and at most `limit`.
///
/// # Errors
/// See [`StoreError`].
pub fn walk(tx: &mut Tx<'_>, chain: u8, after: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
    tx.query(
        entry_sql!("WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3"),
        params![u32::from(chain), after, limit],
        entry,
    )
}

/// An entry that no walk meets: of no chain there is, before the first of its chain, or beyond the head that was read in the same
/// transaction. Answers chain and number.
///
/// # Errors
/// See [`StoreError`].
pub fn out_of_place(tx: &mut Tx<'_>) -> Result<Option<(i64, i64)>, StoreError> {
    tx.query_one(
        "SELECT e.chain, e.number FROM audit_entries e LEFT JOIN audit_heads h ON h.chain = e.chain
         WHERE e.chain < 0 OR e.chain >= $1 OR e.number < 1 OR (h.chain IS NOT NULL AND e.number > h.entries)
         ORDER BY e.chain, e.number LIMIT 1",
        params![u32::from(CHAINS)],
        |row| Ok((row.get("chain")?, row.get("number")?)),
    )
}

/// Erases the details of entries older than `before`; answers how many. The entries stay and still verify. To be witnessed by
/// whoever asks for it.
///
/// # Errors
/// See [`StoreError`].
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE audit_entries SET details = NULL WHERE at < $1 AND details IS NOT NULL",
        params![before],
    )
}

/// Erases the details of what an account did and of what was done to this subject, be it an account or a reservation; answers how
/// many. The entries stay and still verify. To be witnessed by whoever asks for it.
///
/// # Errors
/// See [`StoreError`].
pub fn forget_of(tx: &mut Tx<'_>, id: Uuid) -> Result<u64, StoreError> {
    let done = tx.execute(
        "UPDATE audit_entries SET details = NULL WHERE actor_id = $1 AND details IS NOT NULL",
        params![id],
    )?;
    let suffered = tx.execute(
        "UPDATE audit_entries SET details = NULL WHERE subject_id = $1 AND details IS NOT NULL",
        params![id],
    )?;
    Ok(done + suffered)
}

//! Where the chains end, and the key that says so.

use foh_domain::audit::{CHAINS, ChainKey, Head};
use jiff::Timestamp;
use uuid::Uuid;

use super::hash;
use crate::{
    Param, Row, StoreError, Tx,
    dialect::{Bulk, Kind},
    param::params,
};

const COLUMNS: &[(&str, Kind)] = &[
    ("chain", Kind::Count),
    ("entries", Kind::Moment),
    ("hash", Kind::Bytes),
    ("seal", Kind::Bytes),
];
static MISSING: Bulk = Bulk::insert_missing("audit_heads", COLUMNS);
static UPDATE: Bulk = Bulk::update("audit_heads", COLUMNS);

/// The only row of the keys.
const KEY: Uuid = Uuid::nil();

fn head(row: &Row<'_>) -> Result<Head, StoreError> {
    let chain: u32 = row.get("chain")?;
    Ok(Head {
        chain: u8::try_from(chain).map_err(|_| StoreError::decode("chain", "no such chain"))?,
        entries: row.get("entries")?,
        hash: row.parse("hash", hash)?,
        seal: row.parse("seal", hash)?,
    })
}

/// The heads of these chains (a bit for each), locked in their order until the end of the transaction.
///
/// A log that has no head at all is begun. One that has only some was tampered with: what is missing is made up for, so that
/// the house can go on, but never with a genuine seal again.
pub(super) fn lock(tx: &mut Tx<'_>, key: &ChainKey, chains: u32) -> Result<Vec<Head>, StoreError> {
    let mut found = locked(tx, chains)?;
    if found.len() < chains.count_ones() as usize {
        let begun = tx
            .query_one("SELECT COUNT(*) AS n FROM audit_heads", &[], |row| {
                row.get::<i64>("n")
            })?
            .is_some_and(|heads| heads > 0);
        let made: Vec<Head> = (0..CHAINS)
            .map(|chain| {
                let head = key.head(chain, 0, key.genesis(chain));
                Head {
                    seal: if begun { Head::BROKEN } else { head.seal },
                    ..head
                }
            })
            .collect();
        tx.bulk(&MISSING, &rows(&made))?;
        found = locked(tx, chains)?;
    }
    for head in &mut found {
        if !key.is_genuine(head) {
            tracing::error!(
                chain = head.chain,
                "the head of an audit chain is not genuine"
            );
            head.seal = Head::BROKEN;
        }
    }
    Ok(found)
}

fn locked(tx: &mut Tx<'_>, chains: u32) -> Result<Vec<Head>, StoreError> {
    tx.query(
        "SELECT h.chain, h.entries, h.hash, h.seal FROM audit_heads h
         WHERE (CAST($1 AS BIGINT) >> h.chain) & 1 = 1 {lock h.chain}",
        params![chains],
        head,
    )
}

fn rows(heads: &[Head]) -> Vec<[Param<'_>; 4]> {
    heads
        .iter()
        .map(|head| {
            [
                u32::from(head.chain).into(),
                head.entries.into(),
                (&head.hash).into(),
                (&head.seal).into(),
            ]
        })
        .collect()
}

/// Stores heads that were locked and went on; a broken one stays broken.
pub(super) fn save(tx: &mut Tx<'_>, key: &ChainKey, heads: &[Head]) -> Result<(), StoreError> {
    let sealed: Vec<Head> = heads
        .iter()
        .map(|head| match head.seal {
            Head::BROKEN => *head,
            _ => key.head(head.chain, head.entries, head.hash),
        })
        .collect();
    tx.bulk(&UPDATE, &rows(&sealed))
}

/// The heads, in the order of their chains; none of a log that was not begun.
///
/// # Errors
/// See [`StoreError`].
pub fn heads(tx: &mut Tx<'_>) -> Result<Vec<Head>, StoreError> {
    tx.query(
        "SELECT h.chain, h.entries, h.hash, h.seal FROM audit_heads h ORDER BY h.chain LIMIT 1000",
        &[],
        head,
    )
}

/// The sealed key of the chains, if there is one yet, and the row it was sealed for.
///
/// # Errors
/// See [`StoreError`].
pub fn key(tx: &mut Tx<'_>) -> Result<Option<(Uuid, Vec<u8>)>, StoreError> {
    tx.query_one(
        "SELECT id, secret FROM audit_keys WHERE id = $1",
        params![KEY],
        |row| Ok((row.get("id")?, row.get("secret")?)),
    )
}

/// Keeps a key of the chains, unless there is one already, and answers the one that is kept: of many nodes that begin at once,
/// one wins. `seal` seals it for the row that it is given.
///
/// # Errors
/// See [`StoreError`].
pub fn keep_key(
    tx: &mut Tx<'_>,
    seal: impl FnOnce(Uuid) -> Result<Vec<u8>, StoreError>,
    now: Timestamp,
) -> Result<(Uuid, Vec<u8>), StoreError> {
    let secret = seal(KEY)?;
    tx.execute(
        "INSERT INTO audit_keys (id, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
        params![KEY, secret.as_slice(), now],
    )?;
    key(tx)?.ok_or_else(|| StoreError::decode("audit_keys.secret", "the key is not there"))
}

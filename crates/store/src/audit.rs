//! The audit log: appended to in the transaction of the cause, and walked again to see that it is as it was written.
//!
//! [`append`] only hands entries over. They are numbered, chained and stored at the end of the group, after every other lock was
//! taken: one lock of the heads, one bulk insert and one update for all the pieces of a commit. What is undone leaves no entry.

mod heads;
mod read;

use std::sync::Arc;

use foh_domain::audit::{Action, ChainKey, Details, Facts, Hash, chain_of};
use foh_domain::privacy::Sealed;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, StoreError, Tx,
    dialect::{Bulk, Kind},
};

pub use heads::{heads, keep_key, key};
pub use read::{Cursor, Entry, Filter, forget, forget_of, out_of_place, page, walk};

static INSERT: Bulk = Bulk::insert(
    "audit_entries",
    &[
        ("chain", Kind::Count),
        ("number", Kind::Moment),
        ("at", Kind::Moment),
        ("action", Kind::Text),
        ("actor_id", Kind::Uuid),
        ("subject_id", Kind::Uuid),
        ("details", Kind::Bytes),
        ("details_hash", Kind::Bytes),
        ("hash", Kind::Bytes),
    ],
);

/// An entry to be appended; its place is found when the group commits.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What makes its hash.
    pub key: Arc<ChainKey>,
    /// The id whose lane byte chooses the chain.
    pub beside: Uuid,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// The account that did it.
    pub actor_id: Option<Uuid>,
    /// To what.
    pub subject_id: Option<Uuid>,
    /// The sealed details.
    pub details: Sealed<Details>,
    /// The hash of the plain details.
    pub details_hash: Hash,
}

/// Appends entries with the commit of this piece of work; if it is undone, they are not written.
pub fn append(tx: &mut Tx<'_>, drafts: impl IntoIterator<Item = Draft>) {
    drafts.into_iter().for_each(|draft| tx.witness(draft));
}

/// Gives the entries of a group their places and stores them.
pub(crate) fn write(tx: &mut Tx<'_>, mut drafts: Vec<Draft>) -> Result<(), StoreError> {
    let Some(first) = drafts.first() else {
        return Ok(());
    };
    let key = Arc::clone(&first.key);
    // Stable: the entries of one piece stay in their order.
    drafts.sort_by_key(|draft| chain_of(draft.beside));
    let chains: u32 = drafts
        .iter()
        .fold(0, |chains, draft| chains | (1 << chain_of(draft.beside)));
    let mut heads = heads::lock(tx, &key, chains)?;
    let mut hashes = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let chain = chain_of(draft.beside);
        let head = heads
            .iter_mut()
            .find(|head| head.chain == chain)
            .ok_or_else(|| StoreError::decode("audit_heads.chain", "a locked head is missing"))?;
        head.entries += 1;
        let facts = Facts {
            at: draft.at,
            action: draft.action.as_str(),
            actor_id: draft.actor_id,
            subject_id: draft.subject_id,
            details_hash: &draft.details_hash,
        };
        head.hash = key.entry(&head.hash, (chain, head.entries), &facts);
        hashes.push((chain, head.entries, head.hash));
    }
    let rows: Vec<[Param<'_>; 9]> = drafts
        .iter()
        .zip(&hashes)
        .map(|(draft, (chain, number, hash))| {
            [
                u32::from(*chain).into(),
                (*number).into(),
                draft.at.into(),
                draft.action.as_str().into(),
                draft.actor_id.into(),
                draft.subject_id.into(),
                draft.details.as_bytes().into(),
                (&draft.details_hash).into(),
                hash.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)?;
    heads::save(tx, &key, &heads)
}

/// A hash as it is stored.
fn hash(bytes: Vec<u8>) -> Option<Hash> {
    bytes.try_into().ok()
}

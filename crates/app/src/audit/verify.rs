//! Walking the whole log.

use std::collections::BTreeMap;

use foh_domain::audit::{CHAINS, ChainKey, Details, Fault, Hash, Head, NotedHead, Step, Walk};
use foh_store::{
    StoreError,
    audit::{self, Entry},
};

use crate::{House, entropy};

/// Entries looked at in one go.
const STRIDE: u32 = 1_000;

/// What a walk along all chains found.
#[derive(Debug, Clone)]
pub struct Verification {
    /// How many entries are as they were written.
    pub entries: u64,
    /// Of those, how many have no details any more: they were erased.
    pub erased: u64,
    /// Where the chains end, to be noted elsewhere.
    pub heads: Vec<NotedHead>,
    /// The first bad place of each chain that has one.
    pub broken: Vec<Broken>,
}

/// A chain that is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("chain {chain}: {fault}")]
pub struct Broken {
    /// Which chain.
    pub chain: i64,
    /// What is wrong with it, first.
    pub fault: Fault,
}

impl Verification {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }
}

/// What was counted along the chains.
#[derive(Default)]
struct Counted {
    entries: u64,
    erased: u64,
}

impl House {
    /// Walks every chain from its beginning to its head, in pages, while the house goes on; what is written meanwhile is left for
    /// the next time. `noted` are heads that were kept elsewhere.
    ///
    /// # Errors
    /// See [`StoreError`]; also when a row cannot be read at all.
    pub async fn verify_audit(&self, noted: &[NotedHead]) -> Result<Verification, StoreError> {
        // Looking begins no log. What there is without a key was not written by this house: no other key fits it.
        let key = self.kept_key().await?;
        let key = key.unwrap_or_else(|| ChainKey::new(&entropy::bytes()));
        let (heads, stray) = self
            .db
            .read(|tx| Ok::<_, StoreError>((audit::heads(tx)?, audit::out_of_place(tx)?)))
            .await?;
        let heads: BTreeMap<u8, Head> = heads.into_iter().map(|head| (head.chain, head)).collect();
        let mut counted = Counted::default();
        let mut broken = Vec::new();
        for chain in 0..CHAINS {
            let mut walk = Walk::new(&key, chain, noted);
            // A log that was not begun has no head, and no entry either.
            let head = heads.get(&chain);
            if let Err(fault) = self
                .walk(&key, &mut walk, chain, head, &mut counted)
                .await?
            {
                let unbegun = heads.is_empty() && fault == Fault::HeadMissing && walk.number() == 0;
                if !unbegun {
                    broken.push(Broken {
                        chain: chain.into(),
                        fault,
                    });
                }
            }
        }
        if let Some((chain, number)) = stray
            && !broken.iter().any(|broken| broken.chain == chain)
        {
            let fault = Fault::Inserted(number);
            broken.push(Broken { chain, fault });
        }
        for head in heads.values().filter(|head| head.chain >= CHAINS) {
            let fault = Fault::HeadForged(head.entries);
            let chain = head.chain.into();
            broken.push(Broken { chain, fault });
        }
        Ok(Verification {
            entries: counted.entries,
            erased: counted.erased,
            heads: heads.values().map(NotedHead::of).collect(),
            broken,
        })
    }

    /// Walks one chain as far as its head says, or to the end of its rows when they end before.
    async fn walk(
        &self,
        key: &ChainKey,
        walk: &mut Walk<'_>,
        chain: u8,
        head: Option<&Head>,
        counted: &mut Counted,
    ) -> Result<Result<(), Fault>, StoreError> {
        let last = head.map_or(i64::MAX, |head| head.entries);
        // Numbers below one come first in the walk as well: there must be none.
        let mut after = i64::MIN;
        loop {
            let page = self
                .db
                .read(move |tx| audit::walk(tx, chain, after, STRIDE))
                .await?;
            let Some(end) = page.last().map(|entry| entry.number) else {
                return Ok(walk.end(head));
            };
            for entry in page.iter().filter(|entry| entry.number <= last) {
                let step = Step {
                    number: entry.number,
                    facts: entry.facts(),
                    hash: entry.hash,
                    details: self.details_hash(key, entry),
                };
                if let Err(fault) = walk.step(&step) {
                    return Ok(Err(fault));
                }
                counted.entries += 1;
                counted.erased += u64::from(step.details.is_none());
            }
            if end >= last {
                return Ok(walk.end(head));
            }
            after = end;
            tokio::task::yield_now().await;
        }
    }

    /// The hash of an entry's details as they are now; `None` when they were erased. What does not open fits no hash.
    fn details_hash(&self, key: &ChainKey, entry: &Entry) -> Option<Hash> {
        let sealed = entry.details.as_ref()?;
        let row = Details::row(&entry.details_hash);
        let opened = self.keyring.open(row, sealed);
        Some(
            opened
                .and_then(|details| details.hash(key))
                .unwrap_or_default(),
        )
    }
}

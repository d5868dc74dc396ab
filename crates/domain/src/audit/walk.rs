//! Walking a chain from its beginning to its head: the first place where it is not as it was written.

use super::{ChainKey, Facts, Hash, Head, NotedHead};

/// An entry as it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// The number it stands under.
    pub number: i64,
    /// What it says.
    pub facts: Facts<'a>,
    /// The hash that stands beside it.
    pub hash: Hash,
    /// The hash of its details as they are now; `None` when they were erased.
    pub details: Option<Hash>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is gone.
    #[error("entry {0} is missing: it was removed, or the log was cut off there")]
    Missing(i64),
    /// It is not what was written there.
    #[error("entry {0} is not what was written there: it was edited, moved or put in")]
    Altered(i64),
    /// Its details are not those that were written.
    #[error("the details of entry {0} are not those that were written, or no key opens them")]
    Details(i64),
    /// The chain has no such place.
    #[error("entry {0} was put in: the chain has no such place")]
    Inserted(i64),
    /// The head is gone, while there are entries or other heads.
    #[error("its head is missing")]
    HeadMissing,
    /// The head was not made by this house, or followed one that was not.
    #[error(
        "its head, which says {0} entries, is not genuine: it was edited, or the chain went on after that"
    )]
    HeadForged(i64),
    /// The noted head does not fit: an older copy of the chain was put in its place, or it was written anew.
    #[error("entry {0} is not the one that was noted: the chain was replaced")]
    NotNoted(i64),
}

/// A walk along one chain.
#[derive(Debug)]
pub struct Walk<'k> {
    key: &'k ChainKey,
    chain: u8,
    last: (i64, Hash),
    noted: Vec<NotedHead>,
}

impl<'k> Walk<'k> {
    /// Begins before the first entry of `chain`. Of the noted heads, those of this chain count.
    #[must_use]
    pub fn new(key: &'k ChainKey, chain: u8, noted: &[NotedHead]) -> Self {
        let of_chain = noted.iter().filter(|head| head.chain == chain);
        Self {
            key,
            chain,
            last: (0, key.genesis(chain)),
            noted: of_chain.copied().collect(),
        }
    }

    /// The number of the last entry that was as it should be.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.last.0
    }

    /// Goes on to the next entry in the order of their numbers.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn step(&mut self, step: &Step<'_>) -> Result<(), Fault> {
        let number = self.last.0 + 1;
        match step.number.cmp(&number) {
            std::cmp::Ordering::Less => return Err(Fault::Inserted(step.number)),
            std::cmp::Ordering::Greater => return Err(Fault::Missing(number)),
            std::cmp::Ordering::Equal => {}
        }
        let hash = self
            .key
            .entry(&self.last.1, (self.chain, number), &step.facts);
        if hash != step.hash {
            return Err(Fault::Altered(number));
        }
        if step
            .details
            .is_some_and(|details| details != *step.facts.details_hash)
        {
            return Err(Fault::Details(number));
        }
        let noted = |head: &NotedHead| head.entries == number && head.hash != hash;
        if self.noted.iter().any(noted) {
            return Err(Fault::NotNoted(number));
        }
        self.last = (number, hash);
        Ok(())
    }

    /// Ends: no entry is left, and this is the head that was read no later than the entries.
    ///
    /// # Errors
    /// What is wrong with the end of the chain.
    pub fn end(&self, head: Option<&Head>) -> Result<(), Fault> {
        let (number, hash) = self.last;
        let noted = self.noted.iter().map(|head| head.entries).max();
        if noted.is_some_and(|noted| noted > number) {
            return Err(Fault::Missing(number + 1));
        }
        let head = head.ok_or(Fault::HeadMissing)?;
        if !self.key.is_genuine(head) {
            return Err(Fault::HeadForged(head.entries));
        }
        match head.entries.cmp(&number) {
            std::cmp::Ordering::Greater => Err(Fault::Missing(number + 1)),
            std::cmp::Ordering::Less => Err(Fault::Inserted(head.entries + 1)),
            std::cmp::Ordering::Equal if head.hash != hash => Err(Fault::Altered(number)),
            std::cmp::Ordering::Equal => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    const DETAILS: Hash = [5; 32];

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Row {
        number: i64,
        at: i64,
        hash: Hash,
    }

    fn facts(at: i64) -> Facts<'static> {
        Facts {
            at: Timestamp::from_microsecond(at).unwrap(),
            action: "check_in.admitted",
            actor_id: None,
            subject_id: None,
            details_hash: &DETAILS,
        }
    }

    fn written(key: &ChainKey, chain: u8, count: i64) -> (Vec<Row>, Head) {
        let mut last = key.genesis(chain);
        let rows: Vec<Row> = (1..=count)
            .map(|number| {
                last = key.entry(&last, (chain, number), &facts(number * 10));
                Row {
                    number,
                    at: number * 10,
                    hash: last,
                }
            })
            .collect();
        (rows, key.head(chain, count, last))
    }

    fn walk(
        key: &ChainKey,
        rows: &[Row],
        head: Option<&Head>,
        noted: &[NotedHead],
    ) -> Result<(), Fault> {
        let mut walk = Walk::new(key, 3, noted);
        for row in rows {
            walk.step(&Step {
                number: row.number,
                facts: facts(row.at),
                hash: row.hash,
                details: Some(DETAILS),
            })?;
        }
        walk.end(head)
    }

    #[test]
    fn what_was_written_is_walked_to_its_end() {
        let key = ChainKey::new(&[1; 32]);
        for count in [0, 1, 5] {
            let (rows, head) = written(&key, 3, count);
            assert_eq!(walk(&key, &rows, Some(&head), &[]), Ok(()));
        }
    }

    #[test]
    fn the_first_bad_place_is_named() {
        let key = ChainKey::new(&[1; 32]);
        let (rows, head) = written(&key, 3, 5);
        let with = |change: &dyn Fn(&mut Vec<Row>)| {
            let mut rows = rows.clone();
            change(&mut rows);
            rows
        };
        let shorter = written(&key, 3, 4);
        for (what, rows, head, expected) in [
            (
                "edited",
                with(&|rows| rows[2].at += 1),
                Some(head),
                Fault::Altered(3),
            ),
            (
                "first gone",
                with(&|rows| rows.retain(|row| row.number != 1)),
                Some(head),
                Fault::Missing(1),
            ),
            (
                "middle gone",
                with(&|rows| rows.retain(|row| row.number != 3)),
                Some(head),
                Fault::Missing(3),
            ),
            (
                "last gone",
                with(&|rows| rows.truncate(4)),
                Some(head),
                Fault::Missing(5),
            ),
            ("all gone", Vec::new(), Some(head), Fault::Missing(1)),
            (
                "swapped",
                with(&|rows| {
                    let (at, hash) = (rows[1].at, rows[1].hash);
                    (rows[1].at, rows[1].hash) = (rows[2].at, rows[2].hash);
                    (rows[2].at, rows[2].hash) = (at, hash);
                }),
                Some(head),
                Fault::Altered(2),
            ),
            (
                "one more",
                with(&|rows| {
                    rows.push(Row {
                        number: 6,
                        ..rows[4].clone()
                    });
                }),
                Some(head),
                Fault::Altered(6),
            ),
            (
                "twice",
                with(&|rows| rows.insert(1, rows[0].clone())),
                Some(head),
                Fault::Inserted(1),
            ),
            (
                "before the first",
                with(&|rows| {
                    rows.insert(
                        0,
                        Row {
                            number: 0,
                            ..rows[0].clone()
                        },
                    );
                }),
                Some(head),
                Fault::Inserted(0),
            ),
            ("no head", rows.clone(), None, Fault::HeadMissing),
            (
                "cut off, head and all",
                with(&|rows| rows.truncate(4)),
                Some(Head {
                    entries: 4,
                    hash: rows[3].hash,
                    ..head
                }),
                Fault::HeadForged(4),
            ),
            (
                "an older head",
                rows.clone(),
                Some(shorter.1),
                Fault::Inserted(5),
            ),
        ] {
            assert_eq!(
                walk(&key, &rows, head.as_ref(), &[]),
                Err(expected),
                "{what}"
            );
        }
    }

    #[test]
    fn an_older_copy_is_found_by_a_noted_head() {
        let key = ChainKey::new(&[1; 32]);
        let (rows, head) = written(&key, 3, 5);
        let (older, older_head) = written(&key, 3, 4);
        let noted = [NotedHead::of(&head)];
        assert_eq!(walk(&key, &rows, Some(&head), &noted), Ok(()));
        assert_eq!(
            walk(&key, &older, Some(&older_head), &[]),
            Ok(()),
            "consistent by itself"
        );
        assert_eq!(
            walk(&key, &older, Some(&older_head), &noted),
            Err(Fault::Missing(5))
        );
        let other = NotedHead {
            hash: [1; 32],
            entries: 4,
            chain: 3,
        };
        assert_eq!(
            walk(&key, &rows, Some(&head), &[other]),
            Err(Fault::NotNoted(4))
        );
        let elsewhere = NotedHead { chain: 4, ..other };
        assert_eq!(walk(&key, &rows, Some(&head), &[elsewhere]), Ok(()));
    }

    #[test]
    fn erased_details_are_no_fault_and_others_are() {
        let key = ChainKey::new(&[1; 32]);
        let (rows, _) = written(&key, 3, 1);
        let step = |details| {
            Walk::new(&key, 3, &[]).step(&Step {
                number: 1,
                facts: facts(10),
                hash: rows[0].hash,
                details,
            })
        };
        assert_eq!(step(None), Ok(()));
        assert_eq!(step(Some([6; 32])), Err(Fault::Details(1)));
    }

    proptest! {
        /// Whatever is taken from the rows, put in, exchanged or edited.
        #[test]
        fn no_change_of_the_rows_goes_unseen(count in 1_i64..12, changes in proptest::collection::vec((0_u8..4, 0_usize..12, 0_usize..12), 1..4)) {
            let key = ChainKey::new(&[1; 32]);
            let (rows, head) = written(&key, 3, count);
            let mut changed = rows.clone();
            for (kind, a, b) in changes {
                if changed.is_empty() {
                    break;
                }
                let (a, b) = (a % changed.len(), b % changed.len());
                match kind {
                    0 => drop(changed.remove(a)),
                    1 => changed.insert(a, changed[b].clone()),
                    2 => changed.swap(a, b),
                    _ => changed[a].at += 1,
                }
            }
            prop_assert_eq!(walk(&key, &changed, Some(&head), &[]).is_ok(), changed == rows);
        }
    }
}

//! Commands of one kind run together; a bad one among them is found out by running them one by one.

use std::sync::{Arc, Mutex};

use foh_store::{Command, StoreError, Tx};
use foh_testkit::{both_engines, engines::Engine};
use tokio::task::JoinHandle;

use crate::ground::{Ground, LANE, NOTHING, Said, note, queued};

/// Writes a number. Those below 1,000 are good.
struct Write {
    number: i64,
    runs: Runs,
}

/// How many commands each run had.
type Runs = Arc<Mutex<Vec<usize>>>;

const REFUSED: i64 = 1_001;
const PANICS: i64 = 1_002;
const LOSES_A_RESULT: i64 = 1_003;
const SWALLOWS: i64 = 1_004;

impl Command for Write {
    type Reply = i64;
    type Error = Said;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<i64, Said>>, StoreError> {
        batch[0].runs.lock().unwrap().push(batch.len());
        let mut results = Vec::new();
        for write in batch {
            match write.number {
                REFUSED => {
                    results.push(Err(Said::Refused));
                    continue;
                }
                PANICS => panic!("a command panics, as the test wants"),
                LOSES_A_RESULT => continue,
                SWALLOWS => {
                    let _ = note(tx, -1);
                }
                _ => note(tx, write.number)?,
            }
            results.push(Ok(write.number));
        }
        Ok(results)
    }
}

/// Another kind of command.
struct Count;

impl Command for Count {
    type Reply = usize;
    type Error = StoreError;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<usize, StoreError>>, StoreError> {
        let count = crate::ground::numbers(tx)?.len();
        Ok(batch.iter().map(|_| Ok(count)).collect())
    }
}

/// Runs 0 to 9 with `other` in their middle; answers what became of `other`, and the sizes of the runs.
async fn amid_others(ground: &Ground, other: i64) -> (Result<i64, Said>, Vec<usize>) {
    let runs = Runs::default();
    let hold = ground.hold(LANE).await;
    let mut pieces: Vec<JoinHandle<Result<i64, Said>>> = (0..5)
        .chain([other])
        .chain(5..10)
        .map(|number| {
            let (db, runs) = (ground.db.clone(), Arc::clone(&runs));
            queued(async move { db.command(LANE, Write { number, runs }).await })
        })
        .collect();
    hold.release().await;
    let said = pieces.remove(5).await.unwrap();
    for (expected, piece) in (0..).zip(pieces) {
        assert_eq!(piece.await.unwrap(), Ok(expected));
    }
    (said, std::mem::take(&mut runs.lock().unwrap()))
}

const GOOD: [i64; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

both_engines! {
    async fn commands_that_wait_run_as_one(engine: Engine) {
        let ground = Ground::new(engine);
        let (said, runs) = amid_others(&ground, 100).await;
        assert_eq!((said, runs), (Ok(100), vec![11]));
        assert_eq!(ground.ledger().await.len(), 11);
    }

    async fn a_refused_command_stays_within_its_batch(engine: Engine) {
        let ground = Ground::new(engine);
        let (said, runs) = amid_others(&ground, REFUSED).await;
        assert_eq!((said, runs), (Err(Said::Refused), vec![11]));
        assert_eq!(ground.ledger().await, GOOD);
    }

    async fn a_batch_with_a_bad_row_is_run_one_by_one(engine: Engine) {
        for bad in [-1, 3, PANICS, LOSES_A_RESULT, SWALLOWS] {
            let ground = Ground::new(engine);
            let (said, runs) = amid_others(&ground, bad).await;
            let Err(Said::Store(error)) = said else {
                panic!("{bad}: {said:?}");
            };
            let expected = match bad {
                -1 | SWALLOWS => error.is_constraint("ledger_number"),
                3 => error.is_constraint("ledger_number_key"),
                _ => error == StoreError::Panicked,
            };
            assert!(expected, "{bad}: {error:?}");
            assert_eq!(runs, [vec![11], vec![1; 11]].concat(), "{bad}");
            assert_eq!(ground.ledger().await, GOOD, "{bad}");
        }
    }

    async fn a_bad_command_alone_leaves_nothing(engine: Engine) {
        let ground = Ground::new(engine);
        for number in [-1, REFUSED, PANICS, LOSES_A_RESULT, SWALLOWS] {
            let runs = Runs::default();
            let said = ground.db.command(LANE, Write { number, runs }).await;
            assert!(said.is_err(), "{number}: {said:?}");
            assert_eq!(ground.ledger().await, NOTHING, "{number}");
        }
    }

    /// Kinds do not mix, closures stay apart, and all share one commit.
    async fn kinds_are_kept_apart(engine: Engine) {
        let ground = Ground::new(engine);
        let runs = Runs::default();
        let hold = ground.hold(LANE).await;
        let write = |number| {
            let (db, runs) = (ground.db.clone(), Arc::clone(&runs));
            queued(async move { db.command(LANE, Write { number, runs }).await })
        };
        let count = || {
            let db = ground.db.clone();
            queued(async move { db.command(LANE, Count).await })
        };
        let writes = [write(1), write(2)];
        let counted = count();
        let piece = ground.queue(LANE, |tx| Ok(note(tx, 3)?));
        let later_write = write(4);
        let later_counted = count();
        hold.release().await;
        for task in writes.into_iter().chain([later_write]) {
            task.await.unwrap().unwrap();
        }
        piece.await.unwrap().unwrap();
        assert_eq!(*runs.lock().unwrap(), [3]);
        let counts = (counted.await.unwrap().unwrap(), later_counted.await.unwrap().unwrap());
        assert_eq!(counts, (3, 3), "one look for both, after the writes that were gathered");
        assert_eq!(ground.ledger().await, [1, 2, 3, 4]);
    }

    async fn questions_are_gathered_as_well(engine: Engine) {
        let ground = Ground::with(engine, &crate::ground::one_of_each());
        ground.queue(LANE, |tx| Ok(note(tx, 7)?)).await.unwrap().unwrap();
        let hold = ground.hold_read().await;
        let asked: Vec<_> = (0..20)
            .map(|_| {
                let db = ground.db.clone();
                queued(async move { db.ask(Count).await })
            })
            .collect();
        hold.release().await;
        for question in asked {
            assert_eq!(question.await.unwrap(), Ok(1));
        }
    }
}

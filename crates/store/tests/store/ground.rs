//! What the tests stand on: a migrated database with a ledger to write numbers into, looked at from elsewhere.

use std::{
    sync::mpsc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use foh_store::{Database, Options, Param, StoreError, Tx};
use foh_testkit::engines::{Engine, TestDatabase, blocking};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Nothing here takes so long unless it is stuck.
pub const LIMIT: Duration = Duration::from_secs(30);

/// An empty ledger.
pub const NOTHING: [i64; 0] = [];

/// The first lane.
pub const LANE: Uuid = Uuid::nil();

/// A key of the lane with this number (if there are so many).
pub fn lane(number: u8) -> Uuid {
    Uuid::from_u128(number.into())
}

/// A database with a ledger, and a second handle such as another node has.
pub struct Ground {
    pub db: Database,
    elsewhere: Database,
    _place: TestDatabase,
}

/// What a test's piece of work may say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Said {
    #[error("refused")]
    Refused,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ground {
    pub fn new(engine: Engine) -> Self {
        Self::with(engine, &Options::default())
    }

    pub fn with(engine: Engine, options: &Options) -> Self {
        let place = engine.database(migrate);
        make_ledger(&place.url());
        Self {
            db: open(&place.url(), options),
            elsewhere: open(&place.url(), &one_of_each()),
            _place: place,
        }
    }

    /// What is in the ledger for everybody, in order.
    pub async fn ledger(&self) -> Vec<i64> {
        ledger(&self.elsewhere).await
    }

    /// A handle of another node, for looking while a lane of this one is at work.
    pub fn elsewhere(&self) -> Database {
        self.elsewhere.clone()
    }

    /// Keeps the write lane of `key` busy until the hold is dropped or released.
    pub async fn hold(&self, key: Uuid) -> Hold {
        let (work, begun, release) = busy();
        let db = self.db.clone();
        let held = tokio::spawn(async move { db.write(key, work).await });
        Hold::begun(begun, release, held).await
    }

    /// Keeps one read lane busy.
    pub async fn hold_read(&self) -> Hold {
        let (work, begun, release) = busy();
        let db = self.db.clone();
        let held = tokio::spawn(async move { db.read(work).await });
        Hold::begun(begun, release, held).await
    }

    /// Queues `work` on the lane of `key`: when this returns, it waits there.
    pub fn queue<T: Send + 'static>(
        &self,
        key: Uuid,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Said> + Send + 'static,
    ) -> JoinHandle<Result<T, Said>> {
        let db = self.db.clone();
        queued(async move { db.write(key, work).await })
    }
}

/// A lane that is kept busy.
pub struct Hold {
    release: mpsc::Sender<()>,
    held: JoinHandle<Result<(), StoreError>>,
}

impl Hold {
    async fn begun(
        mut begun: tokio::sync::mpsc::UnboundedReceiver<()>,
        release: mpsc::Sender<()>,
        held: JoinHandle<Result<(), StoreError>>,
    ) -> Self {
        let running = tokio::time::timeout(LIMIT, begun.recv()).await;
        running.expect("the lane is free").expect("the piece runs");
        Self { release, held }
    }

    /// Lets the lane go on.
    pub async fn release(self) {
        drop(self.release);
        self.held.await.unwrap().unwrap();
    }
}

type Busy = (
    Box<dyn FnMut(&mut Tx<'_>) -> Result<(), StoreError> + Send>,
    tokio::sync::mpsc::UnboundedReceiver<()>,
    mpsc::Sender<()>,
);

fn busy() -> Busy {
    let (say, begun) = tokio::sync::mpsc::unbounded_channel();
    let (release, wait) = mpsc::channel();
    let work = move |_: &mut Tx<'_>| {
        let _ = say.send(());
        let waited = wait.recv_timeout(LIMIT);
        assert_eq!(waited, Err(mpsc::RecvTimeoutError::Disconnected));
        Ok(())
    };
    (Box::new(work), begun, release)
}

/// Polls a future once, which puts its work into the queue, and leaves the rest to a task.
pub fn queued<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    let mut future = Box::pin(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => tokio::spawn(async { output }),
        Poll::Pending => tokio::spawn(future),
    }
}

pub fn migrate(url: &str) {
    Database::migrate(url).expect("migrate");
}

pub fn open(url: &str, options: &Options) -> Database {
    blocking(|| Database::open(url, options)).expect("open the database")
}

pub fn one_of_each() -> Options {
    Options {
        read_lanes: 1,
        write_lanes: 1,
        ..Options::default()
    }
}

/// Adds the ledger, and an account book whose rows must, at the latest at the commit, be about numbers of the ledger.
pub fn make_ledger(url: &str) {
    let db = open(url, &one_of_each());
    blocking(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .unwrap()
            .block_on(db.write(LANE, |tx| {
                tx.execute(
                    "CREATE TABLE ledger (
                         number BIGINT NOT NULL,
                         page TEXT,
                         CONSTRAINT ledger_number_key UNIQUE (number),
                         CONSTRAINT ledger_number CHECK (number >= 0)
                     )",
                    &[],
                )?;
                tx.execute(
                    "CREATE TABLE accounts (
                         number BIGINT NOT NULL,
                         CONSTRAINT accounts_number_fkey FOREIGN KEY (number) REFERENCES ledger (number)
                             DEFERRABLE INITIALLY DEFERRED
                     )",
                    &[],
                )
            }))
            .expect("make the ledger");
    });
}

/// Writes a number into the ledger.
pub fn note(tx: &mut Tx<'_>, number: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO ledger (number) VALUES ($1)",
        &[Param::from(number)],
    )
    .map(|_| ())
}

/// The numbers of the ledger as this transaction sees them, in order.
pub fn numbers(tx: &mut Tx<'_>) -> Result<Vec<i64>, StoreError> {
    tx.query("SELECT number FROM ledger ORDER BY number", &[], |row| {
        row.get("number")
    })
}

pub async fn ledger(db: &Database) -> Vec<i64> {
    db.read(numbers).await.expect("read the ledger")
}

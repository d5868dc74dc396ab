//! The database: what async code holds. It sends work to lanes and awaits the reply.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

use foh_domain::id;
use tokio::sync::{broadcast, oneshot};
use uuid::Uuid;

use crate::{
    Command, StoreError, Tx,
    group::Line,
    inspect::Inspection,
    job::{Closure, Commanded, Job},
    lane::{self, Waiting},
    postgres,
    queue::Queue,
    sqlite,
    tx::{Access, Connection},
    wakes::{Carry, Heard, Wake, Wakes},
};

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Pieces that may wait before each lane; more are refused with [`StoreError::Overloaded`].
    pub queue: usize,
    /// Connections for reading.
    pub read_lanes: usize,
    /// Connections for writing; the embedded engine has one writer whatever is asked.
    pub write_lanes: usize,
    /// The most pieces of one group; 1 gives every piece a transaction of its own.
    pub group: usize,
    /// The embedded engine's file grows no larger: what does not fit is refused with [`StoreError::Full`] while the
    /// disk still has room for everybody else. A server's limits are set where it runs.
    pub file_limit_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 4_096,
            read_lanes: 2,
            write_lanes: 4,
            group: 256,
            file_limit_bytes: None,
        }
    }
}

/// A handle to the database; clones share it. The lanes stop when [`Database::close`] is called or
/// the last handle is dropped, after finishing what waits.
#[derive(Clone)]
pub struct Database {
    lanes: Arc<Lanes>,
}

struct Lanes {
    write: Vec<Waiting>,
    read: Vec<Waiting>,
    next_read: AtomicUsize,
    threads: Mutex<Vec<JoinHandle<()>>>,
    wakes: Wakes,
}

/// Where the database is.
enum Place {
    File {
        path: PathBuf,
        limit_bytes: Option<u64>,
    },
    Server(String),
}

impl Place {
    fn parse(url: &str, limit_bytes: Option<u64>) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            Ok(Self::File {
                path: path.strip_prefix("//").unwrap_or(path).into(),
                limit_bytes,
            })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Server(url.to_owned()))
        } else {
            Err(StoreError::Unavailable(
                "the database URL must begin with sqlite: or postgres://".into(),
            ))
        }
    }

    /// What carries wakes to other nodes; a file has none.
    fn carry(&self) -> Option<Carry> {
        match self {
            Self::File { .. } => None,
            Self::Server(url) => {
                let url = url.clone();
                Some(Arc::new(move |bell| postgres::carry_wakes(&url, bell)))
            }
        }
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::File { path, limit_bytes } => sqlite::Connection::open(path, *limit_bytes)
                .map(|connection| Connection::Sqlite(Box::new(connection))),
            Self::Server(url) => postgres::Connection::open(url)
                .map(|connection| Connection::Postgres(Box::new(connection))),
        }
    }
}

impl Database {
    /// Brings the schema of the database at `url` (`sqlite:PATH` or `postgres://…`) up to date.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn migrate(url: &str) -> Result<(), StoreError> {
        let place = Place::parse(url, None)?;
        off_runtime(|| match place.connect()? {
            Connection::Sqlite(mut connection) => connection.migrate(),
            Connection::Postgres(mut connection) => connection.migrate(),
        })
    }

    /// What the database at `url` says of itself. Its schema and its rows stay as they are, and a file that is not there
    /// is not made.
    ///
    /// # Errors
    /// See [`StoreError`]; [`StoreError::Unavailable`] when there is none.
    pub fn inspect(url: &str) -> Result<Inspection, StoreError> {
        let place = Place::parse(url, None)?;
        off_runtime(|| match &place {
            Place::File { path, .. } => sqlite::inspect(path),
            Place::Server(url) => postgres::Connection::open(url)?.inspect(),
        })
    }

    /// Opens the database at `url` and starts its lanes.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(url: &str, options: &Options) -> Result<Self, StoreError> {
        off_runtime(|| Self::start(url, options))
    }

    fn start(url: &str, options: &Options) -> Result<Self, StoreError> {
        let place = Arc::new(Place::parse(url, options.file_limit_bytes)?);
        let write_lanes = match *place {
            Place::File { .. } => 1,
            Place::Server(_) => options.write_lanes.max(1),
        };
        let mut threads = Vec::new();
        let mut start = |kind: &str, access, count: usize| -> Result<Vec<Waiting>, StoreError> {
            (0..count)
                .map(|n| {
                    let waiting: Waiting = Arc::new(Queue::new(options.queue));
                    let again = Arc::clone(&place);
                    let line =
                        Line::new(place.connect()?, Box::new(move || again.connect()), access);
                    threads.push(lane::start(
                        format!("{kind}-{n}"),
                        Arc::clone(&waiting),
                        line,
                        options.group.max(1),
                    )?);
                    Ok(waiting)
                })
                .collect()
        };
        let write = start("write", Access::Write, write_lanes)?;
        let read = start("read", Access::Read, options.read_lanes.max(1))?;
        Ok(Self {
            lanes: Arc::new(Lanes {
                write,
                read,
                next_read: AtomicUsize::new(0),
                threads: Mutex::new(threads),
                wakes: Wakes::new(place.carry()),
            }),
        })
    }

    /// Runs `work` in a read-only transaction that sees one moment. It may be run more than once.
    ///
    /// # Errors
    /// What the work said, or a [`StoreError`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit(self.lanes.read_lane(), |caller| {
            Box::new(Closure::new(work, caller))
        })
        .await
    }

    /// Runs `work` in a transaction on the lane of `key` and answers after the commit. It may be run
    /// more than once, so it must have no effect outside `tx`; an error undoes it.
    ///
    /// # Errors
    /// What the work said, or a [`StoreError`].
    pub async fn write<T, E, F>(&self, key: Uuid, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit(self.lanes.write_lane(key), |caller| {
            Box::new(Closure::new(work, caller))
        })
        .await
    }

    /// Runs a command on the lane of `key`, together with all of its kind that wait there.
    ///
    /// # Errors
    /// What the command said, or a [`StoreError`].
    pub async fn command<C: Command>(&self, key: Uuid, command: C) -> Result<C::Reply, C::Error> {
        submit(self.lanes.write_lane(key), |caller| {
            Box::new(Commanded::new(command, caller))
        })
        .await
    }

    /// Runs a command that only reads, together with all of its kind that wait.
    ///
    /// # Errors
    /// What the command said, or a [`StoreError`].
    pub async fn ask<C: Command>(&self, command: C) -> Result<C::Reply, C::Error> {
        submit(self.lanes.read_lane(), |caller| {
            Box::new(Commanded::new(command, caller))
        })
        .await
    }

    /// Tells whoever listens, here at once and on other nodes soon, that this has been committed. It may be lost on the way.
    pub fn wake(&self, wake: Wake) {
        self.lanes.wakes.wake(wake);
    }

    /// What is told from now on, here and on other nodes.
    #[must_use]
    pub fn wakes(&self) -> broadcast::Receiver<Heard> {
        self.lanes.wakes.listen()
    }

    /// Finishes what waits and stops the lanes; later work is refused. Blocks until they are done.
    pub fn close(&self) {
        self.lanes.close();
    }
}

/// Runs `work` on a thread of its own: the server engine's client has a runtime inside, which must not be
/// driven from a thread that already drives one.
fn off_runtime<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        scope
            .spawn(work)
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

impl Lanes {
    fn write_lane(&self, key: Uuid) -> Option<&Waiting> {
        self.write
            .get(usize::from(id::lane_byte(key)) % self.write.len())
    }

    fn read_lane(&self) -> Option<&Waiting> {
        self.read
            .get(self.next_read.fetch_add(1, Ordering::Relaxed) % self.read.len())
    }

    fn close(&self) {
        self.wakes.close();
        self.write
            .iter()
            .chain(&self.read)
            .for_each(|waiting| waiting.close());
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // A piece may hold a handle, so the last one may be dropped by a lane, which cannot wait for itself.
        let this = std::thread::current().id();
        for thread in threads
            .into_iter()
            .filter(|lane| lane.thread().id() != this)
        {
            let _ = thread.join();
        }
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.close();
    }
}

async fn submit<T, E: From<StoreError>>(
    lane: Option<&Waiting>,
    job: impl FnOnce(oneshot::Sender<Result<T, E>>) -> Box<dyn Job>,
) -> Result<T, E> {
    let (caller, reply) = oneshot::channel();
    match lane.map(|lane| lane.push(job(caller))) {
        Some(Ok(())) => reply
            .await
            .unwrap_or_else(|_| Err(StoreError::Panicked.into())),
        Some(Err(_)) | None => Err(StoreError::Overloaded.into()),
    }
}

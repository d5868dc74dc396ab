//! A private PostgreSQL cluster, started by the tests and removed with them.
//!
//! [`cluster`] is the shared one of a test run; a test that restarts or stops the server starts its own with
//! [`Cluster::start`]. All functions block briefly and may be called inside an async runtime.

mod copies;
mod install;
mod server;

use ::postgres::{Client, NoTls, error::SqlState};
pub use copies::TemporaryDatabase;
use server::Server;
use std::{
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

/// Names a running cluster (URL of a superuser) that [`cluster`] uses instead of starting one,
/// so that the many processes of one test run share it.
pub const SHARED_CLUSTER: &str = "FOH_TEST_POSTGRES";

/// How long a database may stay busy with connections that are just being closed.
const BUSY_LIMIT: Duration = Duration::from_secs(10);

/// How to start a cluster.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether a commit waits for the disk. On unless a test says otherwise: durability is part of the product.
    /// Without it a crash of the server (not of the machine) still loses nothing.
    pub fsync: bool,
    /// How many connections the server accepts.
    pub max_connections: u16,
    /// The TCP port on 127.0.0.1; a free one if `None`.
    pub port: Option<u16>,
    /// Further lines for `postgresql.conf`, such as `"lock_timeout = '5s'"`.
    pub settings: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fsync: true,
            max_connections: 100,
            port: None,
            settings: Vec::new(),
        }
    }
}

/// How the server is asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopMode {
    /// Rolls back and disconnects everybody, then stops in good order.
    Fast,
    /// As in a crash: no good order, recovery from the log at the next start.
    Immediate,
}

/// A PostgreSQL server with its data. Dropping it removes both, unless the server was somebody else's.
#[derive(Debug)]
pub struct Cluster {
    /// Everything of the superuser's URL but the database: `postgres://user@host:port`.
    base: String,
    /// The server, if it is our own.
    server: Option<Server>,
}

/// The cluster of this test run: the one named by `FOH_TEST_POSTGRES`, or else one started by and for this process.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    // A static is never dropped; its workplace removes it when the process ends.
    CLUSTER.get_or_init(|| match std::env::var(SHARED_CLUSTER) {
        Ok(url) if !url.is_empty() => Cluster::running(&url),
        _ => Cluster::start(&Options::default()),
    })
}

impl Cluster {
    /// Starts a new cluster of its own.
    pub fn start(options: &Options) -> Self {
        let server = Server::start(options);
        Self {
            base: format!("postgres://postgres@127.0.0.1:{}", server.port()),
            server: Some(server),
        }
    }

    /// Uses a running cluster by the URL of a superuser; the database in the URL is ignored.
    pub fn running(url: &str) -> Self {
        let after_scheme = url
            .find("://")
            .map(|at| at + 3)
            .expect("FOH_TEST_POSTGRES: not a postgres:// URL");
        let end = url[after_scheme..]
            .find(['/', '?'])
            .map_or(url.len(), |at| after_scheme + at);
        Self {
            base: url[..end].to_owned(),
            server: None,
        }
    }

    /// The URL of a database as the superuser, over TCP.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// The URL of a database over the unix socket. Only for an own cluster.
    pub fn socket_url(&self, database: &str) -> String {
        let server = self.own();
        let directory = server
            .directory()
            .to_str()
            .expect("a directory name in UTF-8")
            .replace('/', "%2F");
        format!(
            "postgres://postgres@{directory}:{}/{database}",
            server.port()
        )
    }

    /// Creates an empty database.
    pub fn create_database(&self, name: &str) {
        self.create_from_template("template0", name);
    }

    /// Creates a database as a copy of another one, to which nobody may be connected.
    pub fn create_from_template(&self, template: &str, name: &str) {
        self.admin_when_free(&format!(
            "CREATE DATABASE {} TEMPLATE {}",
            quote(name),
            quote(template)
        ));
    }

    /// Removes a database, disconnecting whoever still uses it. No error if there is none.
    pub fn drop_database(&self, name: &str) {
        self.admin(&format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            quote(name)
        ));
    }

    /// Disconnects everybody from a database and returns how many that were.
    pub fn terminate_backends(&self, database: &str) -> usize {
        off_runtime(|| {
            self.connect("postgres")
                .query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = $1 AND pid <> pg_backend_pid()",
                    &[&database],
                )
                .expect("terminate backends")
                .len()
        })
    }

    /// Stops the server and starts it again on the same port. Only for an own cluster.
    pub fn restart(&self, mode: StopMode) {
        self.stop(mode);
        self.start_again();
    }

    /// Stops the server and leaves its data. Only for an own cluster.
    pub fn stop(&self, mode: StopMode) {
        self.own().control_stop(mode);
    }

    /// Starts the server after [`Cluster::stop`]. Only for an own cluster.
    pub fn start_again(&self) {
        self.own()
            .control_start()
            .expect("start the stopped server");
    }

    /// The process id of the running server. Only for an own cluster.
    pub fn pid(&self) -> u32 {
        self.own().pid()
    }

    /// What the server has logged. Only for an own cluster.
    pub fn log(&self) -> String {
        self.own().log()
    }

    fn own(&self) -> &Server {
        self.server.as_ref().expect(
            "this cluster is shared with other tests: a test that controls the server uses Cluster::start",
        )
    }

    fn connect(&self, database: &str) -> Client {
        let url = self.url(database);
        Client::connect(&url, NoTls)
            .unwrap_or_else(|error| panic!("cannot connect to {url}: {error}"))
    }

    fn admin(&self, statement: &str) {
        off_runtime(|| {
            self.connect("postgres")
                .batch_execute(statement)
                .unwrap_or_else(|error| panic!("{statement}: {}", describe(&error)));
        });
    }

    /// Runs a statement that needs a database without connections: those just closed may still be leaving.
    fn admin_when_free(&self, statement: &str) {
        off_runtime(|| {
            let mut admin = self.connect("postgres");
            let start = Instant::now();
            while let Err(error) = admin.batch_execute(statement) {
                let busy = error.code() == Some(&SqlState::OBJECT_IN_USE);
                assert!(
                    busy && start.elapsed() < BUSY_LIMIT,
                    "{statement}: {}",
                    describe(&error)
                );
                thread::sleep(Duration::from_millis(20));
            }
        });
    }
}

/// The blocking client starts a runtime, which panics inside another one; so it always gets a thread of its own.
fn off_runtime<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        scope
            .spawn(work)
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn describe(error: &::postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests;

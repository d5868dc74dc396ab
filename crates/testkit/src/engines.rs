//! Every test of the store and of what stands on it, on both engines: [`both_engines!`](crate::both_engines)
//! makes a twin per engine of each test function, and [`Engine::database`] gives each of them a fresh database.

use crate::{
    postgres::{self, TemporaryDatabase},
    workplace::Workplace,
};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic,
    path::{Path, PathBuf},
    thread,
};

/// Which engine a test is run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one: a file in a directory of the test's own.
    Sqlite,
    /// The server: a database of the test's own in the cluster of the test run.
    Postgres,
}

/// A database of one test; dropping it removes it.
#[derive(Debug)]
pub struct TestDatabase(Place);

#[derive(Debug)]
enum Place {
    File { directory: Workplace },
    Server(TemporaryDatabase<'static>),
}

impl Engine {
    /// A fresh database whose schema `migrate` makes, given a database URL. The server's one is the copy of a
    /// template that is migrated once for each build of the test program.
    pub fn database(self, migrate: impl Fn(&str) + Send) -> TestDatabase {
        match self {
            Self::Sqlite => {
                let database = self.empty_database();
                let url = database.url();
                blocking(move || migrate(&url));
                database
            }
            Self::Postgres => {
                let template = template_name();
                let cluster = postgres::cluster();
                cluster.ensure_template(&template, migrate);
                TestDatabase(Place::Server(cluster.temporary_database(Some(&template))))
            }
        }
    }

    /// A fresh database with nothing in it.
    pub fn empty_database(self) -> TestDatabase {
        TestDatabase(match self {
            Self::Sqlite => Place::File {
                directory: Workplace::create("foh-sqlite", "TERM"),
            },
            Self::Postgres => Place::Server(postgres::cluster().temporary_database(None)),
        })
    }
}

impl TestDatabase {
    /// Its URL, as the product's configuration takes it.
    pub fn url(&self) -> String {
        match &self.0 {
            Place::File { .. } => format!("sqlite:{}", self.file().display()),
            Place::Server(database) => database.url(),
        }
    }

    /// The embedded engine's file (beside which its journals lie).
    ///
    /// # Panics
    /// On the server engine.
    pub fn file(&self) -> PathBuf {
        match &self.0 {
            Place::File { directory } => directory.path().join("foh.sqlite"),
            Place::Server(_) => panic!("a database of the server is not a file"),
        }
    }

    /// The server's name of the database, for [`postgres::Cluster::terminate_backends`] and the like.
    ///
    /// # Panics
    /// On the embedded engine.
    pub fn name(&self) -> &str {
        match &self.0 {
            Place::File { .. } => panic!("a file has no name on the server"),
            Place::Server(database) => database.name(),
        }
    }
}

/// Runs what blocks, or what starts a runtime of its own as the blocking client of the server does,
/// on a thread of its own: inside an async test as well as outside.
pub fn blocking<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        scope
            .spawn(work)
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic))
    })
}

/// Named after this build of the test program, for another build may have other migrations.
fn template_name() -> String {
    let program = std::env::current_exe().expect("the path of the test program");
    let mut hasher = DefaultHasher::new();
    (&program, built(&program)).hash(&mut hasher);
    format!("template_{:016x}", hasher.finish())
}

fn built(program: &Path) -> std::time::SystemTime {
    fs::metadata(program)
        .and_then(|metadata| metadata.modified())
        .expect("when the test program was built")
}

/// Makes two tests of each function, `sqlite::name` and `postgres::name`, on a runtime with four threads.
/// At most once in a module; the using crate needs `tokio`.
///
/// ```
/// use foh_testkit::{both_engines, engines::Engine};
///
/// both_engines! {
///     async fn a_guest_reserves(engine: Engine) {
///         let database = engine.empty_database();
///         assert!(database.url().contains(':'));
///     }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident: $kind:ty) $body:block)*) => {
        $(
            $(#[$attribute])*
            async fn $name($engine: $kind) $body
        )*

        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    Box::pin(super::$name($crate::engines::Engine::Sqlite)).await;
                }
            )*
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    Box::pin(super::$name($crate::engines::Engine::Postgres)).await;
                }
            )*
        }
    };
}

#[cfg(test)]
mod tests {
    use super::{Engine, blocking};

    both_engines! {
        async fn a_database_is_fresh_and_migrated(engine: Engine) {
            let first = engine.database(make);
            let second = engine.database(make);
            assert_ne!(first.url(), second.url());
            match engine {
                Engine::Sqlite => assert_eq!(std::fs::read(first.file()).unwrap(), b"made"),
                Engine::Postgres => blocking(|| {
                    let mut client =
                        ::postgres::Client::connect(&first.url(), ::postgres::NoTls).unwrap();
                    let row = client.query_one("SELECT number FROM seat", &[]).unwrap();
                    assert_eq!(row.get::<_, i32>(0), 7);
                }),
            }
        }
    }

    fn make(url: &str) {
        if let Some(file) = url.strip_prefix("sqlite:") {
            std::fs::write(file, "made").unwrap();
        } else {
            ::postgres::Client::connect(url, ::postgres::NoTls)
                .unwrap()
                .batch_execute("CREATE TABLE seat AS SELECT 7 AS number")
                .unwrap();
        }
    }
}

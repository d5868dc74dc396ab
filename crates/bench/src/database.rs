//! Databases to measure on: durable, fresh for every scenario, removed afterwards.
//!
//! They are made under the system's directory for temporary files (`TMPDIR`), which must be on a disk: on a memory
//! file system a commit waits for nothing and the figures mean nothing.

use std::cell::OnceCell;
use std::path::Path;

use clap::ValueEnum;
use foh_testkit::postgres::{Cluster, Options, TemporaryDatabase};
use foh_testkit::workplace::Workplace;
use serde::Serialize;

use crate::Result;

/// The database engine measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// Embedded, WAL, `synchronous=FULL`
    Sqlite,
    /// A cluster of its own with `fsync` and `synchronous_commit` on
    Postgres,
}

impl Engine {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where the databases of one run come from.
pub struct Databases {
    engine: Engine,
    cluster: OnceCell<Cluster>,
}

impl Databases {
    /// Databases of `engine`. A PostgreSQL cluster is started with the first of them.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            cluster: OnceCell::new(),
        }
    }

    /// The engine of all of them.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// An empty database.
    pub fn fresh(&self) -> Database<'_> {
        let workplace = Workplace::create("foh-bench", "KILL");
        let (url, postgres) = match self.engine {
            Engine::Sqlite => {
                let file = workplace.path().join("foh.sqlite");
                (format!("sqlite:{}", file.display()), None)
            }
            Engine::Postgres => {
                let cluster = self.cluster.get_or_init(start_cluster);
                let database = cluster.temporary_database(None);
                // Server and database share a machine, so they speak over a socket as they would in an installation.
                (cluster.socket_url(database.name()), Some(database))
            }
        };
        Database {
            url,
            workplace,
            postgres,
        }
    }
}

/// Durable, and with the memory and log that an operator would give it; the rest is as PostgreSQL comes.
fn start_cluster() -> Cluster {
    Cluster::start(&Options {
        fsync: true,
        settings: [
            "synchronous_commit = on",
            "shared_buffers = '256MB'",
            "max_wal_size = '4GB'",
        ]
        .map(String::from)
        .to_vec(),
        ..Options::default()
    })
}

/// One database with a data directory beside it; removed when dropped.
pub struct Database<'a> {
    url: String,
    workplace: Workplace,
    postgres: Option<TemporaryDatabase<'a>>,
}

impl Database<'_> {
    /// As `FOH_DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Puts in order what was written in bulk, as an engine does by itself over the nights of a year; otherwise it would
    /// do so in the middle of the measured seconds.
    pub fn rest(&self) -> Result<()> {
        if self.postgres.is_some() {
            let mut client = postgres::Client::connect(&self.url, postgres::NoTls)?;
            client.batch_execute("VACUUM (ANALYZE)")?;
            client.batch_execute("CHECKPOINT")?;
        }
        Ok(())
    }

    /// As `FOH_DATA_DIR` takes it. A server working here does not outlive the database.
    pub fn directory(&self) -> &Path {
        self.workplace.path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_database_is_another_one() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let databases = Databases::new(engine);
            let (first, second) = (databases.fresh(), databases.fresh());
            assert_ne!(first.url(), second.url());
            assert_ne!(first.directory(), second.directory());
        }
    }
}

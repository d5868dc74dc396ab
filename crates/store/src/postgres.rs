//! The server engine: for several nodes. Each lane owns one connection.
//!
//! What answers nothing (`BEGIN`, bulk statements) is sent without waiting and answered for before anything depends on
//! it: a batch waits for the server three times, not once for each statement.

mod cells;
mod fault;
mod inspect;
mod wakes;

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::{self, Runtime};
use tokio_postgres::{Client, Config, Socket, Statement, tls::MakeTlsConnect, types::ToSql};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

pub(crate) use self::wakes::carry_wakes;

use self::fault::fault;
use crate::{
    Param, Row, StoreError,
    dialect::{Bulk, Dialect, Kind},
    tx::Access,
};

refinery::embed_migrations!("migrations/postgres");

/// A connection to the server.
pub(crate) struct Connection {
    client: Arc<Client>,
    statements: HashMap<&'static str, Statement>,
    bulks: HashMap<BulkKey, Statement>,
    /// Statements on their way, in order: their answers come in that order too.
    sent: Vec<Sent>,
    /// Drives the connection while something is waited for. Dropped last.
    runtime: Runtime,
}

type BulkKey = (&'static str, &'static [(&'static str, Kind)], u8);
type Sent = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send>>;

/// Only one node at a time may migrate; the number is arbitrary but must never change.
const MIGRATION_LOCK: i64 = 0x466f_4800;

impl Connection {
    /// Connects, with TLS as the URL's `sslmode` asks.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let client = runtime.block_on(async {
            let (client, connection) = connect(url).await?;
            // Why it ended is told to whoever waits for an answer.
            tokio::spawn(connection);
            // The values of a statement are ids and moments: knowing them makes no better plan, and planning a batch
            // again each time was a sixth of the server's work (docs/performance.md). Planned once while the tables are new and
            // empty, a statement would read them from end to end until autovacuum has counted them: an index is there for each.
            client
                .batch_execute(
                    "SET statement_timeout = '20s';
                         SET lock_timeout = '10s';
                         SET idle_in_transaction_session_timeout = '30s';
                         SET synchronous_commit = on;
                         SET plan_cache_mode = force_generic_plan;
                         SET enable_seqscan = off;
                         SET jit = off;",
                )
                .await
                .map_err(|error| fault(&error))?;
            Ok::<_, StoreError>(client)
        })?;
        Ok(Self {
            client: Arc::new(client),
            statements: HashMap::new(),
            bulks: HashMap::new(),
            sent: Vec::new(),
            runtime,
        })
    }

    /// Brings the schema up to date, one node at a time.
    pub(crate) fn migrate(&mut self) -> Result<(), StoreError> {
        let busy = || StoreError::Statement("the connection is in use".into());
        let client = Arc::get_mut(&mut self.client).ok_or_else(busy)?;
        self.runtime.block_on(async {
            let say = |error: tokio_postgres::Error| fault(&error);
            client
                .execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK])
                .await
                .map_err(say)?;
            let migrated = migrations::runner().run_async(client).await.map(|_| ());
            client
                .execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK])
                .await
                .map_err(say)?;
            migrated.map_err(|error| StoreError::Statement(error.to_string()))
        })
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Begins with the first statement that is waited for.
    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        let begin = match access {
            Access::Write => "BEGIN",
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let client = Arc::clone(&self.client);
        self.send(async move { client.batch_execute(begin).await })
    }

    pub(crate) fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        let client = Arc::clone(&self.client);
        self.wait_for(async move { client.batch_execute(sql).await })
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        // A commit after a failed statement would silently undo everything.
        self.settle()?;
        self.control("COMMIT").map_err(|error| match error {
            StoreError::Unavailable(reason) => StoreError::Unknown(reason),
            other => other,
        })
    }

    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        // Whether what is undone had worked matters to nobody.
        let _ = self.settle();
        self.control("ROLLBACK")
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        self.rows(&statement, &slots(params), each)
    }

    pub(crate) fn query_in(
        &mut self,
        sql: &'static str,
        ids: &[Uuid],
        others: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        let mut params: Vec<&(dyn ToSql + Sync)> = vec![&ids];
        params.extend(slots(others));
        self.rows(&statement, &params, each)
    }

    pub(crate) fn execute(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        let statement = self.prepared(sql)?;
        let client = Arc::clone(&self.client);
        let params = slots(params);
        self.wait_for(async move { client.execute(&statement, &params).await })
    }

    /// Sends a bulk statement; whether it worked is known when the connection is next waited for.
    pub(crate) fn bulk(
        &mut self,
        bulk: &'static Bulk,
        rows: &[&[Param<'_>]],
    ) -> Result<(), StoreError> {
        let statement = if let Some(statement) = self.bulks.get(&bulk.key()) {
            statement.clone()
        } else {
            let statement = self.prepare(&bulk.arrays())?;
            self.bulks.insert(bulk.key(), statement.clone());
            statement
        };
        let columns = cells::columns(bulk.columns(), rows)?;
        let client = Arc::clone(&self.client);
        self.send(async move { client.execute_raw(&statement, columns).await.map(|_| ()) })
    }

    /// Waits for everything that was sent; the first error is the cause of all that follow it.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        if self.sent.is_empty() {
            return Ok(());
        }
        self.wait_for(async { Ok(()) })
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.prepare(&Dialect::Postgres.render(sql))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    fn prepare(&mut self, text: &str) -> Result<Statement, StoreError> {
        let client = Arc::clone(&self.client);
        self.wait_for(async move { client.prepare(text).await })
    }

    fn rows(
        &mut self,
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let client = Arc::clone(&self.client);
        let rows = self.wait_for(async move { client.query(statement, params).await })?;
        rows.iter().try_for_each(|row| each(&Row(row)))
    }

    /// Sends what `work` sends first, without waiting for the answer.
    fn send(
        &mut self,
        work: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static,
    ) -> Result<(), StoreError> {
        let mut work: Sent = Box::pin(work);
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => self.sent.push(work),
            Poll::Ready(done) => done.map_err(|error| fault(&error))?,
        }
        Ok(())
    }

    /// Sends what `work` sends first, then waits for everything that was sent before, and for it.
    fn wait_for<T>(
        &mut self,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, StoreError> {
        let sent = std::mem::take(&mut self.sent);
        self.runtime
            .block_on(async {
                let mut work = pin!(work);
                let early = match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    Poll::Ready(done) => Some(done),
                    Poll::Pending => None,
                };
                let mut settled = Ok(());
                for one in sent {
                    settled = settled.and(one.await);
                }
                let done = match early {
                    Some(done) => done,
                    None => work.await,
                };
                settled.and(done)
            })
            .map_err(|error| fault(&error))
    }
}

/// Connects, with TLS as the URL's `sslmode` asks.
async fn connect(
    url: &str,
) -> Result<
    (
        Client,
        tokio_postgres::Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>,
    ),
    StoreError,
> {
    let mut config: Config = url
        .parse()
        .map_err(|_| StoreError::Unavailable("the database URL is not valid".into()))?;
    config
        .application_name("front-of-house")
        .connect_timeout(Duration::from_secs(3))
        .keepalives_idle(Duration::from_secs(30))
        .tcp_user_timeout(Duration::from_secs(20));
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Unavailable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config
        .connect(MakeRustlsConnect::new(tls))
        .await
        .map_err(|error| fault(&error))
}

/// Parameters as the client takes them.
fn slots<'p>(params: &'p [Param<'_>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|param| param as &(dyn ToSql + Sync))
        .collect()
}

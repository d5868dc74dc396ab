//! The server engine: for several nodes. Each lane owns one connection.

use std::{collections::HashMap, error::Error, sync::Arc, time::Duration};

use postgres::{
    Client, Config, Statement,
    error::SqlState,
    fallible_iterator::FallibleIterator,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError,
    dialect::{Bulk, Dialect, Kind},
    row::{Cell, Cells},
    tx::Access,
};

refinery::embed_migrations!("migrations/postgres");

/// A connection to the server.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    bulks: HashMap<BulkKey, Statement>,
}

type BulkKey = (&'static str, &'static [(&'static str, Kind)], u8);

/// Only one node at a time may migrate; the number is arbitrary but must never change.
const MIGRATION_LOCK: i64 = 0x466f_4800;

impl Connection {
    /// Connects, with TLS as the URL's `sslmode` asks.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
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
        let mut client = config
            .connect(MakeRustlsConnect::new(tls))
            .map_err(|error| fault(&error))?;
        client
            .batch_execute(
                "SET statement_timeout = '20s';
                 SET lock_timeout = '10s';
                 SET idle_in_transaction_session_timeout = '30s';
                 SET synchronous_commit = on;",
            )
            .map_err(|error| fault(&error))?;
        Ok(Self {
            client,
            statements: HashMap::new(),
            bulks: HashMap::new(),
        })
    }

    /// Brings the schema up to date, one node at a time.
    pub(crate) fn migrate(&mut self) -> Result<(), StoreError> {
        let say = |error: postgres::Error| fault(&error);
        self.client
            .execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK])
            .map_err(say)?;
        let migrated = migrations::runner().run(&mut self.client).map(|_| ());
        self.client
            .execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK])
            .map_err(say)?;
        migrated.map_err(|error| StoreError::Statement(error.to_string()))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match access {
            Access::Write => self.control("BEGIN"),
            Access::Read => self.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    pub(crate) fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.client
            .batch_execute(sql)
            .map_err(|error| fault(&error))
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.control("COMMIT").map_err(|error| match error {
            StoreError::Unavailable(reason) => StoreError::Unknown(reason),
            other => other,
        })
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        self.rows(
            &statement,
            params.iter().map(|param| param as &(dyn ToSql + Sync)),
            each,
        )
    }

    pub(crate) fn query_in(
        &mut self,
        sql: &'static str,
        ids: &[Uuid],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        self.rows(&statement, [&ids as &(dyn ToSql + Sync)], each)
    }

    pub(crate) fn execute(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        let statement = self.prepared(sql)?;
        let params: Vec<_> = params
            .iter()
            .map(|param| param as &(dyn ToSql + Sync))
            .collect();
        self.client
            .execute(&statement, &params)
            .map_err(|error| fault(&error))
    }

    pub(crate) fn bulk(
        &mut self,
        bulk: &'static Bulk,
        rows: &[&[Param<'_>]],
    ) -> Result<u64, StoreError> {
        let statement = if let Some(statement) = self.bulks.get(&bulk.key()) {
            statement.clone()
        } else {
            let statement = self
                .client
                .prepare(&bulk.arrays())
                .map_err(|error| fault(&error))?;
            self.bulks.entry(bulk.key()).or_insert(statement).clone()
        };
        let arrays: Vec<Box<dyn ToSql + Sync + '_>> = bulk
            .columns()
            .iter()
            .enumerate()
            .map(|(n, (_, kind))| column(*kind, n, rows))
            .collect();
        let params: Vec<_> = arrays
            .iter()
            .map(|array| &**array as &(dyn ToSql + Sync))
            .collect();
        self.client
            .execute(&statement, &params)
            .map_err(|error| fault(&error))
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self
            .client
            .prepare(&Dialect::Postgres.render(sql))
            .map_err(|error| fault(&error))?;
        Ok(self.statements.entry(sql).or_insert(statement).clone())
    }

    fn rows<'p>(
        &mut self,
        statement: &Statement,
        params: impl IntoIterator<Item = &'p (dyn ToSql + Sync), IntoIter: ExactSizeIterator>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut rows = self
            .client
            .query_raw(statement, params)
            .map_err(|error| fault(&error))?;
        while let Some(row) = rows.next().map_err(|error| fault(&error))? {
            each(&Row(&row))?;
        }
        Ok(())
    }
}

/// One column of many rows as an array parameter.
fn column<'a>(kind: Kind, n: usize, rows: &[&[Param<'a>]]) -> Box<dyn ToSql + Sync + 'a> {
    let cells = rows
        .iter()
        .map(|row| row.get(n).copied().unwrap_or(Param::Null));
    match kind {
        Kind::Uuid => Box::new(
            cells
                .map(|cell| {
                    if let Param::Uuid(id) = cell {
                        Some(id)
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Text => Box::new(
            cells
                .map(|cell| {
                    if let Param::Text(text) = cell {
                        Some(text)
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Bytes => Box::new(
            cells
                .map(|cell| {
                    if let Param::Bytes(bytes) = cell {
                        Some(bytes)
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Count => Box::new(
            cells
                .map(|cell| {
                    if let Param::Integer(value) = cell {
                        i32::try_from(value).ok()
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>(),
        ),
        Kind::Moment => Box::new(
            cells
                .map(|cell| {
                    if let Param::Integer(value) = cell {
                        Some(value)
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>(),
        ),
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(value) => value.to_sql_checked(ty, out),
            Self::Integer(value) if *ty == Type::INT4 => {
                i32::try_from(value)?.to_sql_checked(ty, out)
            }
            Self::Integer(value) => value.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            Self::Uuid(id) => id.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Cells for postgres::Row {
    fn cell(&self, column: &str) -> Result<Cell<'_>, StoreError> {
        let index = self
            .columns()
            .iter()
            .position(|known| known.name() == column)
            .ok_or_else(|| StoreError::decode(column, "no such column"))?;
        let say = |error: postgres::Error| StoreError::decode(column, error.to_string());
        let cell = match *self.columns()[index].type_() {
            Type::BOOL => self
                .try_get::<_, Option<bool>>(index)
                .map_err(say)?
                .map(Cell::Bool),
            Type::INT4 => self
                .try_get::<_, Option<i32>>(index)
                .map_err(say)?
                .map(|value| Cell::Integer(value.into())),
            Type::INT8 => self
                .try_get::<_, Option<i64>>(index)
                .map_err(say)?
                .map(Cell::Integer),
            Type::TEXT => self
                .try_get::<_, Option<&str>>(index)
                .map_err(say)?
                .map(Cell::Text),
            Type::BYTEA => self
                .try_get::<_, Option<&[u8]>>(index)
                .map_err(say)?
                .map(Cell::Bytes),
            Type::UUID => self
                .try_get::<_, Option<Uuid>>(index)
                .map_err(say)?
                .map(Cell::Uuid),
            ref other => {
                return Err(StoreError::decode(
                    column,
                    format!("the foreign type {other}"),
                ));
            }
        };
        Ok(cell.unwrap_or(Cell::Null))
    }
}

/// The server's error in the store's words. Its detail is left out: it may quote personal data.
fn fault(error: &postgres::Error) -> StoreError {
    let Some(said) = error.as_db_error() else {
        return if error.is_closed()
            || error
                .source()
                .and_then(|source| source.downcast_ref::<std::io::Error>())
                .is_some()
        {
            StoreError::Unavailable(error.to_string())
        } else {
            StoreError::Statement(error.to_string())
        };
    };
    let message = said.message().to_owned();
    match said.code() {
        code if code.code().starts_with("23") => StoreError::Constraint(
            said.constraint()
                .map_or_else(|| "not_null".to_owned(), foreign_key),
        ),
        &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE => StoreError::Conflict(message),
        &SqlState::DISK_FULL => StoreError::Full,
        // Class 57 is the operator's intervention, 53 lack of resources, 08 the connection.
        code if ["57P", "53", "08"]
            .iter()
            .any(|class| code.code().starts_with(class)) =>
        {
            StoreError::Unavailable(message)
        }
        _ => StoreError::Statement(message),
    }
}

/// The other engine cannot tell which foreign key refused, so neither does this one.
fn foreign_key(constraint: &str) -> String {
    if constraint.ends_with("_fkey") {
        "foreign_key".to_owned()
    } else {
        constraint.to_owned()
    }
}

//! The embedded engine: WAL, `synchronous=FULL`, one writer.

mod inspect;

use std::{collections::HashMap, path::Path, time::Duration};

use rusqlite::{
    ErrorCode, OpenFlags, Statement, ToSql,
    config::DbConfig,
    ffi,
    functions::FunctionFlags,
    types::{ToSqlOutput, Value, ValueRef},
};

use crate::{
    Param, Row, StoreError,
    dialect::{Bulk, Dialect},
    row::{Cell, Cells},
    tx::Access,
};

pub(crate) use inspect::inspect;

refinery::embed_migrations!("migrations/sqlite");

/// How long a statement waits for another process's write lock.
const BUSY: Duration = Duration::from_secs(5);

/// How long to wait before a second attempt where the engine itself does not wait; before each further one twice as long…
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// …up to this.
const LAST_PAUSE: Duration = Duration::from_millis(640);

/// A connection to a database file.
pub(crate) struct Connection {
    raw: rusqlite::Connection,
    access: Option<Access>,
    texts: HashMap<&'static str, String>,
    bulks: HashMap<BulkKey, String>,
}

type BulkKey = (
    &'static str,
    &'static [(&'static str, crate::dialect::Kind)],
    u8,
);

impl Connection {
    /// Opens the file, making it if it is not there; it grows no larger than `limit_bytes`.
    pub(crate) fn open(path: &Path, limit_bytes: Option<u64>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let raw = rusqlite::Connection::open_with_flags(path, flags).map_err(fault)?;
        raw.busy_timeout(BUSY).map_err(fault)?;
        raw.set_prepared_statement_cache_capacity(128);
        // Statements are prepared once. Without this the engine prepares them again whenever a bound value
        // might have changed the plan, which costs more than running them.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(fault)?;
        // wal_autocheckpoint stays at 1,000 pages: larger values make the checkpoint a visible stall.
        // The first to open a new file changes its journal, and nobody waits for that by himself.
        patiently(StoreError::is_conflict, || {
            raw.execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA wal_autocheckpoint = 1000;
                 PRAGMA cache_size = -16384;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA trusted_schema = OFF;",
            )
            .map_err(fault)
        })?;
        fold_every_letter(&raw).map_err(fault)?;
        if let Some(limit) = limit_bytes {
            let page_bytes: i64 = raw
                .pragma_query_value(None, "page_size", |row| row.get(0))
                .map_err(fault)?;
            let pages = i64::try_from(limit).unwrap_or(i64::MAX) / page_bytes.max(1);
            raw.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
                .map_err(fault)?;
        }
        Ok(Self {
            raw,
            access: None,
            texts: HashMap::new(),
            bulks: HashMap::new(),
        })
    }

    /// Brings the schema up to date. Another process may do the same at the same time and be first, and each migration
    /// is a transaction: so a failure is looked at again before it is believed.
    pub(crate) fn migrate(&mut self) -> Result<(), StoreError> {
        let any = |_: &StoreError| true;
        patiently(any, || {
            migrations::runner()
                .run(&mut self.raw)
                .map(|_| ())
                .map_err(|error| StoreError::Statement(error.to_string()))
        })
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        if self.access != Some(access) {
            // The engine itself has no transaction that only reads.
            self.raw
                .pragma_update(None, "query_only", access == Access::Read)
                .map_err(fault)?;
            self.access = Some(access);
        }
        match access {
            // A deferred transaction that upgrades is refused at once instead of waiting.
            Access::Write => self.control("BEGIN IMMEDIATE"),
            Access::Read => self.control("BEGIN"),
        }
    }

    pub(crate) fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.raw
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]))
            .map(|_| ())
            .map_err(fault)
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.control("COMMIT").map_err(|error| match error {
            // A failed write or fsync leaves open what reached the disk.
            StoreError::Unavailable(reason) => StoreError::Unknown(reason),
            other => other,
        })
    }

    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        if self.lost_transaction() {
            Ok(())
        } else {
            self.control("ROLLBACK")
        }
    }

    pub(crate) fn lost_transaction(&self) -> bool {
        self.raw.is_autocommit()
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let text = self
            .texts
            .entry(sql)
            .or_insert_with(|| Dialect::Sqlite.render(sql));
        let mut statement = self.raw.prepare_cached(text).map_err(fault)?;
        bind(&mut statement, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(fault)? {
            each(&Row(row))?;
        }
        Ok(())
    }

    pub(crate) fn execute(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        let text = self
            .texts
            .entry(sql)
            .or_insert_with(|| Dialect::Sqlite.render(sql));
        let mut statement = self.raw.prepare_cached(text).map_err(fault)?;
        bind(&mut statement, params)?;
        statement
            .raw_execute()
            .map(|changed| changed as u64)
            .map_err(fault)
    }

    pub(crate) fn bulk(
        &mut self,
        bulk: &'static Bulk,
        rows: &[&[Param<'_>]],
    ) -> Result<(), StoreError> {
        let text = self
            .bulks
            .entry(bulk.key())
            .or_insert_with(|| bulk.one_row());
        let mut statement = self.raw.prepare_cached(text).map_err(fault)?;
        for row in rows {
            bind(&mut statement, row)?;
            statement.raw_execute().map_err(fault)?;
        }
        Ok(())
    }
}

/// Tries again, after growing pauses, what other processes may have been in the way of.
fn patiently<T>(
    is_worth_it: impl Fn(&StoreError) -> bool,
    mut attempt: impl FnMut() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut pause = FIRST_PAUSE;
    loop {
        match attempt() {
            Err(error) if pause <= LAST_PAUSE && is_worth_it(&error) => std::thread::sleep(pause),
            outcome => return outcome,
        }
        pause *= 2;
    }
}

/// Makes `LOWER` know all letters, as the other engine does, and not only those of ASCII.
fn fold_every_letter(raw: &rusqlite::Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    raw.create_scalar_function("lower", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| text.to_lowercase()))
    })
}

fn bind(statement: &mut Statement<'_>, params: &[Param<'_>]) -> Result<(), StoreError> {
    for (n, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(n + 1, param).map_err(fault)?;
    }
    Ok(())
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Bool(value) => ToSqlOutput::Owned(Value::Integer((*value).into())),
            Self::Integer(value) => ToSqlOutput::Owned(Value::Integer(*value)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
        })
    }
}

impl Cells for rusqlite::Row<'_> {
    fn cell(&self, column: &str) -> Result<Cell<'_>, StoreError> {
        match self.get_ref(column) {
            Ok(ValueRef::Null) => Ok(Cell::Null),
            Ok(ValueRef::Integer(value)) => Ok(Cell::Integer(value)),
            Ok(ValueRef::Text(text)) => std::str::from_utf8(text)
                .map(Cell::Text)
                .map_err(|_| StoreError::decode(column, "not UTF-8")),
            Ok(ValueRef::Blob(bytes)) => Ok(Cell::Bytes(bytes)),
            Ok(ValueRef::Real(_)) => Err(StoreError::decode(column, "a floating-point number")),
            Err(error) => Err(StoreError::decode(column, error.to_string())),
        }
    }
}

/// The engine's error in the store's words.
#[expect(clippy::needless_pass_by_value, reason = "so that it fits `map_err`")]
fn fault(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(code, message) = &error else {
        return StoreError::Statement(error.to_string());
    };
    let message = message.clone().unwrap_or_else(|| error.to_string());
    match code.code {
        ErrorCode::ConstraintViolation => {
            StoreError::Constraint(constraint(code.extended_code, &message))
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Conflict(message),
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::NotADatabase
        | ErrorCode::DatabaseCorrupt => StoreError::Unavailable(message),
        _ => StoreError::Statement(message),
    }
}

/// The constraint's name: CHECK constraints are named in the message, unique ones by their columns,
/// from which the name is formed as in the migrations: `table_column_key`.
fn constraint(extended_code: i32, message: &str) -> String {
    let subject = message
        .split_once(": ")
        .map_or(message, |(_, subject)| subject);
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            let mut name = String::new();
            for (n, column) in subject.split(", ").enumerate() {
                match column.split_once('.') {
                    Some((table, column)) if n == 0 => name = format!("{table}_{column}"),
                    Some((_, column)) => name = format!("{name}_{column}"),
                    None => name.push_str(column),
                }
            }
            format!("{name}_key")
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "foreign_key".to_owned(),
        ffi::SQLITE_CONSTRAINT_NOTNULL => "not_null".to_owned(),
        _ => subject.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_have_the_names_of_the_migrations() {
        let name = |code, text| constraint(code, text);
        assert_eq!(
            name(
                ffi::SQLITE_CONSTRAINT_UNIQUE,
                "UNIQUE constraint failed: rooms.venue_id, rooms.name"
            ),
            "rooms_venue_id_name_key"
        );
        assert_eq!(
            name(
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                "UNIQUE constraint failed: tokens.id"
            ),
            "tokens_id_key"
        );
        assert_eq!(
            name(
                ffi::SQLITE_CONSTRAINT_CHECK,
                "CHECK constraint failed: occurrences_places"
            ),
            "occurrences_places"
        );
    }

    #[test]
    fn the_engine_is_new_enough() {
        // 3.51.3 mends a corruption of the write-ahead log.
        assert!(
            rusqlite::version_number() >= 3_051_003,
            "{}",
            rusqlite::version()
        );
    }
}

//! A transaction: what store functions and closures work on.

use uuid::Uuid;

use crate::{Param, Row, StoreError, audit::Draft, dialect::Bulk, postgres, sqlite};

/// A connection of either engine.
pub(crate) enum Connection {
    /// The embedded engine.
    Sqlite(Box<sqlite::Connection>),
    /// The server engine.
    Postgres(Box<postgres::Connection>),
}

/// Whether a transaction may change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It may.
    Write,
    /// It sees one moment and changes nothing.
    Read,
}

impl Connection {
    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.begin(access),
            Self::Postgres(connection) => connection.begin(access),
        }
    }

    /// Runs a statement that takes and gives nothing.
    pub(crate) fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.control(sql),
            Self::Postgres(connection) => connection.control(sql),
        }
    }

    /// Commits. An error that is not [`StoreError::Unknown`] means that nothing was stored.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.commit(),
            Self::Postgres(connection) => connection.commit(),
        }
    }

    /// Gives the transaction up; an error means that the connection is of no more use.
    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.rollback(),
            Self::Postgres(connection) => connection.rollback(),
        }
    }

    /// Whether the engine has given the transaction up by itself, as it may when the disk is full.
    pub(crate) fn lost_transaction(&self) -> bool {
        match self {
            Self::Sqlite(connection) => connection.lost_transaction(),
            Self::Postgres(connection) => connection.is_closed(),
        }
    }
}

/// A transaction on a lane's connection.
///
/// The first fault of any statement is kept: a piece of work whose statement failed is never
/// committed, even if it swallowed the error.
pub struct Tx<'c> {
    connection: &'c mut Connection,
    fault: Option<StoreError>,
    /// Entries of the audit log, written when the group commits.
    witnessed: Vec<Draft>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut Connection) -> Self {
        Self {
            connection,
            fault: None,
            witnessed: Vec::new(),
        }
    }

    pub(crate) fn witness(&mut self, draft: Draft) {
        self.witnessed.push(draft);
    }

    pub(crate) fn take_witnessed(&mut self) -> Vec<Draft> {
        std::mem::take(&mut self.witnessed)
    }

    /// The first fault of all the statements, the bulk ones included.
    pub(crate) fn take_fault(&mut self) -> Option<StoreError> {
        let settled = match self.connection {
            // Each statement was waited for.
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(connection) => connection.settle(),
        };
        let _ = self.note(settled);
        self.fault.take()
    }

    fn note<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result {
            self.fault.get_or_insert_with(|| error.clone());
        }
        result
    }

    /// The rows of a statement, each read by `map`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        let mut each = |row: &Row<'_>| {
            rows.push(map(row)?);
            Ok(())
        };
        let result = match self.connection {
            Connection::Sqlite(connection) => connection.query(sql, params, &mut each),
            Connection::Postgres(connection) => connection.query(sql, params, &mut each),
        };
        self.note(result)?;
        Ok(rows)
    }

    /// The only row of a statement, if there is one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn query_one<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, params, map)?.pop())
    }

    /// The rows of a statement with `{in}` for all the ids at once, in no particular order.
    /// Ids must be distinct.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn query_in<T>(
        &mut self,
        sql: &'static str,
        ids: &[Uuid],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.query_in_with(sql, ids, &[], map)
    }

    /// The same with parameters that are the same for all the ids, from `$2` on.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn query_in_with<T>(
        &mut self,
        sql: &'static str,
        ids: &[Uuid],
        others: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        let mut each = |row: &Row<'_>| {
            rows.push(map(row)?);
            Ok(())
        };
        let result = match self.connection {
            Connection::Sqlite(connection) => ids.iter().try_for_each(|id| {
                let params: Vec<Param<'_>> = std::iter::once(Param::Uuid(*id))
                    .chain(others.iter().copied())
                    .collect();
                connection.query(sql, &params, &mut each)
            }),
            Connection::Postgres(connection) => connection.query_in(sql, ids, others, &mut each),
        };
        self.note(result)?;
        Ok(rows)
    }

    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let result = match self.connection {
            Connection::Sqlite(connection) => connection.execute(sql, params),
            Connection::Postgres(connection) => connection.execute(sql, params),
        };
        self.note(result)
    }

    /// Runs a bulk statement over all the rows. A server is not waited for: its error comes with a later statement, or
    /// at the end of the work, which then counts as failed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn bulk<const N: usize>(
        &mut self,
        bulk: &'static Bulk,
        rows: &[[Param<'_>; N]],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows: Vec<&[Param<'_>]> = rows.iter().map(<[Param<'_>; N]>::as_slice).collect();
        let result = match self.connection {
            Connection::Sqlite(connection) => connection.bulk(bulk, &rows),
            Connection::Postgres(connection) => connection.bulk(bulk, &rows),
        };
        self.note(result)
    }
}

/// The pattern of `LIKE … ESCAPE '!'` for texts that contain `search` (compared in lower case).
/// NUL is passed over: no text contains it, and the server engine refuses even to look for it.
pub(crate) fn containing(search: &str) -> String {
    let mut pattern = String::from("%");
    let searched = search.trim().to_lowercase();
    for c in searched.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

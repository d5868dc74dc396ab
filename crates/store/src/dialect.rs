//! All that differs between the engines' SQL: row locks, value lists and bulk statements.
//!
//! Statements are written once. These marks are replaced:
//! - `{in}` — the statement is asked for many ids, given as its only parameter `$1`;
//! - `{lock t}` — lock the rows of `t` in the stable order of their ids until the end of the transaction; ids
//!   never change, so rows that refer to a locked one can be added meanwhile;
//! - `{lock t.k}` — the same for a table whose key is `k`;
//! - `{bytes t.id}` — the sixteen bytes of an id, to look at its end;
//! - `{skip_locked}` — lock the chosen rows and pass over those that somebody else holds.

use std::fmt::Write;

/// An engine's way of writing SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// One writer at a time, so no row locks; a list is asked one by one.
    Sqlite,
    /// Row locks and arrays.
    Postgres,
}

/// The type of a bulk statement's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An id.
    Uuid,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A count of 32 bits.
    Count,
    /// A moment, or any number of 64 bits.
    Moment,
}

impl Kind {
    fn array(self) -> &'static str {
        match self {
            Self::Uuid => "uuid[]",
            Self::Text => "text[]",
            Self::Bytes => "bytea[]",
            Self::Count => "integer[]",
            Self::Moment => "bigint[]",
        }
    }
}

/// A statement over many rows: an insert, or an update by the first column.
#[derive(Debug)]
pub struct Bulk {
    verb: Verb,
    table: &'static str,
    columns: &'static [(&'static str, Kind)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Insert,
    InsertMissing,
    Update,
    Upsert,
}

impl Bulk {
    /// Inserts rows of these columns.
    #[must_use]
    pub const fn insert(table: &'static str, columns: &'static [(&'static str, Kind)]) -> Self {
        Self {
            verb: Verb::Insert,
            table,
            columns,
        }
    }

    /// Inserts the rows whose first column is not there yet.
    #[must_use]
    pub const fn insert_missing(
        table: &'static str,
        columns: &'static [(&'static str, Kind)],
    ) -> Self {
        Self {
            verb: Verb::InsertMissing,
            table,
            columns,
        }
    }

    /// Sets the other columns of the rows that the first column names.
    #[must_use]
    pub const fn update(table: &'static str, columns: &'static [(&'static str, Kind)]) -> Self {
        Self {
            verb: Verb::Update,
            table,
            columns,
        }
    }

    /// Inserts rows, or sets the other columns where the first column is there already.
    #[must_use]
    pub const fn upsert(table: &'static str, columns: &'static [(&'static str, Kind)]) -> Self {
        Self {
            verb: Verb::Upsert,
            table,
            columns,
        }
    }

    pub(crate) fn columns(&self) -> &'static [(&'static str, Kind)] {
        self.columns
    }

    /// What names this statement in a cache of prepared ones.
    pub(crate) fn key(&self) -> (&'static str, &'static [(&'static str, Kind)], u8) {
        (self.table, self.columns, self.verb as u8)
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    fn on_conflict(&self) -> String {
        let sets: Vec<_> = self
            .columns
            .iter()
            .skip(1)
            .map(|(name, _)| format!("{name} = excluded.{name}"))
            .collect();
        match (self.verb, self.columns.first()) {
            (Verb::Upsert, Some((key, _))) => {
                format!(" ON CONFLICT ({key}) DO UPDATE SET {}", sets.join(", "))
            }
            (Verb::InsertMissing, Some((key, _))) => format!(" ON CONFLICT ({key}) DO NOTHING"),
            _ => String::new(),
        }
    }

    /// The statement for one row, with a placeholder for each column.
    pub(crate) fn one_row(&self) -> String {
        let table = self.table;
        let placeholders: Vec<_> = (1..=self.columns.len()).map(|n| format!("?{n}")).collect();
        match self.verb {
            Verb::Insert | Verb::InsertMissing | Verb::Upsert => {
                format!(
                    "INSERT INTO {table} ({}) VALUES ({}){}",
                    self.names(),
                    placeholders.join(", "),
                    self.on_conflict()
                )
            }
            Verb::Update => {
                let sets: Vec<_> = self
                    .columns
                    .iter()
                    .enumerate()
                    .skip(1)
                    .map(|(n, (name, _))| format!("{name} = ?{}", n + 1))
                    .collect();
                let key = self.columns.first().map_or("id", |(name, _)| name);
                format!("UPDATE {table} SET {} WHERE {key} = ?1", sets.join(", "))
            }
        }
    }

    /// The statement for many rows, with an array for each column.
    pub(crate) fn arrays(&self) -> String {
        let table = self.table;
        let names = self.names();
        let mut arrays = String::new();
        for (n, (_, kind)) in self.columns.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            let _ = write!(arrays, "{comma}${}::{}", n + 1, kind.array());
        }
        match self.verb {
            Verb::Insert | Verb::InsertMissing | Verb::Upsert => {
                format!(
                    "INSERT INTO {table} ({names}) SELECT * FROM UNNEST({arrays}){}",
                    self.on_conflict()
                )
            }
            Verb::Update => {
                let sets: Vec<_> = self
                    .columns
                    .iter()
                    .skip(1)
                    .map(|(name, _)| format!("{name} = v.{name}"))
                    .collect();
                let key = self.columns.first().map_or("id", |(name, _)| name);
                format!(
                    "UPDATE {table} SET {} FROM UNNEST({arrays}) AS v({names}) WHERE {table}.{key} = v.{key}",
                    sets.join(", ")
                )
            }
        }
    }
}

impl Dialect {
    /// The engine's text of a statement.
    pub(crate) fn render(self, sql: &str) -> String {
        let mut text = match self {
            // `$1` would be a name there, numbered by first use; `?1` is a number in both senses.
            Self::Sqlite => sql
                .replace("{in}", "= $1")
                .replace("{skip_locked}", "")
                .replace('$', "?"),
            Self::Postgres => sql
                .replace("{in}", "= ANY($1)")
                .replace("{skip_locked}", "FOR UPDATE SKIP LOCKED"),
        };
        replace(&mut text, "{lock ", |locked| match self {
            Self::Sqlite => String::new(),
            Self::Postgres => {
                let (table, key) = locked.split_once('.').unwrap_or((locked, "id"));
                format!("ORDER BY {table}.{key} FOR NO KEY UPDATE OF {table}")
            }
        });
        replace(&mut text, "{bytes ", |id| match self {
            Self::Sqlite => id.to_owned(),
            Self::Postgres => format!("uuid_send({id})"),
        });
        text
    }
}

/// Replaces every mark that begins so by what `by` makes of the rest of it.
fn replace(text: &mut String, mark: &str, by: impl Fn(&str) -> String) {
    while let Some(start) = text.find(mark) {
        let Some(length) = text[start..].find('}') else {
            break;
        };
        let put = by(&text[start + mark.len()..start + length]);
        text.replace_range(start..=start + length, &put);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_body_two_dialects() {
        let body = "SELECT t.id FROM tokens t WHERE t.id {in} {lock t}";
        assert_eq!(
            Dialect::Sqlite.render(body),
            "SELECT t.id FROM tokens t WHERE t.id = ?1 "
        );
        assert_eq!(
            Dialect::Postgres.render(body),
            "SELECT t.id FROM tokens t WHERE t.id = ANY($1) ORDER BY t.id FOR NO KEY UPDATE OF t"
        );
        assert_eq!(
            Dialect::Postgres.render("SELECT h.chain FROM audit_heads h {lock h.chain}"),
            "SELECT h.chain FROM audit_heads h ORDER BY h.chain FOR NO KEY UPDATE OF h"
        );
    }

    #[test]
    fn the_end_of_an_id_is_looked_at_in_both() {
        let body = "WHERE substr({bytes o.id}, 16) = $1 AND substr({bytes r.id}, 14) = $2";
        assert_eq!(
            Dialect::Sqlite.render(body),
            "WHERE substr(o.id, 16) = ?1 AND substr(r.id, 14) = ?2"
        );
        assert_eq!(
            Dialect::Postgres.render(body),
            "WHERE substr(uuid_send(o.id), 16) = $1 AND substr(uuid_send(r.id), 14) = $2"
        );
    }

    #[test]
    fn bulk_statements() {
        const COLUMNS: &[(&str, Kind)] = &[("id", Kind::Uuid), ("at", Kind::Moment)];
        assert_eq!(
            Bulk::insert("x", COLUMNS).one_row(),
            "INSERT INTO x (id, at) VALUES (?1, ?2)"
        );
        assert_eq!(
            Bulk::upsert("x", COLUMNS).arrays(),
            "INSERT INTO x (id, at) SELECT * FROM UNNEST($1::uuid[], $2::bigint[]) ON CONFLICT (id) DO UPDATE SET at = excluded.at"
        );
        assert_eq!(
            Bulk::insert_missing("x", COLUMNS).one_row(),
            "INSERT INTO x (id, at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING"
        );
        assert_eq!(
            Bulk::update("x", COLUMNS).arrays(),
            "UPDATE x SET at = v.at FROM UNNEST($1::uuid[], $2::bigint[]) AS v(id, at) WHERE x.id = v.id"
        );
    }
}

//! What the embedded engine says of its file.

use std::path::Path;

use rusqlite::{OpenFlags, OptionalExtension as _};

use super::{Connection, fault, migrations};
use crate::{
    StoreError,
    inspect::{Inspection, Property, Schema},
};

/// Looks at the file, which must be there.
pub(crate) fn inspect(path: &Path) -> Result<Inspection, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Unavailable("there is no such file".into()));
    }
    // First as a guest who changes nothing: opening it as the house does would mend a journal mode and hide that it was wrong.
    let guest = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(fault)?;
    guest.busy_timeout(super::BUSY).map_err(fault)?;
    let journal: String = pragma(&guest, "journal_mode")?;
    let damage: String = guest
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(fault)?;
    let applied = applied(&guest)?;
    drop(guest);
    let mut properties = vec![
        Property::required(
            "journal_mode",
            journal.as_str(),
            journal == "wal" || applied.is_empty(),
            "start the program once, which sets it; if it stays, move the file to a local disk: network file systems cannot do it",
        ),
        Property::required(
            "quick_check",
            damage.as_str(),
            damage == "ok",
            "the file is damaged: stop the program, keep a copy, and restore the last backup",
        ),
    ];
    if damage == "ok" {
        properties.extend(in_use(&Connection::open(path, None)?.raw)?);
    }
    Ok(Inspection {
        version: format!("SQLite {}", rusqlite::version()),
        properties,
        schema: Schema::compare(&known(), &applied),
        now: None,
    })
}

/// As the house's own connections have it.
fn in_use(raw: &rusqlite::Connection) -> Result<[Property; 2], StoreError> {
    let synchronous: i64 = pragma(raw, "synchronous")?;
    let foreign_keys: i64 = pragma(raw, "foreign_keys")?;
    let word = match synchronous {
        0 => "off",
        1 => "normal",
        2 => "full",
        _ => "extra",
    };
    let own = "this program sets it: please report this";
    Ok([
        Property::required("synchronous", word, synchronous >= 2, own),
        Property::required(
            "foreign_keys",
            if foreign_keys == 1 { "on" } else { "off" },
            foreign_keys == 1,
            own,
        ),
    ])
}

fn pragma<T: rusqlite::types::FromSql>(
    raw: &rusqlite::Connection,
    name: &str,
) -> Result<T, StoreError> {
    raw.pragma_query_value(None, name, |row| row.get(0))
        .map_err(fault)
}

fn known() -> Vec<(i64, String, String)> {
    let runner = migrations::runner();
    let known = runner.get_migrations().iter();
    known
        .map(|one| {
            (
                i64::from(one.version()),
                one.name().to_owned(),
                one.checksum().to_string(),
            )
        })
        .collect()
}

fn applied(raw: &rusqlite::Connection) -> Result<Vec<(i64, String, String)>, StoreError> {
    let table: Option<i64> = raw
        .query_row(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .optional()
        .map_err(fault)?;
    if table.is_none() {
        return Ok(Vec::new());
    }
    raw.prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")
        .and_then(|mut statement| {
            statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
        .map_err(fault)
}

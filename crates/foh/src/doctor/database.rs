//! The database: whether it keeps what it has acknowledged, whether its tables are ours, and who else may read it.

use foh_store::{
    Database,
    inspect::{Finding as Found, Inspection, Property},
};

use super::report::Finding;
use crate::{
    config::{Config, DatabaseUrl, files},
    open,
};

/// What the database says of itself.
pub(super) fn check(config: &Config) -> (Vec<Finding>, Option<Inspection>) {
    let inspection = open::existing_url(&config.database)
        .map_err(|error| error.to_string())
        .and_then(|url| Database::inspect(&url).map_err(|error| error.to_string()));
    let inspection = match inspection {
        Ok(inspection) => inspection,
        Err(error) => return (vec![unusable(config, &error)], None),
    };
    let mut findings = durability(&inspection);
    findings.push(migrations(&inspection));
    findings.extend(privacy(config));
    (findings, Some(inspection))
}

/// It cannot be opened.
pub(super) fn unusable(config: &Config, error: &str) -> Finding {
    Finding::fail(
        "database",
        format!("{} cannot be opened: {error}.", config.database),
        "set the house up with foh migrate, or correct FOH_DATABASE_URL",
    )
}

fn durability(inspection: &Inspection) -> Vec<Finding> {
    let told = |property: &Property| format!("{} is {}", property.name, property.found);
    let good = inspection.properties.iter();
    let good: Vec<_> = good
        .filter(|property| property.finding == Found::Good)
        .map(told)
        .collect();
    let mut findings = vec![Finding::pass(
        "database",
        format!("{}: {}.", inspection.version, good.join(", ")),
    )];
    for property in &inspection.properties {
        let what = format!("{}.", told(property));
        match property.finding {
            Found::Good => {}
            Found::Doubtful => findings.push(Finding::warn("database", what, property.remedy)),
            Found::Bad => findings.push(Finding::fail("database", what, property.remedy)),
        }
    }
    findings
}

fn migrations(inspection: &Inspection) -> Finding {
    let schema = &inspection.schema;
    if !schema.foreign.is_empty() {
        return Finding::fail(
            "migrations",
            format!(
                "The database was changed by another version: {}.",
                schema.foreign.join(", ")
            ),
            "use the newest program that has worked on it",
        );
    }
    if !schema.pending.is_empty() {
        return Finding::fail(
            "migrations",
            format!("These are to be run: {}.", schema.pending.join(", ")),
            "make a backup, then run foh migrate",
        );
    }
    Finding::pass("migrations", "The tables are those of this version.")
}

/// Who else on this machine may read or change the embedded database's files.
fn privacy(config: &Config) -> Option<Finding> {
    let DatabaseUrl::Embedded(path) = &config.database else {
        return None;
    };
    let shut = path
        .parent()
        .and_then(files::others)
        .is_some_and(|others| !others.enter);
    let (mut read, mut write) = (false, false);
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        if let Some(others) = files::others(name.as_ref()) {
            read |= others.read;
            write |= others.write;
        }
    }
    let shown = path.display();
    Some(if shut || !(read || write) {
        Finding::pass("database", "Its files are nobody else's.")
    } else if write {
        Finding::fail(
            "database",
            format!("Everybody on this machine may change {shown}."),
            format!("run: chmod o-rwx {shown}*"),
        )
    } else {
        Finding::warn(
            "database",
            format!("Everybody on this machine may read {shown}."),
            format!("run: chmod o-rwx {shown}*"),
        )
    })
}

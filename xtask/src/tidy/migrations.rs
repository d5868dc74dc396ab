//! Each migration exists twice, once per engine, and both make the same tables, columns, constraints and indexes.

mod schema;
mod sql;
mod words;

use super::{Finding, tree::TextFile};
use schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

const RULE: &str = "migrations";
const FOLDER: &str = "crates/store/migrations";

/// Differences between the twins, each reported with the first migration that makes it.
pub fn check(sqlite: &[TextFile], postgres: &[TextFile]) -> Vec<Finding> {
    if sqlite.is_empty() && postgres.is_empty() {
        return vec![Finding::new(RULE, FOLDER, 0, "there are no migrations yet")];
    }
    let (sqlite, postgres) = (by_name(sqlite), by_name(postgres));
    let mut findings = missing(&sqlite, &postgres, "postgres");
    findings.extend(missing(&postgres, &sqlite, "sqlite"));

    let names: BTreeSet<&str> = sqlite.keys().chain(postgres.keys()).copied().collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|name| version(name));
    let (mut left, mut right) = (Schema::default(), Schema::default());
    let mut known = BTreeSet::new();
    for name in names {
        for (files, schema) in [(&sqlite, &mut left), (&postgres, &mut right)] {
            if let Some(file) = files.get(name) {
                findings.extend(apply(schema, file));
            }
        }
        let differences = left
            .lines()
            .symmetric_difference(&right.lines())
            .cloned()
            .collect::<BTreeSet<_>>();
        for line in differences.difference(&known) {
            let only = if left.lines().contains(line) {
                "sqlite"
            } else {
                "postgres"
            };
            findings.push(Finding::new(
                RULE,
                &format!("{FOLDER}/{only}/{name}"),
                0,
                format!("only here: {line}"),
            ));
        }
        known = differences;
    }
    findings
}

fn by_name(files: &[TextFile]) -> BTreeMap<&str, &TextFile> {
    files
        .iter()
        .map(|file| (file.path.rsplit('/').next().unwrap_or(&file.path), file))
        .collect()
}

/// The number in `V12__name.sql`, so that V10 comes after V9.
fn version(name: &str) -> (u32, &str) {
    let digits: String = name
        .chars()
        .skip(1)
        .take_while(char::is_ascii_digit)
        .collect();
    (digits.parse().unwrap_or(u32::MAX), name)
}

fn missing(
    files: &BTreeMap<&str, &TextFile>,
    twins: &BTreeMap<&str, &TextFile>,
    engine: &str,
) -> Vec<Finding> {
    let lonely = files.iter().filter(|(name, _)| !twins.contains_key(*name));
    let message = format!("no twin in {FOLDER}/{engine}");
    lonely
        .map(|(_, file)| Finding::new(RULE, &file.path, 0, message.clone()))
        .collect()
}

fn apply(schema: &mut Schema, file: &TextFile) -> Vec<Finding> {
    let statements = sql::statements(&file.text);
    let errors = statements.iter().filter_map(|statement| {
        let error = schema.apply(&statement.words).err()?;
        Some(Finding::new(RULE, &file.path, statement.line, error))
    });
    errors.collect()
}

#[cfg(test)]
mod tests {
    use super::{check, version};
    use crate::tidy::tree::TextFile;

    fn files(engine: &str, named: &[(&str, &str)]) -> Vec<TextFile> {
        let file = |(name, text): &(&str, &str)| TextFile {
            path: format!("crates/store/migrations/{engine}/{name}"),
            text: (*text).to_owned(),
        };
        named.iter().map(file).collect()
    }

    fn differences(sqlite: &[(&str, &str)], postgres: &[(&str, &str)]) -> Vec<String> {
        check(&files("sqlite", sqlite), &files("postgres", postgres))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn twins_may_differ_in_types_and_options() {
        let sqlite = "CREATE TABLE a (id BLOB NOT NULL, n INTEGER, CONSTRAINT a_key PRIMARY KEY (id)) STRICT, WITHOUT ROWID;";
        let postgres = "-- the same\ncreate table A (id UUID NOT NULL, n BIGINT, CONSTRAINT a_key PRIMARY KEY (id));";
        assert_eq!(
            differences(&[("V1__a.sql", sqlite)], &[("V1__a.sql", postgres)]),
            [""; 0]
        );
    }

    #[test]
    fn each_difference_is_found_once_and_where_it_begins() {
        let base = "CREATE TABLE a (id BLOB NOT NULL, CONSTRAINT a_n CHECK (n > 0));";
        for (other, expected) in [
            (
                "CREATE TABLE a (id BLOB NOT NULL, n INT, CONSTRAINT a_n CHECK (n > 0));",
                &["postgres/V1.sql: migrations: only here: column a.n"][..],
            ),
            (
                "CREATE TABLE a (id BLOB, CONSTRAINT a_n CHECK (n > 0));",
                &["a.id", "a.id NOT NULL"],
            ),
            (
                "CREATE TABLE a (id BLOB NOT NULL, CONSTRAINT a_m CHECK (n > 0));",
                &["a: a_m", "a: a_n"],
            ),
            (
                "CREATE TABLE a (id BLOB NOT NULL, CONSTRAINT a_n CHECK (n > 1));",
                &["n > 1", "n > 0"],
            ),
            (
                "CREATE TABLE a (id BLOB NOT NULL, CONSTRAINT a_n CHECK (n > 0)); CREATE TABLE b (id INT);",
                &["b", "b.id"],
            ),
            (
                "CREATE TABLE a (id BLOB NOT NULL, CONSTRAINT a_n CHECK (n > 0)); CREATE INDEX i ON a (id);",
                &["index i on a"],
            ),
        ] {
            let later = ("V2.sql", "CREATE TABLE z (id INT);");
            let found = differences(&[("V1.sql", base), later], &[("V1.sql", other), later]);
            assert_eq!(found.len(), expected.len(), "{other}: {found:?}");
            for part in expected {
                assert!(
                    found
                        .iter()
                        .any(|line| line.contains(part) && line.contains("V1.sql")),
                    "{part}: {found:?}"
                );
            }
        }
    }

    #[test]
    fn a_missing_twin_and_missing_migrations_are_found() {
        let found = differences(
            &[("V1__a.sql", ""), ("V2__b.sql", "")],
            &[("V1__a.sql", ""), ("V3__c.sql", "")],
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(differences(&[], &[])[0].contains("no migrations"));
    }

    #[test]
    fn what_is_not_understood_is_found() {
        let strange = [("V1.sql", "\nALTER TABLE a FROBNICATE;")];
        let found = differences(&strange, &strange);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("V1.sql:2:"), "{found:?}");
    }

    #[test]
    fn versions_are_numbers() {
        let mut names = ["V10__c.sql", "V9__b.sql", "V1__a.sql"];
        names.sort_by_key(|name| version(name));
        assert_eq!(names, ["V1__a.sql", "V9__b.sql", "V10__c.sql"]);
    }
}

//! What a series of migrations makes, as far as both engines must agree on it.

use super::words::{closing, outer, split, without_conditions};
use std::collections::{BTreeMap, BTreeSet};

/// Tables and indexes by name.
#[derive(Debug, Default)]
pub struct Schema {
    tables: BTreeMap<String, Table>,
    indexes: BTreeMap<String, Index>,
}

#[derive(Debug, Default)]
struct Table {
    /// Whether a column is declared NOT NULL.
    columns: BTreeMap<String, bool>,
    /// The words of a constraint by its name.
    constraints: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Index {
    table: String,
    unique: bool,
}

type Outcome = Result<(), String>;

/// Statements that make nothing the twins must agree on.
const IGNORED: &[&[&str]] = &[
    &["insert"],
    &["update"],
    &["delete"],
    &["select"],
    &["with"],
    &["pragma"],
    &["comment"],
    &["analyze"],
    &["set"],
    &["do"],
    &["create", "trigger"],
    &["drop", "trigger"],
    &["create", "function"],
    &["drop", "function"],
    &["create", "or", "replace", "function"],
    &["create", "extension"],
];

impl Schema {
    /// One line for each thing, to be compared with those of the twin.
    pub fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for (name, table) in &self.tables {
            lines.insert(format!("table {name}"));
            for (column, not_null) in &table.columns {
                lines.insert(format!(
                    "column {name}.{column}{}",
                    if *not_null { " NOT NULL" } else { "" }
                ));
            }
            for (constraint, words) in &table.constraints {
                lines.insert(format!("constraint of {name}: {constraint} {words}"));
            }
        }
        for (name, Index { table, unique }) in &self.indexes {
            lines.insert(format!(
                "{}index {name} on {table}",
                if *unique { "unique " } else { "" }
            ));
        }
        lines
    }

    /// Carries out a statement. What it does not understand is an error: nothing slips through.
    pub fn apply(&mut self, words: &[String]) -> Outcome {
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !matches!(*word, "only" | "concurrently"))
            .collect();
        let words = without_conditions(&words);
        match words.as_slice() {
            ["create", "table", name, "(", rest @ ..] => self.create_table(name, rest),
            ["alter", "table", name, actions @ ..] => split(actions)
                .iter()
                .try_for_each(|action| self.alter_table(name, action)),
            ["drop", "table", name] => {
                self.indexes.retain(|_, index| index.table != *name);
                self.tables
                    .remove(*name)
                    .map(|_| ())
                    .ok_or_else(|| format!("there is no table {name}"))
            }
            ["create", "index", name, "on", table, "(" | "using", ..] => {
                self.create_index(name, table, false)
            }
            [
                "create",
                "unique",
                "index",
                name,
                "on",
                table,
                "(" | "using",
                ..,
            ] => self.create_index(name, table, true),
            ["drop", "index", name] => self
                .indexes
                .remove(*name)
                .map(|_| ())
                .ok_or_else(|| format!("there is no index {name}")),
            _ if IGNORED.iter().any(|start| words.starts_with(start)) => Ok(()),
            _ => Err(format!(
                "not understood: {}",
                words.iter().take(6).copied().collect::<Vec<_>>().join(" ")
            )),
        }
    }

    fn create_table(&mut self, name: &str, rest: &[&str]) -> Outcome {
        let mut table = Table::default();
        let end = closing(rest).ok_or("a table without a closing bracket")?;
        split(&rest[..end])
            .iter()
            .try_for_each(|item| table.add(item))?;
        match self.tables.insert(name.to_owned(), table) {
            None => Ok(()),
            Some(_) => Err(format!("there is a table {name} already")),
        }
    }

    fn create_index(&mut self, name: &str, table: &str, unique: bool) -> Outcome {
        self.table(table)?;
        self.indexes.insert(
            name.to_owned(),
            Index {
                table: table.to_owned(),
                unique,
            },
        );
        Ok(())
    }

    fn table(&mut self, name: &str) -> Result<&mut Table, String> {
        self.tables
            .get_mut(name)
            .ok_or_else(|| format!("there is no table {name}"))
    }

    fn alter_table(&mut self, name: &str, action: &[&str]) -> Outcome {
        if let ["rename", "to", new] = action {
            for index in self
                .indexes
                .values_mut()
                .filter(|index| index.table == name)
            {
                (*new).clone_into(&mut index.table);
            }
            let table = self
                .tables
                .remove(name)
                .ok_or_else(|| format!("there is no table {name}"))?;
            self.tables.insert((*new).to_owned(), table);
            return Ok(());
        }
        let table = self.table(name)?;
        match action {
            ["add", "column", item @ ..] | ["add", item @ ..] => table.add(item),
            ["drop", "constraint", constraint] => {
                removed(table.constraints.remove(*constraint), constraint)
            }
            ["drop", "column", column] | ["drop", column] => {
                removed(table.columns.remove(*column), column)
            }
            ["rename", "constraint", old, "to", new] => rename(&mut table.constraints, old, new),
            ["rename", "column", old, "to", new] | ["rename", old, "to", new] => {
                rename(&mut table.columns, old, new)
            }
            ["alter", "column", column, "set", "not", "null"] => table.set_not_null(column, true),
            ["alter", "column", column, "drop", "not", "null"] => table.set_not_null(column, false),
            ["alter", "column", _, "type" | "set" | "drop", ..] => Ok(()),
            _ => Err(format!(
                "not understood: alter table {name} {}",
                action.join(" ")
            )),
        }
    }
}

impl Table {
    /// Adds a column or a constraint.
    fn add(&mut self, item: &[&str]) -> Outcome {
        match item {
            ["constraint", name, definition @ ..] => self.add_constraint(name, definition),
            ["primary" | "unique" | "check" | "foreign" | "exclude", ..] => {
                Err(format!("give it a name: {}", item.join(" ")))
            }
            [name, definition @ ..] => self.add_column(name, definition),
            [] => Err("nothing between two commas".to_owned()),
        }
    }

    fn add_constraint(&mut self, name: &str, definition: &[&str]) -> Outcome {
        match self
            .constraints
            .insert(name.to_owned(), definition.join(" "))
        {
            None => Ok(()),
            Some(_) => Err(format!("there is a constraint {name} already")),
        }
    }

    fn add_column(&mut self, name: &str, definition: &[&str]) -> Outcome {
        // What stands in brackets belongs to a type, a default or a check.
        let outer = outer(definition);
        let not_null = outer
            .windows(2)
            .any(|pair| [pair[0].1, pair[1].1] == ["not", "null"]);
        if self.columns.insert(name.to_owned(), not_null).is_some() {
            return Err(format!("there is a column {name} already"));
        }
        for (position, (at, word)) in outer.iter().enumerate() {
            let named = position >= 2 && outer[position - 2].1 == "constraint";
            if matches!(*word, "primary" | "unique" | "check" | "references") && !named {
                return Err(format!(
                    "give the constraint of column {name} a name: {}",
                    definition[*at..].join(" ")
                ));
            }
            if *word == "constraint" {
                let end = outer[position + 1..]
                    .iter()
                    .find(|(_, word)| *word == "constraint")
                    .map_or(definition.len(), |(at, _)| *at);
                let [constraint, body @ ..] = &definition[at + 1..end] else {
                    return Err(format!("a constraint of column {name} without a name"));
                };
                self.add_constraint(constraint, body)?;
            }
        }
        Ok(())
    }

    fn set_not_null(&mut self, column: &str, value: bool) -> Outcome {
        *self
            .columns
            .get_mut(column)
            .ok_or_else(|| format!("there is no {column}"))? = value;
        Ok(())
    }
}

fn removed<T>(value: Option<T>, name: &str) -> Outcome {
    value
        .map(|_| ())
        .ok_or_else(|| format!("there is no {name}"))
}

fn rename<T>(map: &mut BTreeMap<String, T>, old: &str, new: &str) -> Outcome {
    let value = map
        .remove(old)
        .ok_or_else(|| format!("there is no {old}"))?;
    map.insert(new.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::sql::statements, Schema};

    fn schema(text: &str) -> Result<String, String> {
        let mut schema = Schema::default();
        for statement in statements(text) {
            schema.apply(&statement.words)?;
        }
        Ok(schema.lines().into_iter().collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn statements_make_a_schema() {
        let table = "CREATE TABLE IF NOT EXISTS a (id INT NOT NULL, n NUMERIC(9, 2) DEFAULT (1), CONSTRAINT k UNIQUE (id, n)) STRICT;";
        for (more, expected) in [
            (
                "",
                "column a.id NOT NULL; column a.n; constraint of a: k unique ( id , n ); table a",
            ),
            (
                "ALTER TABLE a DROP CONSTRAINT IF EXISTS k, ADD m INT NOT NULL",
                "column a.id NOT NULL; column a.m NOT NULL; column a.n; table a",
            ),
            (
                "ALTER TABLE a DROP CONSTRAINT k, DROP COLUMN n, RENAME id TO z",
                "column a.z NOT NULL; table a",
            ),
            (
                "ALTER TABLE a RENAME CONSTRAINT k TO l, DROP n, ALTER COLUMN id DROP NOT NULL",
                "column a.id; constraint of a: l unique ( id , n ); table a",
            ),
            (
                "CREATE UNIQUE INDEX i ON a (id) WHERE n IS NOT NULL; ALTER TABLE a RENAME TO b; ALTER TABLE b DROP n, DROP CONSTRAINT k",
                "column b.id NOT NULL; table b; unique index i on b",
            ),
            ("CREATE INDEX i ON a USING gin (id); DROP TABLE a", ""),
            (
                "CREATE INDEX CONCURRENTLY i ON a (id); DROP INDEX i; DROP TABLE a; INSERT INTO x VALUES (1)",
                "",
            ),
            (
                "DROP TABLE a; CREATE TABLE b (x INT CONSTRAINT p CHECK (x > 0) NOT NULL CONSTRAINT q UNIQUE)",
                "column b.x NOT NULL; constraint of b: p check ( x > 0 ) not null; constraint of b: q unique; table b",
            ),
        ] {
            assert_eq!(
                schema(&format!("{table}{more}")).as_deref(),
                Ok(expected),
                "{more}"
            );
        }
    }

    #[test]
    fn strange_statements_are_refused() {
        for text in [
            "CREATE TABLE a AS SELECT 1",
            "CREATE TABLE a (id INT",
            "CREATE TABLE a (id INT,, n INT)",
            "CREATE TABLE a (id INT PRIMARY KEY)",
            "CREATE TABLE a (id INT REFERENCES b (id))",
            "CREATE TABLE a (id INT, UNIQUE (id))",
            "CREATE TABLE a (id INT, id INT)",
            "CREATE TABLE a (id INT); CREATE TABLE a (id INT)",
            "CREATE TABLE public.a (id INT)",
            "CREATE INDEX i ON a (id)",
            "DROP TABLE a",
            "ALTER TABLE a ADD n INT",
            "CREATE TYPE t AS ENUM ('a')",
            "GRANT ALL ON a TO b",
        ] {
            assert!(schema(text).is_err(), "{text}");
        }
    }
}

//! Both engines have the same tables, columns, constraints and indexes: asked of the engines themselves.

use std::collections::BTreeSet;

use foh_store::{StoreError, Tx};
use foh_testkit::engines::Engine;

use crate::season::House;

/// What a schema has, one line each.
type Schema = BTreeSet<String>;

fn lines(tx: &mut Tx<'_>, sql: &'static str) -> Result<Vec<String>, StoreError> {
    tx.query(sql, &[], |row| row.get("line"))
}

/// One engine keeps the names of constraints in the text of the table alone.
fn of_the_file(tx: &mut Tx<'_>) -> Result<Schema, StoreError> {
    let mut schema = Schema::from_iter(lines(
        tx,
        "SELECT 'column ' || t.name || '.' || c.name || ' ' || LOWER(c.type) || CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE '' END AS line
         FROM sqlite_master t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name <> 'refinery_schema_history'",
    )?);
    schema.extend(lines(
        tx,
        "SELECT 'index ' || name AS line FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    )?);
    for table in lines(
        tx,
        "SELECT sql AS line FROM sqlite_master WHERE type = 'table' AND name <> 'refinery_schema_history'",
    )? {
        let names = table.split("CONSTRAINT ").skip(1);
        schema
            .extend(names.filter_map(|rest| {
                Some(format!("constraint {}", rest.split_whitespace().next()?))
            }));
    }
    Ok(schema)
}

fn of_the_server(tx: &mut Tx<'_>) -> Result<Schema, StoreError> {
    let mut schema = Schema::from_iter(lines(
        tx,
        "SELECT 'column ' || table_name || '.' || column_name || ' ' ||
                CASE data_type
                    WHEN 'uuid' THEN 'blob' WHEN 'bytea' THEN 'blob'
                    WHEN 'bigint' THEN 'integer' WHEN 'boolean' THEN 'integer'
                    ELSE data_type
                END || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS line
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'refinery_schema_history'",
    )?);
    schema.extend(lines(
        tx,
        "SELECT 'constraint ' || conname AS line FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u')
           AND conrelid <> 'refinery_schema_history'::regclass",
    )?);
    schema.extend(lines(
        tx,
        "SELECT 'index ' || i.indexname AS line FROM pg_indexes i
         WHERE i.schemaname = 'public' AND i.tablename <> 'refinery_schema_history'
           AND i.indexname NOT IN (SELECT conname FROM pg_constraint)",
    )?);
    Ok(schema)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_engines_have_the_same_schema() {
    let file = House::empty(Engine::Sqlite).read(of_the_file).await;
    let server = House::empty(Engine::Postgres).read(of_the_server).await;
    let only: Vec<_> = file.symmetric_difference(&server).collect();
    assert!(only.is_empty(), "on one engine only: {only:#?}");
    for expected in [
        "column occurrences.confirmed integer not null",
        "column reservations.confirmed_at integer",
        "constraint occurrences_places",
        "index occurrences_starts_at_idx",
    ] {
        assert!(file.contains(expected), "{expected}");
    }
}

//! What must be in a database before a scenario, and what must be true of it afterwards.
//!
//! Everything is written straight through the store, in bulk, before the server starts: preparing 600,000
//! reservations over HTTP would take longer than measuring them.

use std::sync::Arc;

use crate::Result;
use crate::database::Database;
use crate::load::inside::Work;

/// Performances that can be reserved: published, booking open, beginning tomorrow.
pub struct Programme {
    /// Ids of the performances, as they stand in paths.
    pub performances: Vec<String>,
}

/// What a count of the whole database says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Reservations of any status.
    pub reservations: u64,
    /// Reservations that are confirmed.
    pub confirmed: u64,
    /// Check-ins.
    pub check_ins: u64,
    /// Occurrences where confirmed, held and manually occupied places exceed capacity and additional places.
    pub oversold: u64,
    /// Occurrences whose counters differ from a recount of their reservations.
    pub miscounted: u64,
}

/// Migrates `database` and makes one published show with `performances` performances in a room of `capacity` places.
pub fn programme(database: &Database, performances: usize, capacity: u32) -> Result<Programme> {
    not_yet(&(database.url(), performances, capacity))
}

/// Adds `count` pending reservations of one place and gives their confirmation tokens, as the e-mail carries them.
pub fn confirmation_tokens(
    database: &Database,
    performance: &str,
    count: usize,
) -> Result<Vec<String>> {
    not_yet(&(database.url(), performance, count))
}

/// Adds `count` confirmed reservations of one place and gives their check-in tokens, as the QR code carries them.
pub fn check_in_tokens(
    database: &Database,
    performance: &str,
    count: usize,
) -> Result<Vec<String>> {
    not_yet(&(database.url(), performance, count))
}

/// Adds a member of staff with door duty and gives an API token of theirs.
pub fn door_token(database: &Database) -> Result<String> {
    not_yet(&database.url())
}

/// Adds `count` reservations of all statuses, spread over performances of the past year and the given one, with their tokens.
pub fn history(database: &Database, performance: &str, count: usize) -> Result<()> {
    not_yet(&(database.url(), performance, count))
}

/// Counts the whole database.
pub fn audit(database: &Database) -> Result<Audit> {
    not_yet(&database.url())
}

/// One durable reservation per transaction: what the lanes are compared with.
pub fn store_single(database: &Database, performance: &str) -> Result<Arc<dyn Work>> {
    not_yet(&(database.url(), performance))
}

/// Reservations through the write lanes.
pub fn store_batch(database: &Database, performance: &str) -> Result<Arc<dyn Work>> {
    not_yet(&(database.url(), performance))
}

fn not_yet<T>(wanted: &dyn std::fmt::Debug) -> Result<T> {
    Err(format!("this build of the bench has no store in it to prepare {wanted:?}").into())
}

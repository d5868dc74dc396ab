//! Whether the database answers.

use crate::{StoreError, Tx};

/// Asks the database for nothing in particular.
///
/// # Errors
/// See [`StoreError`].
pub fn ping(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.query_one("SELECT 1 AS one", &[], |row| row.get::<i64>("one"))
        .map(|_| ())
}

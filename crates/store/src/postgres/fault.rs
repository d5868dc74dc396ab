//! What the server says when it refuses.

use std::error::Error;

use tokio_postgres::error::SqlState;

use crate::StoreError;

/// The server's error in the store's words. Its detail is left out: it may quote personal data.
pub(super) fn fault(error: &tokio_postgres::Error) -> StoreError {
    let Some(said) = error.as_db_error() else {
        return if error.is_closed()
            || error
                .source()
                .and_then(|source| source.downcast_ref::<std::io::Error>())
                .is_some()
        {
            StoreError::Unavailable(error.to_string())
        } else {
            StoreError::Statement(error.to_string())
        };
    };
    let message = said.message().to_owned();
    match said.code() {
        code if code.code().starts_with("23") => StoreError::Constraint(
            said.constraint()
                .map_or_else(|| "not_null".to_owned(), foreign_key),
        ),
        &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE => StoreError::Conflict(message),
        &SqlState::DISK_FULL => StoreError::Full,
        // Class 57 is the operator's intervention, 53 lack of resources, 08 the connection.
        code if ["57P", "53", "08"]
            .iter()
            .any(|class| code.code().starts_with(class)) =>
        {
            StoreError::Unavailable(message)
        }
        _ => StoreError::Statement(message),
    }
}

/// The other engine cannot tell which foreign key refused, so neither does this one.
fn foreign_key(constraint: &str) -> String {
    if constraint.ends_with("_fkey") {
        "foreign_key".to_owned()
    } else {
        constraint.to_owned()
    }
}

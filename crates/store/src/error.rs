//! What can go wrong in the store, in words that hold for every engine.

/// A fault of the store. Cloned to everybody whose piece shared a failed commit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A named constraint refused the statement.
    #[error("the constraint {0} refused the statement")]
    Constraint(String),
    /// The queue before the database is full; nothing was tried.
    #[error("the database's queue is full")]
    Overloaded,
    /// The database cannot be reached; nothing was stored.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// No room is left to write; nothing was stored.
    #[error("the database has no room left to write")]
    Full,
    /// The engine asks to try again, and trying again did not help in time; nothing was stored.
    #[error("the database was too busy with conflicting work: {0}")]
    Conflict(String),
    /// The commit's outcome is not known: it may or may not be stored.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(String),
    /// A stored value is not what the program expects.
    #[error("the column {column} cannot be read: {reason}")]
    Decode {
        /// The column's name.
        column: String,
        /// What was expected.
        reason: String,
    },
    /// The piece of work panicked; nothing of it was stored.
    #[error("the work in the database panicked")]
    Panicked,
    /// Anything else the engine said.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}

impl StoreError {
    /// Whether the same piece may simply be run again on the same connection.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    /// Whether the connection is gone.
    pub(crate) fn is_disconnect(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// A decode error of `column`.
    #[must_use]
    pub fn decode(column: &str, reason: impl Into<String>) -> Self {
        Self::Decode {
            column: column.to_owned(),
            reason: reason.into(),
        }
    }

    /// Whether the named constraint refused.
    #[must_use]
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(refused) if refused == name)
    }
}

//! Rows, read by column name through a typed trait; a decode error is an error, never a default.

use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;

/// One value of a row, as any engine can give it.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// SQL NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// An id.
    Uuid(Uuid),
}

/// A row of an engine's result.
pub trait Cells {
    /// The value of the named column.
    ///
    /// # Errors
    /// [`StoreError::Decode`] when there is no such column or its type is foreign.
    fn cell(&self, column: &str) -> Result<Cell<'_>, StoreError>;
}

/// A row, whichever engine it comes from.
pub struct Row<'a>(pub(crate) &'a dyn Cells);

impl Row<'_> {
    /// The value of the named column.
    ///
    /// # Errors
    /// [`StoreError::Decode`] naming the column.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, StoreError> {
        T::from_cell(self.0.cell(column)?).ok_or_else(|| {
            StoreError::decode(column, format!("not a {}", std::any::type_name::<T>()))
        })
    }

    /// The value of the named column, parsed by the domain.
    ///
    /// # Errors
    /// [`StoreError::Decode`] naming the column.
    pub fn parse<T: FromColumn, U>(
        &self,
        column: &str,
        parse: impl FnOnce(T) -> Option<U>,
    ) -> Result<U, StoreError> {
        parse(self.get(column)?).ok_or_else(|| {
            StoreError::decode(column, format!("not a {}", std::any::type_name::<U>()))
        })
    }
}

/// A type that a column can hold.
pub trait FromColumn: Sized {
    /// The value, or `None` when the cell holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl FromColumn for Uuid {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Uuid(id) => Some(id),
            Cell::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl FromColumn for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bool(value) => Some(value),
            Cell::Integer(0) => Some(false),
            Cell::Integer(1) => Some(true),
            _ => None,
        }
    }
}

impl FromColumn for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Integer(value) => Some(value),
            _ => None,
        }
    }
}

impl FromColumn for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromColumn for Timestamp {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Timestamp::from_microsecond(i64::from_cell(cell)?).ok()
    }
}

impl FromColumn for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

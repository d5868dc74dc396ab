//! Parameters of statements, borrowed until the statement has run.

use jiff::Timestamp;
use uuid::Uuid;

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub enum Param<'a> {
    /// SQL NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number, also a moment as microseconds since 1970 (UTC).
    Integer(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// An id.
    Uuid(Uuid),
}

macro_rules! param_from {
    ($($type:ty => |$value:ident| $param:expr;)*) => {$(
        impl<'a> From<$type> for Param<'a> {
            fn from($value: $type) -> Self {
                $param
            }
        }
    )*};
}

param_from! {
    bool => |value| Param::Bool(value);
    i64 => |value| Param::Integer(value);
    u32 => |value| Param::Integer(value.into());
    &'a str => |value| Param::Text(value);
    &'a String => |value| Param::Text(value);
    &'a [u8] => |value| Param::Bytes(value);
    &'a [u8; 32] => |value| Param::Bytes(value);
    Uuid => |value| Param::Uuid(value);
    Timestamp => |value| Param::Integer(value.as_microsecond());
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}

/// The parameters of a statement, in the order of their placeholders.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Param::from($value)),*]
    };
}
pub(crate) use params;

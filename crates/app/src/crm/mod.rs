//! Customer records: those elsewhere are told of every booking of the studio, and other systems may keep theirs here.

mod privacy;
mod push;
mod records;

pub use push::CrmCarrier;
pub use records::{CrmRecordItem, KeepRecordError, Kept};
pub(crate) use records::{SOURCE_LOOKUP, StoredRecord};

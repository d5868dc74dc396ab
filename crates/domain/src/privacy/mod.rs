//! Personal data at rest: sealed with an authenticated cipher, found again by a keyed hash.

mod keyring;
mod retention;

pub use keyring::{KEY_ID_BYTES, Keyring, Personal, SealError, Sealed};
pub use retention::{RetainingDesk, Retention};

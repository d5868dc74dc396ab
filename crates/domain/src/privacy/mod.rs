//! Personal data at rest: sealed with an authenticated cipher, found again by a keyed hash.

mod keyring;

pub use keyring::{Keyring, Personal, SealError, Sealed};

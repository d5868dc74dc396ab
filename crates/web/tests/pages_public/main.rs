//! The public pages, signing in and the mailbox, over real HTTP and on both engines.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod guarding;
mod playhouse;
mod programme;
mod reserving;
mod sign_in;
mod story;
mod tokens;

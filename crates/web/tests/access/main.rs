//! Who may reach what: every route of the running program, by every role, over real HTTP.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod document;
mod door_links;
mod people;
mod place;
mod register;
mod states;
#[allow(
    dead_code,
    unused_imports,
    reason = "the tests of the API use all of it"
)]
#[path = "../api/support/mod.rs"]
mod support;
mod tokens;
mod walk;

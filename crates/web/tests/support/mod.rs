//! The box office as its users meet it: real HTTP against a house on a database of the test's own, with a clock that
//! stands until the test moves it. For every test program of this crate.

#![allow(
    dead_code,
    missing_docs,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and no test program uses everything here"
)]

mod answer;
mod app;
mod caller;
mod guests;
mod letters;
mod season;

pub use answer::Answer;
pub use app::{Opening, TestApp};
pub use caller::Caller;
pub use guests::{Reservation, Ticket};
pub use letters::{Letter, token_in};
pub use season::{Evening, Hall};

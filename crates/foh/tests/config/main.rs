//! The configuration as an operator meets it: environment, file, and what is told when something is wrong.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod crm;
mod faults;
mod house;
mod payments;
mod production;
mod reading;
mod texts;

//! The use cases on both engines: what users do, races of many at once, and what leaves the house.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod house;

mod capacity;
mod confidential;
mod confirmations;
mod door;
mod expiry;
mod letters;
mod limits;
mod mixture;
mod office;
mod outbox;
mod outbox_workers;
mod purposes;
mod sign_in;

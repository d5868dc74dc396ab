//! The store on both engines, with real threads, real files and a real server.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod ground;

mod answers;
mod batches;
mod closing;
mod crash;
mod groups;
mod outage;
mod overload;
mod reads;
mod writers;

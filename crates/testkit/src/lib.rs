//! What tests need from the world, started and removed by the tests themselves:
//! a PostgreSQL cluster, an SMTP receiver, a receiver of bookings, a provider of text messages, a camera picture, a browser, an identity provider.
//!
//! Invariants: this crate knows no other crate of the workspace, so every layer may use it in its tests;
//! nothing it starts outlives the test process, not even after `kill -9` (see [`workplace`]);
//! a missing program is a panic that names the command to install it, never a skipped test.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    reason = "test code: a broken environment shall fail the test at once, and names must differ between runs"
)]

#[cfg(feature = "browser")]
pub mod browser;
pub mod camera;
pub mod crm;
pub mod engines;
mod listening;
pub mod mail;
pub mod pictures;
pub mod postgres;
#[cfg(feature = "provider")]
pub mod provider;
#[cfg(feature = "sms")]
pub mod sms;
pub mod smtp;
#[cfg(feature = "socket-io")]
pub mod socket_io;
pub mod workplace;

//! The whole story in a real browser, against the real program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends with its first surprise"
)]

mod bar;
mod door;
mod guest;
mod pages;
mod program;
mod studio_facilitator;
mod studio_guest;
mod travel;

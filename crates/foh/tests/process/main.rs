//! The program itself, as a process: how it starts, what it says, how it ends.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod certificate;
mod http;
mod letters;
mod load;
mod program;
mod wire;

mod audit;
mod commands;
mod crash;
mod demonstration;
mod doctor;
mod faults;
mod https;
mod identity_provider;
mod keys;
mod live;
mod manners;
mod marks;
mod nodes;
mod production;
mod secrecy;
mod slow;
mod start;
mod stopping;

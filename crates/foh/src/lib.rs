//! foh

pub mod cli;
pub mod config;

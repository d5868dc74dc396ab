//! `foh-bench`: measures what this machine does per second, and whether anything was lost or oversold.
//!
//! The generator, the server and the database share one machine, so the generator is written to cost little:
//! one thread, preformatted requests, no HTTP library. Servers are children of this process: it starts itself
//! again with a hidden first argument.
#![allow(
    clippy::cast_precision_loss,
    reason = "counts and durations become figures for people; 52 bits are plenty"
)]

mod card;
mod cli;
mod database;
mod hello;
mod load;
mod prepare;
mod process;
mod report;
mod scenario;
mod server;
mod wanted;

use std::process::ExitCode;

/// Why a measurement could not be made; shown to the person who asked for it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Result of everything that can fail here.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((first, rest)) if first == hello::SUBCOMMAND => hello::serve(rest),
        Some((first, _)) if first == server::SUBCOMMAND => Ok(server::program()),
        _ => cli::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            report::say(&format!("foh-bench: {failure}"));
            ExitCode::from(2)
        }
    }
}

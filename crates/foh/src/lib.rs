//! The program: configuration, command line, wiring, start and stop.

pub mod cli;
mod commands;
pub mod config;
mod doctor;
mod log;
mod open;
mod serve;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use cli::{Cli, Command};
use config::{Config, Sources};
use foh_app::audit::{Caller, as_caller};

/// Runs the program with these arguments (the first is its name), configured by the environment and
/// the file. Faults go to standard error.
pub fn main_with_args(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            say_error(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a program that ends goes to standard error"
)]
fn say_error(error: &dyn std::error::Error) {
    eprintln!("foh: {error}");
}

fn run(cli: Cli) -> Result<ExitCode, Box<dyn std::error::Error>> {
    // One crypto backend for everything that speaks TLS; set already when two servers share a process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let sources = Sources::of_this_process(cli.config.clone())?;
    let command = cli.command_or_serve();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let ended = if let Command::Doctor { json } = command {
        runtime.block_on(doctor::run(&sources, json))
    } else {
        let config = Config::load(&sources, || Ok(foh_app::entropy::bytes()))?;
        log::start(&config.log);
        let caller = match command {
            Command::Serve => Caller::house(),
            _ => Caller::command_line(),
        };
        let ended = runtime.block_on(as_caller(caller, commands::run(command, &config)));
        ended.map(|()| ExitCode::SUCCESS)
    };
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    ended
}

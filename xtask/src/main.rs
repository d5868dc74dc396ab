//! Chores of the workspace: `cargo run -p xtask -- help`.
#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command-line program for developers: it prints, and a broken checkout ends it"
)]

mod test;
mod tidy;

use std::{path::Path, process::ExitCode};

const HELP: &str = "\
cargo run -p xtask -- tidy          check the rules of the house that no compiler checks
cargo run -p xtask -- postgres      lend a PostgreSQL cluster to `cargo nextest run` until Ctrl-C
cargo run -p xtask -- test [ARGS]   formatting, lints, licences, then all tests; ARGS go to `cargo nextest run`
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["tidy"] => tidy::command(root()),
        ["postgres"] => test::lend_cluster(),
        ["test", rest @ ..] => test::command(root(), rest),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => {
            eprint!("{HELP}");
            ExitCode::from(2)
        }
    }
}

/// The root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root of the workspace")
}

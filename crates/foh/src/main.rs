//! `foh`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    foh::main_with_args(std::env::args_os())
}

//! The whole check: formatting, lints, licences, and all tests with one PostgreSQL cluster between them.

use foh_testkit::postgres::{Cluster, Options, SHARED_CLUSTER};
use std::{
    path::Path,
    process::{Command, ExitCode, Stdio},
    thread,
    time::Instant,
};

/// Every test of a run may open several connections.
const MAX_CONNECTIONS: u16 = 300;

/// Runs all checks even if one fails, nextest as the last, whose summary so ends the output.
///
/// Exits with nextest's status, or 1 if only another check failed.
pub fn command(root: &Path, arguments: &[&str]) -> ExitCode {
    let mut failed = Vec::new();
    for (name, step) in steps(root) {
        if !run(root, name, &step) {
            failed.push(name);
        }
    }
    let cluster = Cluster::start(&Options {
        max_connections: MAX_CONNECTIONS,
        ..Options::default()
    });
    if !failed.is_empty() {
        eprintln!("xtask: FAILED before the tests: {}", failed.join(", "));
    }
    let status = cargo(root)
        .args(["nextest", "run", "--workspace"])
        .args(arguments)
        .env(SHARED_CLUSTER, cluster.url("postgres"))
        .status()
        .expect("run cargo nextest");
    // The cluster is removed here, before the process ends.
    drop(cluster);
    match status.code() {
        Some(0) if failed.is_empty() => ExitCode::SUCCESS,
        Some(0) | None => ExitCode::FAILURE,
        Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    }
}

/// Keeps a cluster for a developer, whose tests would otherwise each start one of their own.
pub fn lend_cluster() -> ! {
    let cluster = start_cluster();
    println!("export {SHARED_CLUSTER}={}", cluster.url("postgres"));
    loop {
        // The end of this process, in whatever way, removes the cluster.
        thread::park();
    }
}

fn start_cluster() -> Cluster {
    Cluster::start(&Options {
        max_connections: MAX_CONNECTIONS,
        ..Options::default()
    })
}

/// The checks before the tests. Licences need cargo-deny, whose absence is said aloud.
fn steps(root: &Path) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut steps = vec![
        ("formatting", vec!["fmt", "--all", "--check"]),
        (
            "lints",
            vec![
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        ),
    ];
    if installed(root, "deny") {
        steps.push((
            "licences and sources",
            vec!["deny", "check", "licenses", "bans", "sources"],
        ));
    } else {
        eprintln!("xtask: licences and sources are not checked: cargo install cargo-deny --locked");
    }
    steps
}

fn installed(root: &Path, subcommand: &str) -> bool {
    let mut command = cargo(root);
    command
        .args([subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn run(root: &Path, name: &str, arguments: &[&str]) -> bool {
    let start = Instant::now();
    eprintln!("xtask: {name}");
    let status = cargo(root).args(arguments).status().expect("run cargo");
    eprintln!(
        "xtask: {name}: {status} after {:.0} s",
        start.elapsed().as_secs_f64()
    );
    status.success()
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).stdin(Stdio::null());
    command
}

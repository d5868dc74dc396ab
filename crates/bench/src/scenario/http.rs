//! A load over HTTP on a server of its own.

use std::time::Duration;

use super::Bench;
use crate::load::script::Script;
use crate::load::{Window, client};
use crate::report::{Figures, rounded, say};
use crate::server::{Program, Server};
use crate::{Result, process};

/// Digits of a guest's number, so that every body has the same length.
const DIGITS: usize = 10;

/// Starts `program`, loads it with the scripts made for its host name, and kills it.
pub fn measure<S: Script>(
    bench: &Bench,
    scenario: &'static str,
    program: Program,
    scripts: impl FnOnce(&str) -> Vec<S>,
) -> Result<Figures> {
    let server = Server::start(program)?;
    let scripts = scripts(&server.address().to_string());
    let idle_mb = server.idle_memory_mb()?;
    let (figures, _) = load(bench, scenario, &server, idle_mb, scripts)?;
    server.kill()?;
    Ok(figures)
}

/// Loads `server`, which took `idle_mb` before anybody used it, with the scripts.
pub fn load<S: Script>(
    bench: &Bench,
    scenario: &'static str,
    server: &Server,
    idle_mb: f64,
    scripts: Vec<S>,
) -> Result<(Figures, Window)> {
    let generator = std::process::id();
    let cpu_before = (
        server.processor_time()?,
        process::processor_time(generator)?,
    );

    let (tally, window) =
        client::run(server.address(), scripts, &bench.plan).map_err(|failure| {
            format!(
                "{scenario}: {failure}; the server said:\n{}",
                server.log_end()
            )
        })?;

    let cpu_after = (
        server.processor_time()?,
        process::processor_time(generator)?,
    );
    if let Some(problem) = &tally.first_problem {
        say(&format!(
            "{scenario}: the first problem of several: {problem}\n{}",
            server.log_end()
        ));
    }
    if tally.dry {
        say(&format!(
            "{scenario}: everything prepared was spent before the time was over"
        ));
    }
    let answers = tally.acknowledged + tally.right + tally.refusals();
    let per_answer = |before: Duration, after: Duration| {
        (answers > 0).then(|| {
            rounded(
                after.saturating_sub(before).as_secs_f64() * 1e6 / answers as f64,
                2,
            )
        })
    };
    let figures = Figures {
        rss_mb: rounded(server.memory()?.peak_mb, 1),
        idle_rss_mb: Some(rounded(idle_mb, 1)),
        server_cpu_us: per_answer(cpu_before.0, cpu_after.0),
        generator_cpu_us: per_answer(cpu_before.1, cpu_after.1),
        ..Figures::of(
            scenario,
            bench.databases.engine(),
            &bench.plan,
            &tally,
            &window,
        )
    };
    Ok((figures, window))
}

/// The number of a guest in [`DIGITS`].
pub fn digits(mut number: u64) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    digits
}

//! Reservations without HTTP: one durable transaction each, against the lanes.

use std::sync::Arc;

use super::{Bench, ENOUGH_PLACES, Scenario};
use crate::database::Database;
use crate::load::inside::{self, Work};
use crate::report::{Figures, rounded, say};
use crate::{Result, prepare, process};

/// One durable transaction per reservation.
pub fn single(bench: &Bench) -> Result<Vec<Figures>> {
    measure(bench, Scenario::StoreSingle.name(), prepare::store_single)
}

/// Reservations through the write lanes.
pub fn batch(bench: &Bench) -> Result<Vec<Figures>> {
    measure(bench, Scenario::StoreBatch.name(), prepare::store_batch)
}

fn measure(
    bench: &Bench,
    scenario: &'static str,
    open: fn(&Database, &str) -> Result<Arc<dyn Work>>,
) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    let programme = prepare::programme(&database, 1, ENOUGH_PLACES)?;
    let before = prepare::audit(&database)?;
    let work = open(&database, &programme.performances[0])?;
    let this = std::process::id();
    process::forget_peak(this)?;
    let (tally, window) = inside::run(work, &bench.plan)?;
    if let Some(problem) = &tally.first_problem {
        say(&format!(
            "{scenario}: the first problem of several: {problem}"
        ));
    }
    let figures = Figures {
        rss_mb: rounded(process::memory(this)?.peak_mb, 1),
        ..Figures::of(
            scenario,
            bench.databases.engine(),
            &bench.plan,
            &tally,
            &window,
        )
    };
    Ok(vec![figures.audited(
        before,
        prepare::audit(&database)?,
        |audit| audit.reservations,
    )])
}

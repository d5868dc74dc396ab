//! Whether a reservation costs more in a house with years of reservations.

use super::{Bench, ENOUGH_PLACES, Scenario, reserve};
use crate::report::{Figures, rounded, say};
use crate::{Result, prepare};

/// Reserves on an empty database, then on one with a history, and compares.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let measure = |history: usize| {
        let database = bench.databases.fresh();
        let programme = prepare::programme(&database, 1, ENOUGH_PLACES)?;
        if history > 0 {
            prepare::history(&database, &programme.performances[0], history)?;
            database.rest()?;
        }
        reserve::measure(
            bench,
            Scenario::History.name(),
            &database,
            programme.performances,
        )
    };
    let empty = measure(0)?;
    say(&format!(
        "history: {} per second on an empty database",
        empty.per_second
    ));
    let mut full = measure(bench.history)?;
    full.cost_ratio =
        (full.per_second > 0.0).then(|| rounded(empty.per_second / full.per_second, 3));
    Ok(vec![full])
}

//! Confirmations over HTTP.

use super::spend::{Purse, Spend};
use super::{Bench, ENOUGH_PLACES, Scenario, http};
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Confirms reservations that were prepared, each with the token of its e-mail.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    let programme = prepare::programme(&database, 1, ENOUGH_PLACES)?;
    let tokens =
        prepare::confirmation_tokens(&database, &programme.performances[0], bench.tokens())?;
    let before = prepare::audit(&database)?;
    let figures = http::measure(
        bench,
        Scenario::Confirm.name(),
        Program::foh(&database)?,
        |host| {
            let purse = Purse::new(host, "/api/reservations/confirm", "", tokens);
            bench.scripts(|caller| Spend::new(&purse, caller, bench.plan.concurrency))
        },
    )?;
    Ok(vec![figures.audited(
        before,
        prepare::audit(&database)?,
        |audit| audit.confirmed,
    )])
}

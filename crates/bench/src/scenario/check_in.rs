//! Check-ins over HTTP.

use super::spend::{Purse, Spend};
use super::{Bench, ENOUGH_PLACES, Scenario, http};
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Checks in guests with confirmed reservations that were prepared, as a member of staff with door duty.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    let programme = prepare::programme(&database, 1, ENOUGH_PLACES)?;
    let tokens = prepare::check_in_tokens(&database, &programme.performances[0], bench.tokens())?;
    let authorization = format!(
        "authorization: Bearer {}\r\n",
        prepare::door_token(&database)?
    );
    let before = prepare::audit(&database)?;
    let figures = http::measure(
        bench,
        Scenario::CheckIn.name(),
        Program::foh(&database)?,
        |host| {
            let purse = Purse::new(host, "/api/check-ins/confirm", &authorization, tokens);
            bench.scripts(|caller| Spend::new(&purse, caller, bench.plan.concurrency))
        },
    )?;
    Ok(vec![figures.audited(
        before,
        prepare::audit(&database)?,
        |audit| audit.check_ins,
    )])
}

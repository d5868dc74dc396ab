//! The limit of the stack on this machine.

use foh_testkit::workplace::Workplace;

use super::{Bench, Scenario, http};
use crate::load::script::Cycle;
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, hello};

/// Asks a bare axum server for a small JSON answer.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let workplace = Workplace::create("foh-bench", "KILL");
    let figures = http::measure(
        bench,
        Scenario::Hello.name(),
        Program::hello(workplace.path())?,
        |host| bench.scripts(|_| Cycle::get(host, "application/json", &[hello::PATH])),
    )?;
    Ok(vec![figures])
}

//! The public programme.

use super::{Bench, Scenario, http};
use crate::load::script::Cycle;
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Performances of a month in two rooms.
const PERFORMANCES: usize = 40;

/// Places of an ordinary room.
const PLACES: u32 = 120;

/// Reads shows and performances as JSON, then the first page as HTML; reported separately.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    prepare::programme(&database, PERFORMANCES, PLACES)?;
    let read = |name, accept, paths: &[&str]| {
        http::measure(bench, name, Program::foh(&database)?, |host| {
            bench.scripts(|_| Cycle::get(host, accept, paths))
        })
    };
    Ok(vec![
        read(
            Scenario::Programme.name(),
            "application/json",
            &["/api/shows", "/api/performances"],
        )?,
        read("programme-html", "text/html", &["/"])?,
    ])
}

//! Reservations over HTTP.

use std::sync::Arc;

use super::{Bench, ENOUGH_PLACES, Scenario, http};
use crate::database::Database;
use crate::load::script::{Script, json_head};
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Performances that reservations are spread over.
const SPREAD: usize = 1_000;

/// All for one performance.
pub fn hot(bench: &Bench) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    let programme = prepare::programme(&database, 1, ENOUGH_PLACES)?;
    Ok(vec![measure(
        bench,
        Scenario::ReserveHot.name(),
        &database,
        programme.performances,
    )?])
}

/// For many performances in turn.
pub fn spread(bench: &Bench) -> Result<Vec<Figures>> {
    let database = bench.databases.fresh();
    let programme = prepare::programme(&database, SPREAD, ENOUGH_PLACES)?;
    Ok(vec![measure(
        bench,
        Scenario::ReserveSpread.name(),
        &database,
        programme.performances,
    )?])
}

/// Reserves places of `performances` in `database` and counts.
pub fn measure(
    bench: &Bench,
    scenario: &'static str,
    database: &Database,
    performances: Vec<String>,
) -> Result<Figures> {
    let before = prepare::audit(database)?;
    let performances: Arc<[String]> = performances.into();
    let figures = http::measure(bench, scenario, Program::foh(database)?, |host| {
        bench.scripts(|caller| Reserve::new(host, &performances, caller, bench.plan.concurrency))
    })?;
    Ok(figures.audited(before, prepare::audit(database)?, |audit| {
        audit.reservations
    }))
}

/// Reserves one place after the other, each for another guest.
struct Reserve {
    performances: Arc<[String]>,
    head: String,
    guest: u64,
    callers: u64,
}

impl Reserve {
    fn new(host: &str, performances: &Arc<[String]>, caller: usize, callers: usize) -> Self {
        let mut body = Vec::new();
        write_body(&mut body, 0);
        Self {
            performances: Arc::clone(performances),
            head: format!("/reservations{}", json_head(host, "", body.len())),
            guest: caller as u64,
            callers: callers as u64,
        }
    }
}

impl Script for Reserve {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let count = self.performances.len() as u64;
        // The remainder is below a length.
        let turn = usize::try_from(self.guest % count).unwrap_or(0);
        out.extend_from_slice(b"POST /api/performances/");
        out.extend_from_slice(self.performances[turn].as_bytes());
        out.extend_from_slice(self.head.as_bytes());
        write_body(out, self.guest);
        self.guest += self.callers;
        true
    }
}

fn write_body(out: &mut Vec<u8>, guest: u64) {
    let number = http::digits(guest);
    out.extend_from_slice(b"{\"name\":\"Guest ");
    out.extend_from_slice(&number);
    out.extend_from_slice(b"\",\"email\":\"guest-");
    out.extend_from_slice(&number);
    out.extend_from_slice(b"@example.org\",\"party_size\":1}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_whole_and_as_long_as_it_says() {
        let performances: Arc<[String]> = vec!["first".to_owned(), "second".to_owned()].into();
        let mut script = Reserve::new("127.0.0.1:80", &performances, 3, 64);
        let mut out = Vec::new();
        assert!(script.next_request(&mut out));
        let request = String::from_utf8(out).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(
            "POST /api/performances/second/reservations HTTP/1.1\r\nhost: 127.0.0.1:80\r\n"
        ));
        assert!(head.contains(&format!("content-length: {}", body.len())));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).unwrap(),
            serde_json::json!({"name": "Guest 0000000003", "email": "guest-0000000003@example.org", "party_size": 1})
        );
    }

    #[test]
    fn callers_together_visit_every_performance_in_turn() {
        let performances: Arc<[String]> = (0..5)
            .map(|number| format!("p{number}"))
            .collect::<Vec<_>>()
            .into();
        let mut visits = [0; 5];
        for caller in 0..4 {
            let mut script = Reserve::new("h", &performances, caller, 4);
            for _ in 0..10 {
                let mut out = Vec::new();
                script.next_request(&mut out);
                let request = String::from_utf8(out).unwrap();
                let index = (0..5)
                    .find(|index| request.contains(&format!("/p{index}/")))
                    .unwrap();
                visits[index] += 1;
            }
        }
        assert_eq!(visits, [8; 5]);
    }
}

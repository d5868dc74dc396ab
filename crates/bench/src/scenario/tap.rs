//! Taps on the stock of the bar over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Bench, Scenario, http};
use crate::load::script::{Script, open_json_head};
use crate::report::Figures;
use crate::server::Program;
use crate::{Result, prepare};

/// Beverages of a well-stocked bar.
const MANY: usize = 500;

/// What is taken and what is put back: bodies of the same length.
const BODIES: [&str; 2] = [r#"{"adjustment":"-1"}"#, r#"{"adjustment":"+1"}"#];

/// Everybody taps on one stock; then on one of 500 after the other; reported separately.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    Ok(vec![
        tapped(bench, Scenario::Tap.name(), 1)?,
        tapped(bench, "tap-500", MANY)?,
    ])
}

fn tapped(bench: &Bench, name: &'static str, stocks: usize) -> Result<Figures> {
    let database = bench.databases.fresh();
    let bar = prepare::bar(&database, stocks)?;
    let before = prepare::audit(&database)?;
    let figures = http::measure(bench, name, Program::foh(&database)?, |host| {
        let counter = Counter::new(host, &bar.token, bar.stocks);
        bench.scripts(|_| Tap(Arc::clone(&counter)))
    })?;
    let after = prepare::audit(&database)?;
    Ok(figures.audited(before, after, |audit| audit.movements))
}

/// What all callers together tap on.
struct Counter {
    head: String,
    stocks: Vec<String>,
    next: AtomicUsize,
}

impl Counter {
    fn new(host: &str, token: &str, stocks: Vec<String>) -> Arc<Self> {
        let head = open_json_head(host, BODIES[0].len());
        Arc::new(Self {
            head: format!("/adjust{head}authorization: Bearer {token}\r\n"),
            stocks,
            next: AtomicUsize::new(0),
        })
    }
}

/// One caller, whose every tap has a key of its own, as a phone's.
struct Tap(Arc<Counter>);

impl Script for Tap {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let counter = &self.0;
        let number = counter.next.fetch_add(1, Ordering::Relaxed);
        let stock = &counter.stocks[number % counter.stocks.len()];
        // Taken the first time round, put back the next.
        let body = BODIES[number / counter.stocks.len() % BODIES.len()];
        out.extend_from_slice(b"POST /api/bar/stock/");
        out.extend_from_slice(stock.as_bytes());
        out.extend_from_slice(counter.head.as_bytes());
        out.extend_from_slice(b"idempotency-key: ");
        out.extend_from_slice(&http::digits(number as u64));
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(body.as_bytes());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_take_and_put_back_and_each_has_a_key() {
        let stocks = vec!["a".to_owned(), "b".to_owned()];
        let mut script = Tap(Counter::new("127.0.0.1:80", "foh_x", stocks));
        let requests: Vec<String> = (0..5)
            .map(|_| {
                let mut out = Vec::new();
                assert!(script.next_request(&mut out));
                String::from_utf8(out).unwrap()
            })
            .collect();
        let (head, body) = requests[3].split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("POST /api/bar/stock/b/adjust HTTP/1.1\r\nhost: 127.0.0.1:80\r\n")
        );
        assert!(head.contains("\r\nauthorization: Bearer foh_x\r\n"));
        assert!(head.ends_with("\r\nidempotency-key: 0000000003"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        let bodies = requests.iter().map(|request| &request[request.len() - 4..]);
        assert_eq!(
            bodies.collect::<Vec<_>>(),
            [r#"-1"}"#, r#"-1"}"#, r#"+1"}"#, r#"+1"}"#, r#"-1"}"#]
        );
    }
}

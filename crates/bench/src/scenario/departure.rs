//! Bookings of departures over HTTP.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Bench, Scenario, http};
use crate::load::script::{Script, open_json_head};
use crate::prepare::SEATS;
use crate::report::{Figures, say};
use crate::server::Program;
use crate::{Result, prepare};

/// So many want to travel by each bus: more than it has seats.
const WANTED: u64 = 50;

/// Everybody books a seat of a bus until it has been asked for by [`WANTED`], then of the next: always one hot departure.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let departures = bench.tokens().div_ceil(usize::try_from(SEATS)?);
    let database = bench.databases.fresh();
    let departures = prepare::timetable(&database, departures)?;
    let before = prepare::audit(&database)?;
    // Whoever connects is kept waiting: no payment is ever started, and no provider is measured.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = format!("http://{}", silent.local_addr()?);
    let program = Program::foh(&database)?.with(mobile_money(&address));
    let figures = http::measure(bench, Scenario::DepartureHot.name(), program, |host| {
        let wishes = Wishes::new(host, departures);
        bench.scripts(|_| Book::new(&wishes))
    })?;
    let after = prepare::audit(&database)?;
    let figures = figures.audited(before, after, |audit| audit.journeys);
    Ok(vec![checked(figures)])
}

/// MTN's protocol, spoken to `address` and nobody else.
fn mobile_money(address: &str) -> [(&'static str, OsString); 6] {
    [
        ("FOH_SANDBOX_LISTEN", "off".into()),
        ("FOH_MTN_URL", address.into()),
        ("FOH_MTN_ENVIRONMENT", "sandbox".into()),
        ("FOH_MTN_USER", uuid::Uuid::max().to_string().into()),
        ("FOH_MTN_KEY", "bench".into()),
        ("FOH_MTN_SUBSCRIPTION_KEY", "bench".into()),
    ]
}

/// The same, with whoever was told that a bus is full while it was not among the refused.
fn checked(figures: Figures) -> Figures {
    let full = figures.full.unwrap_or(0);
    let wrongly = bookable(figures.acknowledged + full).saturating_sub(figures.acknowledged);
    if wrongly > 0 {
        say(&format!(
            "departure-hot: {wrongly} were told of a full bus that had a seat"
        ));
    }
    Figures {
        refused: figures.refused + wrongly,
        ..figures
    }
}

/// How many of so many who asked, bus after bus, have a seat.
fn bookable(asked: u64) -> u64 {
    asked / WANTED * u64::from(SEATS) + (asked % WANTED).min(SEATS.into())
}

/// What all callers together wish for.
struct Wishes {
    head: String,
    departures: Vec<String>,
    next: AtomicUsize,
}

impl Wishes {
    fn new(host: &str, departures: Vec<String>) -> Arc<Self> {
        let mut body = Vec::new();
        write_body(&mut body, 0);
        Arc::new(Self {
            head: format!("/bookings{}", open_json_head(host, body.len())),
            departures,
            next: AtomicUsize::new(0),
        })
    }
}

/// One caller, who takes what is next.
struct Book {
    wishes: Arc<Wishes>,
}

impl Book {
    fn new(wishes: &Arc<Wishes>) -> Self {
        Self {
            wishes: Arc::clone(wishes),
        }
    }
}

impl Script for Book {
    fn next_request(&mut self, out: &mut Vec<u8>) -> bool {
        let number = self.wishes.next.fetch_add(1, Ordering::Relaxed) as u64;
        let bus = usize::try_from(number / WANTED).unwrap_or(usize::MAX);
        let Some(departure) = self.wishes.departures.get(bus) else {
            return false;
        };
        out.extend_from_slice(b"POST /api/schedules/");
        out.extend_from_slice(departure.as_bytes());
        out.extend_from_slice(self.wishes.head.as_bytes());
        out.extend_from_slice(b"idempotency-key: ");
        out.extend_from_slice(&http::digits(number));
        out.extend_from_slice(b"\r\n\r\n");
        write_body(out, number);
        true
    }

    fn is_right(&self, status: u16, body: &[u8]) -> bool {
        const FULL: &[u8] = b"\"status\":\"insufficient_seats\"";
        status == 409 && body.windows(FULL.len()).any(|words| words == FULL)
    }
}

fn write_body(out: &mut Vec<u8>, passenger: u64) {
    let number = http::digits(passenger);
    out.extend_from_slice(b"{\"passenger_name\":\"Passenger ");
    out.extend_from_slice(&number);
    // Numbers of Rwanda have nine digits after its code, the first two of them those of a mobile.
    out.extend_from_slice(b"\",\"phone_number\":\"+25078");
    out.extend_from_slice(&number[3..]);
    out.extend_from_slice(b"\",\"email\":\"passenger-");
    out.extend_from_slice(&number);
    out.extend_from_slice(b"@example.org\",\"payment_method\":\"mtn\",\"seats\":1}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(departures: usize) -> Vec<String> {
        let departures = (0..departures).map(|number| format!("d{number}")).collect();
        let mut script = Book::new(&Wishes::new("127.0.0.1:80", departures));
        let mut out = Vec::new();
        std::iter::from_fn(|| {
            out.clear();
            let more = script.next_request(&mut out);
            more.then(|| String::from_utf8(out.clone()).unwrap())
        })
        .collect()
    }

    #[test]
    fn a_request_is_whole_and_as_long_as_it_says() {
        let requests = requests(1);
        let (head, body) = requests[7].split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("POST /api/schedules/d0/bookings HTTP/1.1\r\nhost: 127.0.0.1:80\r\n")
        );
        assert!(head.ends_with("\r\nidempotency-key: 0000000007"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).unwrap(),
            serde_json::json!({
                "passenger_name": "Passenger 0000000007", "phone_number": "+250780000007",
                "email": "passenger-0000000007@example.org", "payment_method": "mtn", "seats": 1
            })
        );
    }

    #[test]
    fn more_want_each_bus_than_it_has_seats() {
        let requests = requests(3);
        let of = |bus: usize| {
            let path = format!("/d{bus}/");
            requests
                .iter()
                .filter(|request| request.contains(&path))
                .count() as u64
        };
        assert_eq!([of(0), of(1), of(2)], [WANTED; 3]);
        assert!(WANTED > SEATS.into());
    }

    #[test]
    fn only_a_full_bus_is_a_right_refusal() {
        let script = Book::new(&Wishes::new("h", Vec::new()));
        let full = br#"{"type":"x","status":"insufficient_seats","remaining":0}"#;
        assert!(script.is_right(409, full));
        assert!(!script.is_right(500, full));
        assert!(!script.is_right(409, br#"{"status":"departed"}"#));
    }

    #[test]
    fn whoever_is_told_of_a_full_bus_that_is_not_is_counted() {
        assert_eq!(
            [0, 39, 45, 50, 89, 99].map(bookable),
            [0, 39, 40, 40, 79, 80]
        );
        let told = |acknowledged, full| Figures {
            acknowledged,
            stored: Some(acknowledged),
            full: Some(full),
            ..Figures::sample("departure-hot")
        };
        let right = checked(told(80, 15));
        assert!(right.sound(), "{:?}", right.faults());
        assert_eq!(checked(told(79, 16)).refused, 1);
    }
}

//! Whoever is too slow on purpose does not hold a place for ever.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::{
    program::{Place, Serving},
    wire::{Outcome, answers, ask, connect, request},
};

const PATIENCE: Duration = Duration::from_mins(1);

/// Reads until the other side closes, and says how long that took and what was heard.
fn until_closed(mut stream: TcpStream, since: Instant) -> (Duration, String) {
    let mut said = Vec::new();
    // A reset is as good as an end.
    let _ = stream.read_to_end(&mut said);
    (
        since.elapsed(),
        String::from_utf8_lossy(&said).to_lowercase(),
    )
}

/// The head comes byte by byte, each second one, and never ends.
fn dripping_head(serving: &Serving) -> (Duration, String) {
    let mut stream = connect(serving.address, PATIENCE);
    let since = Instant::now();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ")
        .unwrap();
    let mut dripping = stream.try_clone().unwrap();
    let dripper = thread::spawn(move || {
        while since.elapsed() < PATIENCE && dripping.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_secs(1));
        }
    });
    let heard = until_closed(stream, since);
    dripper.join().unwrap();
    heard
}

#[test]
fn the_slow_are_sent_away_and_the_quick_are_served() {
    let mut place = Place::empty();
    let serving = place.serve();
    thread::scope(|scope| {
        let silent =
            scope.spawn(|| until_closed(connect(serving.address, PATIENCE), Instant::now()));
        let dripping = scope.spawn(|| dripping_head(&serving));
        let body = scope.spawn(|| {
            let mut stream = connect(serving.address, PATIENCE);
            let whole = request(
                "POST",
                "/api/reservations/confirm",
                "{\"token\":\"x\"}",
                false,
            );
            stream
                .write_all(&whole.as_bytes()[..whole.len() - 3])
                .unwrap();
            until_closed(stream, Instant::now())
        });
        // Meanwhile everybody else is served.
        for _ in 0..20 {
            assert!(answers(serving.address));
        }
        for (what, (time, said)) in [
            ("silent", silent.join().unwrap()),
            ("dripping", dripping.join().unwrap()),
        ] {
            assert!((8..15).contains(&time.as_secs()), "{what}: {time:?}");
            assert!(
                said.is_empty() || said.starts_with("http/1.1 408"),
                "{what}: {said}"
            );
        }
        let (time, said) = body.join().unwrap();
        assert!((15..28).contains(&time.as_secs()), "{time:?}");
        assert!(
            said.starts_with("http/1.1 408") && said.contains("\"timeout\""),
            "{said}"
        );
    });
    serving.stop();
}

#[test]
fn heads_are_not_endless() {
    let mut place = Place::empty();
    let serving = place.serve();
    let long = format!("x-long: {}\r\n\r\n", "x".repeat(64 * 1024));
    let head =
        request("GET", "/health/live", "", false).replace("\r\n\r\n", &format!("\r\n{long}"));
    let mut stream = connect(serving.address, PATIENCE);
    match ask(&mut stream, &head) {
        Outcome::Whole { status, .. } => assert_eq!(status, 431),
        Outcome::Nothing => {}
        Outcome::Torn(part) => assert!(part.starts_with("HTTP/1.1 431"), "{part}"),
    }
    let usual = request("GET", "/health/live", "", false).replace(
        "\r\n\r\n",
        &format!("\r\nx-long: {}\r\n\r\n", "x".repeat(8 * 1024)),
    );
    let mut stream = connect(serving.address, PATIENCE);
    assert!(matches!(
        ask(&mut stream, &usual),
        Outcome::Whole { status: 200, .. }
    ));
    serving.stop();
}

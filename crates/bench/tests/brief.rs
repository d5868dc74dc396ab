//! The bench measures the real program for a moment: what it reports must be sound on both engines.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::process::Command;

use serde_json::Value;

/// Runs the bench for a second and gives its lines.
fn bench(engine: &str, arguments: &[&str]) -> Vec<Value> {
    bench_for("1", engine, arguments)
}

fn bench_for(seconds: &str, engine: &str, arguments: &[&str]) -> Vec<Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_foh-bench"))
        .args(arguments)
        .args(["--engine", engine, "--alone", "--json"])
        .args(["--seconds", seconds])
        .args(["--warm-up", "0", "--concurrency", "8"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    String::from_utf8(run.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn count(line: &Value, name: &str) -> u64 {
    line[name]
        .as_u64()
        .unwrap_or_else(|| panic!("no {name} in {line}"))
}

fn sound(line: &Value, scenario: &str) {
    assert_eq!(line["scenario"], scenario);
    assert!(count(line, "acknowledged") > 0, "{line}");
    assert_eq!(count(line, "stored"), count(line, "acknowledged"));
    for fault in ["lost", "oversold", "miscounted", "refused", "broken"] {
        assert_eq!(count(line, fault), 0, "{fault} in {line}");
    }
}

#[test]
fn sessions_are_booked_and_facilitators_hear_of_it() {
    for engine in ["sqlite", "postgres"] {
        let scenarios = [
            "session-book",
            "notify",
            "--tokens",
            "300",
            "--facilitators",
            "20",
        ];
        let lines = bench(engine, &scenarios);
        let [book, notify] = lines.as_slice() else {
            panic!("two lines: {lines:?}");
        };
        sound(book, "session-book");
        assert_eq!(count(book, "incomplete"), 0);
        sound(notify, "notify");
        for fault in ["incomplete", "undelivered", "doubled"] {
            assert_eq!(count(notify, fault), 0, "{fault} in {notify}");
        }
        assert_eq!(count(notify, "listeners"), 20);
        assert!(notify["delivery_p99_ms"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn departures_are_booked_until_they_are_full() {
    for engine in ["sqlite", "postgres"] {
        // It ends when two buses have been asked for often enough.
        let lines = bench_for("120", engine, &["departure-hot", "--tokens", "80"]);
        let [book] = lines.as_slice() else {
            panic!("one line: {lines:?}");
        };
        sound(book, "departure-hot");
        assert_eq!(count(book, "incomplete"), 0);
        assert_eq!((count(book, "acknowledged"), count(book, "full")), (80, 20));
    }
}

#[test]
fn payments_are_taken_once_whenever_the_server_is_killed() {
    for engine in ["sqlite", "postgres"] {
        let lines = bench(engine, &["pay", "--tokens", "80"]);
        let [pay] = lines.as_slice() else {
            panic!("one line: {lines:?}");
        };
        assert_eq!(pay["scenario"], "pay");
        for fault in [
            "lost",
            "doubled",
            "incomplete",
            "rarely_told",
            "oversold",
            "miscounted",
            "refused",
            "broken",
        ] {
            assert_eq!(count(pay, fault), 0, "{fault} in {pay}");
        }
        assert_eq!(count(pay, "payments_taken"), count(pay, "payments_told"));
        assert!(count(pay, "payments_told") >= 40, "{pay}");
        assert_eq!(count(pay, "acknowledged"), 5 * count(pay, "payments_told"));
        assert_eq!(count(pay, "kills"), 2);
        assert!(count(pay, "cut_off") > 0, "{pay}");
    }
}

#[test]
fn taps_are_counted_once() {
    for engine in ["sqlite", "postgres"] {
        let lines = bench(engine, &["tap"]);
        let [one, many] = lines.as_slice() else {
            panic!("two lines: {lines:?}");
        };
        sound(one, "tap");
        sound(many, "tap-500");
    }
}

#[test]
fn reservations_are_made() {
    for engine in ["sqlite", "postgres"] {
        let lines = bench(engine, &["reserve-hot"]);
        let [reserve] = lines.as_slice() else {
            panic!("one line: {lines:?}");
        };
        sound(reserve, "reserve-hot");
    }
}

//! The time and randomness are arguments; two files alone ask the system for them.

use super::{
    Finding,
    exceptions::{Exception, covers},
    rust::{RustFile, contains_word},
};

const RULE: &str = "ambient";

const EXCEPTIONS: &[Exception] = &[
    Exception {
        path: "crates/app/src/clock.rs",
        reason: "the one place that asks for the time",
    },
    Exception {
        path: "crates/app/src/entropy.rs",
        reason: "the one place that asks for random bytes",
    },
];

/// `Instant::now` is free: a duration measured for a log or a delay decides nothing that is stored.
const CLOCKS: &[&str] = &[
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "Local::now",
];

const RANDOMNESS: &[&str] = &[
    "getrandom",
    "rand::",
    "fastrand",
    "OsRng",
    "thread_rng",
    "Uuid::now_v1",
    "Uuid::now_v6",
    "Uuid::now_v7",
    "Uuid::new_v1",
    "Uuid::new_v4",
    "RandomState::new",
];

/// Calls that make a result impossible to repeat.
pub fn check(files: &[RustFile]) -> Vec<Finding> {
    let checked = files.iter().filter(|file| !covers(EXCEPTIONS, &file.path));
    checked.flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, code) in file.product_lines() {
        let kinds = [
            (CLOCKS, "the time", "clock.rs"),
            (RANDOMNESS, "random bytes", "entropy.rs"),
        ];
        for (patterns, what, place) in kinds {
            for pattern in patterns
                .iter()
                .filter(|pattern| contains_word(code, pattern))
            {
                let message = format!(
                    "`{pattern}`: take {what} as an argument; only crates/app/src/{place} asks the system"
                );
                findings.push(Finding::new(RULE, &file.path, number, message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, CLOCKS, RANDOMNESS, check};

    #[test]
    fn every_ambient_call_is_found() {
        for pattern in CLOCKS.iter().chain(RANDOMNESS) {
            let text = format!("let x = {pattern}();");
            assert_eq!(
                check(&scan("crates/store/src/lane.rs", &text)).len(),
                1,
                "{pattern}"
            );
        }
    }

    #[test]
    fn what_is_injected_measured_or_tested_is_free() {
        for (path, text) in [
            ("crates/app/src/clock.rs", "Timestamp::now()"),
            ("crates/app/src/entropy.rs", "getrandom::fill(&mut bytes)"),
            (
                "crates/app/src/booking.rs",
                "clock.now(); Instant::now(); operand::add()",
            ),
            ("crates/app/src/booking.rs", "// Timestamp::now()"),
            (
                "crates/app/src/booking.rs",
                "#[cfg(test)]\nfn t() { Timestamp::now(); }",
            ),
            ("crates/bench/src/lib.rs", "SystemTime::now()"),
        ] {
            assert_eq!(check(&scan(path, text)), [], "{path}: {text}");
        }
    }
}

//! A running theatre does not panic: errors are values outside tests and start-up.

use super::{
    Finding,
    exceptions::{Exception, covers},
    rust::RustFile,
};

const RULE: &str = "panics";

const EXCEPTIONS: &[Exception] = &[Exception {
    path: "crates/foh/src/main.rs",
    reason: "start-up: before the first request nobody is harmed",
}];

const PATTERNS: &[&str] = &[".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("];

/// `unwrap` and `expect` in the product. Build scripts are free: they run on the developer's machine.
pub fn check(files: &[RustFile]) -> Vec<Finding> {
    let checked = files
        .iter()
        .filter(|file| !covers(EXCEPTIONS, &file.path) && !file.path.ends_with("/build.rs"));
    checked.flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Finding> {
    let calls = file.product_lines().flat_map(|(number, code)| {
        PATTERNS
            .iter()
            .filter(move |pattern| code.contains(**pattern))
            .map(move |pattern| (number, pattern))
    });
    calls
        .map(|(number, pattern)| {
            let message =
                format!("`{pattern}`: return an error; only tests and start-up may panic");
            Finding::new(RULE, &file.path, number, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, PATTERNS, check};

    #[test]
    fn every_panic_is_found() {
        for pattern in PATTERNS {
            let text = format!("fn a() {{ b\n    {pattern}\n}}");
            let findings = check(&scan("crates/app/src/booking.rs", &text));
            assert_eq!(
                findings
                    .iter()
                    .map(|finding| finding.line)
                    .collect::<Vec<_>>(),
                [2],
                "{pattern}"
            );
        }
    }

    #[test]
    fn tests_and_harmless_relatives_are_free() {
        for (path, text) in [
            ("crates/app/src/booking.rs", "a.unwrap_or(b); // c.unwrap()"),
            (
                "crates/app/src/booking.rs",
                "#[expect(clippy::x)]\nfn a() {}",
            ),
            (
                "crates/app/src/booking.rs",
                "#[cfg(test)]\nmod tests { fn a() { b.unwrap() } }",
            ),
            ("crates/app/tests/a.rs", "a.unwrap()"),
            ("crates/testkit/src/lib.rs", "a.unwrap()"),
            ("crates/web/build.rs", "a.unwrap()"),
            ("crates/foh/src/main.rs", "a.expect(\"start\")"),
        ] {
            assert_eq!(check(&scan(path, text)), [], "{path}: {text}");
        }
    }
}

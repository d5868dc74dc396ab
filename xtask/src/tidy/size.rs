//! A file has one subject; one that has grown too long has two.

use super::{Finding, rust::RustFile};

const RULE: &str = "size";

/// Above this a file is worth a look.
const LONG_LINES: usize = 300;

/// Above this it is split.
const LIMIT_LINES: usize = 500;

/// Files over the limit, and files that are merely long.
pub fn check(files: &[RustFile]) -> (Vec<Finding>, Vec<Finding>) {
    let long = files
        .iter()
        .filter(|file| file.path.contains("src/") && file.lines.len() > LONG_LINES);
    let findings = long.map(|file| {
        let lines = file.lines.len();
        let finding = Finding::new(
            RULE,
            &file.path,
            0,
            format!("{lines} lines; the aim is {LONG_LINES}, the limit {LIMIT_LINES}"),
        );
        (lines > LIMIT_LINES, finding)
    });
    let (too_long, long): (Vec<_>, Vec<_>) = findings.partition(|(too_long, _)| *too_long);
    let bare =
        |findings: Vec<(bool, Finding)>| findings.into_iter().map(|(_, finding)| finding).collect();
    (bare(too_long), bare(long))
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, check};

    #[test]
    fn long_files_are_found() {
        for (path, lines, too_long, long) in [
            ("crates/app/src/a.rs", 300, 0, 0),
            ("crates/app/src/a.rs", 301, 0, 1),
            ("crates/app/src/a.rs", 500, 0, 1),
            ("crates/app/src/a.rs", 501, 1, 0),
            ("xtask/src/a.rs", 501, 1, 0),
            ("crates/app/tests/a.rs", 501, 0, 0),
        ] {
            let found = check(&scan(path, &"x\n".repeat(lines)));
            assert_eq!(
                (found.0.len(), found.1.len()),
                (too_long, long),
                "{path} {lines}"
            );
        }
    }
}

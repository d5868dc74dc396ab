//! What `docs/security.md` promises is shown by tests that exist.

use super::{Finding, rust::RustFile, tree::TextFile};

const RULE: &str = "promises";

/// Names of tests, written as `` `path/to/file.rs::name` ``, that no file has; and lines of a table that name none.
pub fn check(document: Option<&TextFile>, files: &[RustFile]) -> Vec<Finding> {
    let Some(document) = document else {
        let missing = "what is promised, and which test shows it, must be written down";
        return vec![Finding::new(RULE, "docs/security.md", 0, missing)];
    };
    let rows = (1..).zip(document.text.lines());
    let mut findings = Vec::new();
    for (number, row) in rows.filter(|(_, row)| is_promise(row)) {
        let mut tests = tests_of(row).peekable();
        if tests.peek().is_none() {
            let message = "a promise that no test shows";
            findings.push(Finding::new(RULE, &document.path, number, message));
        }
        for (path, name) in tests.filter(|(path, name)| !exists(files, path, name)) {
            let message = format!("there is no test `{name}` in {path}");
            findings.push(Finding::new(RULE, &document.path, number, message));
        }
    }
    findings
}

/// A line of a table that is neither its head nor the rule below it.
fn is_promise(row: &str) -> bool {
    row.starts_with("| ") && !row.starts_with("| promise ")
}

fn tests_of(row: &str) -> impl Iterator<Item = (&str, &str)> {
    row.split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|quoted| quoted.split_once("::"))
}

fn exists(files: &[RustFile], path: &str, name: &str) -> bool {
    let declared = format!("fn {name}(");
    files
        .iter()
        .filter(|file| file.path == path)
        .any(|file| file.all_lines().any(|(_, code)| code.contains(&declared)))
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, TextFile, check};

    fn document(text: &str) -> TextFile {
        TextFile {
            path: "docs/security.md".into(),
            text: text.into(),
        }
    }

    #[test]
    fn a_promise_names_tests_that_exist() {
        let files = scan("crates/a/tests/a.rs", "fn it_holds() {}\n// fn it_is_said(");
        let found = |row: &str| {
            let text = format!("| promise | kept in | shown by |\n|---|---|---|\n{row}\n");
            check(Some(&document(&text)), &files).len()
        };
        for (row, faults) in [
            ("| x | `a.rs` | `crates/a/tests/a.rs::it_holds` |", 0),
            ("| x | `a.rs` | |", 1),
            ("| x | y | `crates/a/tests/a.rs::it_is_gone` |", 1),
            ("| x | y | `crates/a/tests/a.rs::it_is_said` |", 1),
            ("| x | y | `crates/b/tests/a.rs::it_holds` |", 1),
            ("no table at all", 0),
        ] {
            assert_eq!(found(row), faults, "{row}");
        }
        assert_eq!(check(None, &files).len(), 1);
    }
}

//! The rules of the house that no compiler checks, one file each.
//!
//! A rule is a function from what it looks at to findings. The scan of Rust code knows comments, strings and
//! `#[cfg(test)]`, not types: a rule is a habit checked cheaply, not a proof.

mod ambient;
mod dependencies;
mod engines;
mod exceptions;
mod leftovers;
mod migrations;
mod panics;
mod promises;
mod rust;
mod size;
mod templates;
mod tree;

use std::{fmt, path::Path, process::ExitCode};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    /// Counted from 1; 0 for the whole file.
    line: usize,
    rule: &'static str,
    message: String,
}

impl Finding {
    fn new(rule: &'static str, path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            rule,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            rule,
            message,
        } = self;
        match line {
            0 => write!(f, "{path}: {rule}: {message}"),
            _ => write!(f, "{path}:{line}: {rule}: {message}"),
        }
    }
}

/// What all rules found.
#[derive(Debug, Default)]
pub struct Report {
    /// These fail the check.
    failures: Vec<Finding>,
    /// These are worth a look.
    warnings: Vec<Finding>,
}

/// `xtask tidy`: prints the findings; fails if there are failures.
pub fn command(root: &Path) -> ExitCode {
    let report = check(root);
    for warning in &report.warnings {
        println!("warning: {warning}");
    }
    for failure in &report.failures {
        println!("{failure}");
    }
    println!(
        "tidy: {} failures, {} warnings",
        report.failures.len(),
        report.warnings.len()
    );
    if report.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn check(root: &Path) -> Report {
    let tree = tree::Tree::read(root);
    let mut failures = dependencies::check(&dependencies::members(root));
    failures.extend(engines::check(&tree.rust));
    failures.extend(ambient::check(&tree.rust));
    failures.extend(panics::check(&tree.rust));
    failures.extend(leftovers::check(&tree.rust));
    failures.extend(promises::check(tree.security.as_ref(), &tree.rust));
    failures.extend(templates::check(&tree.templates));
    failures.extend(migrations::check(
        &tree.sqlite_migrations,
        &tree.postgres_migrations,
    ));
    let (too_long, long) = size::check(&tree.rust);
    failures.extend(too_long);
    failures.sort();
    Report {
        failures,
        warnings: long,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspace_is_tidy() {
        let lines: Vec<String> = super::check(crate::root())
            .failures
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
    }
}

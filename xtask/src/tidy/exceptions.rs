//! Places where a rule does not hold, each with its reason.

/// A file, or everything below a folder if the path ends with a slash.
pub struct Exception {
    pub path: &'static str,
    /// For the reader of the table; a rule without a reason for its exceptions is no rule.
    #[allow(dead_code, reason = "read by people")]
    pub reason: &'static str,
}

/// Whether a path is one of the exceptions.
pub fn covers(exceptions: &[Exception], path: &str) -> bool {
    exceptions.iter().any(|exception| {
        if exception.path.ends_with('/') {
            path.starts_with(exception.path)
        } else {
            path == exception.path
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Exception, covers};

    #[test]
    fn files_are_exact_and_folders_are_prefixes() {
        let table = [
            Exception {
                path: "crates/foh/src/main.rs",
                reason: "",
            },
            Exception {
                path: "crates/bench/",
                reason: "",
            },
        ];
        for (path, expected) in [
            ("crates/foh/src/main.rs", true),
            ("crates/foh/src/main.rs2", false),
            ("crates/bench/src/lib.rs", true),
            ("crates/benches/src/lib.rs", false),
        ] {
            assert_eq!(covers(&table, path), expected, "{path}");
        }
    }
}

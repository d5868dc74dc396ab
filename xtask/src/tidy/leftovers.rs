//! Nothing half-done is kept, in tests neither: a test that never runs proves nothing.

use super::{
    Finding,
    rust::{RustFile, contains_word},
};

const RULE: &str = "leftovers";

const PATTERNS: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore"];

/// Placeholders, debugging output and tests that are switched off.
pub fn check(files: &[RustFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Finding> {
    let found = file.all_lines().flat_map(|(number, code)| {
        PATTERNS
            .iter()
            .filter(move |pattern| contains_word(code, pattern))
            .map(move |pattern| (number, pattern))
    });
    found
        .map(|(number, pattern)| {
            Finding::new(
                RULE,
                &file.path,
                number,
                format!("`{pattern}`: finish it or remove it"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, PATTERNS, check};

    #[test]
    fn every_leftover_is_found_in_product_and_tests() {
        for pattern in PATTERNS {
            for path in ["crates/app/src/booking.rs", "crates/app/tests/booking.rs"] {
                assert_eq!(
                    check(&scan(path, &format!("    {pattern}(x)]"))).len(),
                    1,
                    "{path}: {pattern}"
                );
            }
        }
        let free = "// todo!()\nlet a = \"dbg!\"; mytodo!(); #[cfg_attr(x, y)]";
        assert_eq!(check(&scan("crates/app/src/booking.rs", free)), []);
    }
}

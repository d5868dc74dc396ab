//! A rough reading of Rust: code without comments and the insides of strings, and what of it is test code.

use super::tree::TextFile;
use std::collections::BTreeSet;

mod blank;
mod regions;

/// A Rust file, line by line.
#[derive(Debug)]
pub struct RustFile {
    pub path: String,
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Comments and the insides of strings are blanks; columns are kept.
    pub code: String,
    /// Whether it is compiled for tests only.
    pub test: bool,
}

impl RustFile {
    /// Line numbers and code of what is compiled into the product.
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.all_lines()
            .filter(|(number, _)| !self.lines[number - 1].test)
    }

    /// Line numbers and code of everything.
    pub fn all_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line.code.as_str()))
    }
}

/// Scans files that belong together: a module declared `#[cfg(test)] mod x;` makes another file test code.
pub fn scan_all(files: impl IntoIterator<Item = TextFile>) -> Vec<RustFile> {
    let mut scanned = Vec::new();
    let mut test_modules = BTreeSet::new();
    for file in files {
        let code = blank::blank(&file.text);
        let regions = regions::find(&code);
        let folder = module_folder(&file.path);
        test_modules.extend(
            regions
                .modules
                .iter()
                .map(|module| format!("{folder}/{module}")),
        );
        let everything = is_test_path(&file.path);
        let lines = code.lines().enumerate().map(|(index, code)| Line {
            code: code.to_owned(),
            test: everything || regions.lines.contains(&index),
        });
        scanned.push(RustFile {
            lines: lines.collect(),
            path: file.path,
        });
    }
    for file in &mut scanned {
        let within = |module: &String| {
            let rest = file.path.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        if test_modules.iter().any(within) {
            file.lines.iter_mut().for_each(|line| line.test = true);
        }
    }
    scanned
}

/// One file alone, for the tests of rules.
#[cfg(test)]
pub fn scan(path: &str, text: &str) -> Vec<RustFile> {
    scan_all([TextFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }])
}

/// Whether a pattern occurs as whole words: not as a part of a longer name.
pub fn contains_word(code: &str, pattern: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(pattern).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + pattern.len()..].chars().next();
        let joins_before = before.is_some_and(is_name) && pattern.starts_with(is_name);
        let joins_after = after.is_some_and(is_name) && pattern.ends_with(is_name);
        !joins_before && !joins_after
    })
}

/// Whole crates and folders that never become part of the product.
fn is_test_path(path: &str) -> bool {
    ["crates/testkit/", "crates/bench/", "xtask/", "tests/"]
        .iter()
        .any(|folder| path.starts_with(folder))
        || ["/tests/", "/benches/", "/examples/"].iter().any(|folder| {
            // `crates/x/tests/`, but not a module folder such as `crates/x/src/tests/`, which must be declared so.
            path.find(folder)
                .is_some_and(|at| !path[..at].contains("/src"))
        })
}

/// Where the modules declared in a file lie.
fn module_folder(path: &str) -> String {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    if matches!(name, "lib" | "main" | "mod") {
        folder.to_owned()
    } else {
        stem.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{TextFile, contains_word, scan, scan_all};

    #[test]
    fn words_are_whole() {
        for (code, pattern, expected) in [
            ("rand::random()", "rand::", true),
            ("operand::random()", "rand::", false),
            ("a.b(OsRng)", "OsRng", true),
            ("OsRngs", "OsRng", false),
            ("x.unwrap()", ".unwrap()", true),
        ] {
            assert_eq!(contains_word(code, pattern), expected, "{code}");
        }
    }

    #[test]
    fn test_code_is_told_from_the_product() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
        let file = &scan("crates/app/src/lib.rs", text)[0];
        let product: Vec<usize> = file.product_lines().map(|(number, _)| number).collect();
        assert_eq!(product, [1, 6]);
        for path in [
            "crates/testkit/src/lib.rs",
            "crates/app/tests/a.rs",
            "crates/app/benches/a.rs",
            "tests/browser/src/lib.rs",
        ] {
            assert_eq!(scan(path, text)[0].product_lines().count(), 0, "{path}");
        }
        assert_eq!(
            scan("crates/app/src/tests/a.rs", text)[0]
                .product_lines()
                .count(),
            2
        );
    }

    #[test]
    fn a_test_module_in_its_own_file_is_test_code() {
        let file = |path: &str, text: &str| TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let files = scan_all([
            file(
                "crates/app/src/lib.rs",
                "mod desk;\n#[cfg(test)]\nmod world;\n",
            ),
            file("crates/app/src/world.rs", "fn a() {}\n"),
            file("crates/app/src/world/help.rs", "fn a() {}\n"),
            file("crates/app/src/worldwide.rs", "fn a() {}\n"),
            file("crates/app/src/desk.rs", "#[cfg(test)]\nmod tests;\n"),
            file("crates/app/src/desk/tests.rs", "fn a() {}\n"),
        ]);
        let product: Vec<usize> = files
            .iter()
            .map(|file| file.product_lines().count())
            .collect();
        assert_eq!(product, [1, 0, 0, 1, 0, 0]);
    }
}

//! Reads the files of the checkout that rules look at.

use super::rust::{self, RustFile};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file that is not Rust: its path from the root of the checkout, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    pub path: String,
    pub text: String,
}

/// The files of the checkout.
#[derive(Debug)]
pub struct Tree {
    pub rust: Vec<RustFile>,
    pub templates: Vec<TextFile>,
    pub security: Option<TextFile>,
    pub sqlite_migrations: Vec<TextFile>,
    pub postgres_migrations: Vec<TextFile>,
}

impl Tree {
    pub fn read(root: &Path) -> Self {
        let sources = ["crates", "xtask", "tests"]
            .iter()
            .flat_map(|folder| read(root, folder, &["rs"]));
        let templates = ["crates/web/templates", "crates/sandbox/templates"]
            .iter()
            .flat_map(|folder| read(root, folder, &["html", "svg", "xml"]));
        Self {
            rust: rust::scan_all(sources),
            templates: templates.collect(),
            security: read(root, "docs", &["md"])
                .into_iter()
                .find(|file| file.path == "docs/security.md"),
            sqlite_migrations: read(root, "crates/store/migrations/sqlite", &["sql"]),
            postgres_migrations: read(root, "crates/store/migrations/postgres", &["sql"]),
        }
    }
}

/// All files with one of these extensions below a folder, sorted by path; none if there is no such folder.
fn read(root: &Path, folder: &str, extensions: &[&str]) -> Vec<TextFile> {
    let mut found = Vec::new();
    collect(&root.join(folder), extensions, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| TextFile {
            text: fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            path: path
                .strip_prefix(root)
                .expect("a path below the root")
                .display()
                .to_string(),
        })
        .collect()
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, extensions, found);
        } else if extensions.contains(&extension) {
            found.push(path);
        }
    }
}

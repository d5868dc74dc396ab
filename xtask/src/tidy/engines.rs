//! Only the engine files know which database engines there are.

use super::{
    Finding,
    exceptions::{Exception, covers},
    rust::RustFile,
};

const RULE: &str = "engines";

/// Test code and whole test crates are free to name engines, as they run on both.
const EXCEPTIONS: &[Exception] = &[
    Exception {
        path: "crates/store/src/sqlite.rs",
        reason: "an engine",
    },
    Exception {
        path: "crates/store/src/sqlite/",
        reason: "an engine",
    },
    Exception {
        path: "crates/store/src/postgres.rs",
        reason: "an engine",
    },
    Exception {
        path: "crates/store/src/postgres/",
        reason: "an engine",
    },
    Exception {
        path: "crates/store/src/dialect.rs",
        reason: "what differs between the engines",
    },
    Exception {
        path: "crates/store/src/lib.rs",
        reason: "declares the engine modules",
    },
    Exception {
        path: "crates/store/src/database.rs",
        reason: "opens one engine by the scheme of a URL",
    },
    Exception {
        path: "crates/store/src/tx.rs",
        reason: "the enum whose variants are the engines; everybody else sees its methods",
    },
    Exception {
        path: "crates/store/src/migrations.rs",
        reason: "names the folder of migrations of each engine",
    },
    Exception {
        path: "crates/foh/src/config.rs",
        reason: "the default and the check of the database URL",
    },
];

/// Names in code (not in strings or comments) that contain the name of an engine.
pub fn check(files: &[RustFile]) -> Vec<Finding> {
    let checked = files.iter().filter(|file| !covers(EXCEPTIONS, &file.path));
    checked.flat_map(check_file).collect()
}

fn check_file(file: &RustFile) -> Vec<Finding> {
    let names = file.product_lines().flat_map(|(number, code)| {
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        words
            .filter(|word| names_engine(word))
            .map(move |word| (number, word))
    });
    names
        .map(|(number, word)| {
            let message = format!("`{word}`: engines are named in crates/store/src/{{sqlite,postgres,dialect}}.rs only");
            Finding::new(RULE, &file.path, number, message)
        })
        .collect()
}

fn names_engine(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["sqlite", "postgres", "psql"]
        .iter()
        .any(|engine| word.contains(engine))
}

#[cfg(test)]
mod tests {
    use super::{super::rust::scan, check};

    #[test]
    fn an_engine_named_elsewhere_is_found() {
        for (path, text, expected) in [
            ("crates/store/src/booking.rs", "use rusqlite::Row;", 1),
            (
                "crates/store/src/booking.rs",
                "if let Tx::Postgres(tx) = tx {}",
                1,
            ),
            ("crates/app/src/booking.rs", "fn open_sqlite() {}", 1),
            (
                "crates/app/src/booking.rs",
                "// as in SQLite\nlet a = \"postgres://\";",
                0,
            ),
            (
                "crates/app/src/booking.rs",
                "#[cfg(test)]\nmod tests { use postgres::Client; }",
                0,
            ),
            ("crates/store/src/postgres.rs", "use postgres::Client;", 0),
            ("crates/store/tests/both.rs", "mod sqlite {}", 0),
            ("crates/bench/src/lib.rs", "fn sqlite() {}", 0),
        ] {
            assert_eq!(check(&scan(path, text)).len(), expected, "{path}: {text}");
        }
    }
}

//! Where the data is.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// One of the two engines. `Debug` and `Display` show no user and no password.
#[derive(Debug)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: a file on this machine.
    Embedded(PathBuf),
    /// `postgres://…`: a server, shared by several nodes.
    Server(SecretString),
}

impl DatabaseUrl {
    /// Reads the URL; a relative path starts at `directory`.
    pub(super) fn parse(text: &str, directory: &Path) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("sqlite", path)) => embedded(path, directory),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => server(text),
            Some((scheme, _)) if is_scheme(scheme) => Err(format!(
                "the scheme {scheme:?} is none of sqlite, postgres, postgresql"
            )),
            _ => Err("is not a database URL".to_owned()),
        }
    }
}

fn embedded(path: &str, directory: &Path) -> Result<DatabaseUrl, String> {
    if path.is_empty() {
        return Err("names no file".to_owned());
    }
    // `sqlite://name` means a host to some programs and a path to others.
    if path.starts_with("//") && !path.starts_with("///") {
        return Err("has // before the path; relative paths are written sqlite:PATH".to_owned());
    }
    if path.contains(":memory:") {
        return Err("is a database in memory, which would be empty after every start".to_owned());
    }
    if path.contains(['?', '\0']) || path.ends_with('/') {
        return Err("is not the path of a file; parameters are not supported".to_owned());
    }
    Ok(DatabaseUrl::Embedded(directory.join(path)))
}

fn server(text: &str) -> Result<DatabaseUrl, String> {
    // The driver reads the rest; it knows hosts and parameters this program need not know.
    match Url::parse(text) {
        Ok(_) => Ok(DatabaseUrl::Server(text.into())),
        Err(fault) => Err(format!(
            "is not a valid URL ({fault}); special characters in the password are written %XX"
        )),
    }
}

/// Whether this can be told: a mistaken value may begin with a password instead.
fn is_scheme(text: &str) -> bool {
    const KNOWN: [&str; 6] = ["mysql", "mariadb", "mssql", "file", "http", "https"];
    KNOWN.contains(&text)
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(path) => write!(f, "SQLite at {}", path.display()),
            Self::Server(url) => {
                let url = Url::parse(url.expose_secret()).ok();
                match url.as_ref().and_then(Url::host_str) {
                    Some(host) if !host.is_empty() => write!(f, "PostgreSQL at {host}"),
                    _ => f.write_str("PostgreSQL"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_working_directory() {
        let directory = Path::new("/srv/foh");
        for (text, path) in [
            ("sqlite:foh.sqlite3", "/srv/foh/foh.sqlite3"),
            ("sqlite:data/foh.db", "/srv/foh/data/foh.db"),
            ("sqlite:/var/lib/foh.db", "/var/lib/foh.db"),
            ("sqlite:///var/lib/foh.db", "/var/lib/foh.db"),
        ] {
            let DatabaseUrl::Embedded(found) = DatabaseUrl::parse(text, directory).unwrap() else {
                panic!("{text} is embedded");
            };
            assert_eq!(found, Path::new(path), "{text}");
        }
    }

    #[test]
    fn a_server_is_shown_without_its_password() {
        for (text, shown) in [
            ("postgres://foh:hunter2@db:5432/foh", "PostgreSQL at db"),
            (
                "postgresql://foh:hunter2@db.example.org/foh",
                "PostgreSQL at db.example.org",
            ),
            (
                "postgres:///foh?host=/run/postgresql&password=hunter2",
                "PostgreSQL",
            ),
        ] {
            let database = DatabaseUrl::parse(text, Path::new("/")).unwrap();
            assert_eq!(database.to_string(), shown);
            assert!(!format!("{database:?}").contains("hunter2"));
        }
    }

    #[test]
    fn a_fault_is_named_and_quotes_no_password() {
        for (text, problem) in [
            ("mysql://foh:hunter2@db/foh", "scheme \"mysql\""),
            ("hunter2:hunter2@db", "is not a database URL"),
            ("foh.sqlite3", "is not a database URL"),
            ("postgres:hunter2", "is not a database URL"),
            ("postgres://foh:hunter2/x@db/foh", "is not a valid URL"),
            ("sqlite:", "names no file"),
            ("sqlite:data/", "is not the path of a file"),
            ("sqlite://foh.db", "has // before the path"),
            ("sqlite::memory:", "in memory"),
            ("sqlite:foh.db?mode=ro", "parameters are not supported"),
        ] {
            let told = DatabaseUrl::parse(text, Path::new("/")).unwrap_err();
            assert!(told.contains(problem), "{text}: {told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

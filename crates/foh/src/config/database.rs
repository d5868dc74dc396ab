//! Where the data is.

use std::fmt;
use std::net::IpAddr;
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

    /// Whether nothing in the URL keeps the driver from talking to a server on another machine without TLS. Who has
    /// written `sslmode=disable` has decided so.
    pub(super) fn may_travel_in_the_clear(&self) -> bool {
        let Self::Server(url) = self else {
            return false;
        };
        let Ok(url) = Url::parse(url.expose_secret()) else {
            return false;
        };
        let parameter = |wanted: &str| {
            let mut pairs = url.query_pairs();
            pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let decided = parameter("sslmode").is_some_and(|mode| mode != "prefer");
        let hosts = match url.host_str() {
            Some(host) if !host.is_empty() => host.to_owned(),
            _ => parameter("host").unwrap_or_default(),
        };
        !decided && !hosts.split(',').all(is_this_machine)
    }
}

/// A loopback address, or the directory of a socket.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.is_empty()
        || host == "localhost"
        || host.starts_with('/')
        || host.to_ascii_lowercase().starts_with("%2f")
        || bare
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
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
    fn other_machines_are_reached_by_tls_unless_somebody_decided_otherwise() {
        for (text, open) in [
            ("sqlite:foh.sqlite3", false),
            ("postgres://foh@db/foh", true),
            (
                "postgres://foh@db.example.org:5432/foh?sslmode=prefer",
                true,
            ),
            ("postgres://foh@10.0.0.7/foh", true),
            ("postgres:///foh?host=db", true),
            ("postgres:///foh?host=/run/postgresql,db", true),
            ("postgres://foh@db/foh?sslmode=require", false),
            ("postgres://foh@db/foh?sslmode=disable", false),
            ("postgres://foh@localhost/foh", false),
            ("postgres://foh@127.0.0.1:5432/foh", false),
            ("postgres://foh@[::1]/foh", false),
            ("postgres://foh@%2Frun%2Fpostgresql/foh", false),
            ("postgres:///foh?host=/run/postgresql", false),
        ] {
            let database = DatabaseUrl::parse(text, Path::new("/")).unwrap();
            assert_eq!(database.may_travel_in_the_clear(), open, "{text}");
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

//! Databases of single tests, copied from a template that is built once.

use super::{Cluster, off_runtime, quote};
use crate::workplace::unique_name;
use std::thread;

impl Cluster {
    /// A new database with a name of its own, removed when the value is dropped: empty, or a copy of `template`.
    pub fn temporary_database(&self, template: Option<&str>) -> TemporaryDatabase<'_> {
        let name = unique_name("test");
        self.create_from_template(template.unwrap_or("template0"), &name);
        TemporaryDatabase {
            cluster: self,
            name,
        }
    }

    /// Makes sure that the template database `name` exists; the first of all processes that ask
    /// builds it, with `build` receiving the URL of an empty database, and the others wait for it.
    pub fn ensure_template(&self, name: &str, build: impl FnOnce(&str) + Send) {
        off_runtime(|| {
            let mut admin = self.connect("postgres");
            let key = format!("foh-testkit template {name}");
            admin
                .execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", &[&key])
                .expect("lock");
            let exists = admin
                .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
                .expect("look for the template");
            if exists.is_none() {
                // Built under another name: a build that panics leaves no half-made template behind.
                let draft = format!("{name}_draft");
                self.drop_database(&draft);
                self.create_database(&draft);
                build(&self.url(&draft));
                let rename = format!("ALTER DATABASE {} RENAME TO {}", quote(&draft), quote(name));
                self.admin_when_free(&rename);
            }
        });
    }
}

/// A database of one test; see [`Cluster::temporary_database`].
#[derive(Debug)]
pub struct TemporaryDatabase<'a> {
    cluster: &'a Cluster,
    name: String,
}

impl TemporaryDatabase<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }
}

impl Drop for TemporaryDatabase<'_> {
    fn drop(&mut self) {
        // A failing test may have stopped its server; a second panic would hide the first.
        if !thread::panicking() {
            self.cluster.drop_database(&self.name);
        }
    }
}

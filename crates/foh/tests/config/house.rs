//! A working directory with an environment, as the program finds them.

use std::fs;
use std::path::Path;

use foh::config::{Config, Fault, Faults, Sources};
use tempfile::TempDir;

/// A secret key that could be one.
pub const KEY: &str = "x5Y8PpD1mB0v3nq7Kc2LrT9eWfJ4aHsUoZ6gQiRkNEw=";

/// A working directory with an environment.
pub struct House {
    directory: TempDir,
    environment: Vec<(String, String)>,
}

impl House {
    pub fn new() -> Self {
        Self {
            directory: TempDir::new().unwrap(),
            environment: Vec::new(),
        }
    }

    /// Everything production asks for.
    pub fn in_production() -> Self {
        Self::new()
            .with("FOH_MODE", "production")
            .with("FOH_SITE_BASE_URL", "https://tickets.example.org")
            .with("FOH_SMTP_URL", "smtps://user:hunter2@mail.example.org")
            .with("FOH_MAIL_FROM", "Box Office <tickets@example.org>")
            .with("FOH_SECRET_KEY", KEY)
    }

    /// Sets a variable, or unsets it with an empty value.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.retain(|(name, _)| name != variable);
        self.environment.push((variable.into(), value.into()));
        self
    }

    pub fn with_file(self, text: &str) -> Self {
        fs::write(self.path().join("foh.toml"), text).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn sources(&self) -> Sources {
        let environment = self.environment.iter();
        Sources {
            directory: self.path().to_owned(),
            file: None,
            environment: environment.map(|(k, v)| (k.into(), v.into())).collect(),
        }
    }

    pub fn load(&self) -> Result<Config, Faults> {
        Config::load(&self.sources(), || Ok([7; 32]))
    }

    pub fn faults(&self) -> Faults {
        self.load().expect_err("the settings are faulty")
    }

    /// The single fault there should be.
    pub fn fault(&self) -> Fault {
        let faults = self.faults();
        assert_eq!(faults.as_slice().len(), 1, "{faults}");
        faults.as_slice()[0].clone()
    }
}

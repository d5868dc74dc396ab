//! The raw settings: every known key with what was written for it, and where.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::{Fault, Faults, Key, Origin, file};

/// Where settings are looked for.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The working directory: relative paths start here, and `foh.toml` is looked for here.
    pub directory: PathBuf,
    /// The file named by `--config`. It must exist; `foh.toml` need not.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(OsString, OsString)>,
}

impl Sources {
    /// The working directory and environment of this process.
    ///
    /// # Errors
    /// When the working directory no longer exists.
    pub fn of_this_process(file: Option<PathBuf>) -> std::io::Result<Self> {
        Ok(Self {
            directory: std::env::current_dir()?,
            file,
            environment: std::env::vars_os().collect(),
        })
    }
}

/// What was written for a key.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    /// Only `limits`.
    Table(Vec<(String, String)>),
}

/// What was written for a key, and where.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// Everything that was set, and the faults found so far.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) file: BTreeMap<Key, Setting>,
    pub(super) environment: BTreeMap<Key, Setting>,
    pub(super) faults: Faults,
}

impl Settings {
    /// Reads file and environment.
    ///
    /// # Errors
    /// When the file cannot be read or is not TOML: other faults could then be mistaken.
    pub(super) fn read(sources: &Sources) -> Result<Self, Faults> {
        let mut settings = Self::default();
        file::read(sources, &mut settings)?;
        settings.read_environment(&sources.environment);
        Ok(settings)
    }

    fn read_environment(&mut self, environment: &[(OsString, OsString)]) {
        for (variable, value) in environment {
            let Some(variable) = variable.to_str() else {
                continue;
            };
            let Some(name) = variable.strip_prefix("FOH_") else {
                continue;
            };
            // The test and measuring programs of this project have variables of their own.
            if name.starts_with("TEST_") || name.starts_with("BENCH_") {
                continue;
            }
            let origin = Origin::Environment(variable.to_owned());
            let Some(key) = Key::ALL.into_iter().find(|key| key.variable() == variable) else {
                self.faults.push(unknown_variable(variable, origin));
                continue;
            };
            let Some(value) = value.to_str() else {
                self.faults.push(Fault::new(key, origin, "is not UTF-8"));
                continue;
            };
            // Compose files and unit files write unset variables as empty ones.
            if !value.trim().is_empty() {
                let value = Value::Text(value.trim().to_owned());
                self.environment.insert(key, Setting { value, origin });
            }
        }
    }

    /// What counts for this key: the environment wins.
    pub(super) fn get(&self, key: Key) -> Option<&Setting> {
        self.environment.get(&key).or_else(|| self.file.get(&key))
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    /// Where the key is set.
    pub(super) fn origin(&self, key: Key) -> Origin {
        self.get(key)
            .map_or(Origin::NotSet, |setting| setting.origin.clone())
    }

    /// Notes a fault in the value that counts for this key.
    pub(super) fn refuse(&mut self, key: Key, problem: impl Into<String>) {
        let fault = Fault::new(key, self.origin(key), problem);
        self.faults.push(fault);
    }

    /// Reads one value. A fault is noted and gives `None`, like a key that is not set.
    pub(super) fn parse<T>(
        &mut self,
        key: Key,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Value::Text(text) = &self.get(key)?.value else {
            self.refuse(key, "takes one value");
            return None;
        };
        match parse(text) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.refuse(key, problem);
                None
            }
        }
    }

    /// Reads several values, from an array or from text with commas, and notes every fault.
    pub(super) fn parse_list<T>(
        &mut self,
        key: Key,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let items: Vec<String> = match self.get(key).map(|setting| &setting.value) {
            None | Some(Value::Table(_)) => Vec::new(),
            Some(Value::Text(text)) => text.split(',').map(str::to_owned).collect(),
            Some(Value::List(items)) => items.clone(),
        };
        let items = items.iter().map(|item| item.trim());
        let mut parsed = Vec::new();
        for item in items.filter(|item| !item.is_empty()) {
            match parse(item) {
                Ok(value) => parsed.push(value),
                Err(problem) => self.refuse(key, problem),
            }
        }
        parsed
    }
}

fn unknown_variable(variable: &str, origin: Origin) -> Fault {
    let known: Vec<_> = Key::ALL.into_iter().map(Key::variable).collect();
    Fault {
        key: variable.to_owned(),
        origin,
        problem: "is not a known variable".to_owned(),
        remedy: format!("correct or unset it; known are {}", known.join(", ")),
    }
}

//! What is wrong with the settings, in words the operator can act on.

use std::fmt;
use std::path::PathBuf;

use super::Key;

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An environment variable of this name.
    Environment(String),
    /// A line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// Set nowhere.
    NotSet,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(variable) => write!(f, "{variable} in the environment"),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::NotSet => f.write_str("not set"),
        }
    }
}

/// One fault: what, where, why, and what to do. Never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key as it was written, or the name of the key that is missing.
    pub key: String,
    /// Where it was set.
    pub origin: Origin,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl Fault {
    /// A fault in the value of a known key, with the key's usual remedy.
    pub(super) fn new(key: Key, origin: Origin, problem: impl Into<String>) -> Self {
        Self {
            key: key.name().to_owned(),
            origin,
            problem: problem.into(),
            remedy: key.remedy().to_owned(),
        }
    }

    pub(super) fn remedied_by(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            origin,
            problem,
            remedy,
        } = self;
        write!(f, "{key} (")?;
        if *origin == Origin::NotSet {
            write!(f, "FOH_{}, ", key.to_ascii_uppercase())?;
        }
        write!(f, "{origin}): {problem}; {remedy}.")
    }
}

/// All that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults, in the order of [`Key::ALL`]; unknown keys come first.
    #[must_use]
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    pub(super) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Takes away everything noted so far.
    pub(super) fn take(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.0)
    }

    /// `Err` with everything collected so far, if there is anything.
    pub(super) fn none_yet(&mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut faults = std::mem::take(&mut self.0);
        faults.sort_by_key(|fault| Key::named(&fault.key));
        Err(Self(faults))
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("one setting is wrong:")?,
            count => write!(f, "{count} settings are wrong:")?,
        }
        for fault in &self.0 {
            write!(f, "\n  - {fault}")?;
        }
        Ok(())
    }
}

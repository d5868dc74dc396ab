//! How often one may do what: `reservation_create=20/hour,check_in_confirm=off`.

use std::fmt;

use foh_domain::limits::{self, Limit, Limits};

use super::settings::{Settings, Value};
use super::{Fault, Key};

const HIGHEST_COUNT: u32 = 1_000_000;

/// The units of time a rate can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 1 second.
    Second,
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// 86,400 seconds.
    Day,
}

impl Period {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    const fn seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }
}

/// So many times in so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    per: Period,
}

impl Rate {
    /// A rate, if `count` is 1 to 1,000,000.
    #[must_use]
    pub const fn new(count: u32, per: Period) -> Option<Self> {
        if count >= 1 && count <= HIGHEST_COUNT {
            Some(Self { count, per })
        } else {
            None
        }
    }

    /// How many times; 1 to 1,000,000.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count
    }

    /// In how many seconds.
    #[must_use]
    pub const fn per_seconds(self) -> u32 {
        self.per.seconds()
    }

    /// One of the usual rates.
    fn of(usual: limits::Rate) -> Option<Self> {
        let mut units = Period::ALL.into_iter();
        let per = units.find(|unit| unit.seconds() == usual.seconds())?;
        Self::new(usual.count(), per)
    }

    fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once('/')?;
        if !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let per = Period::ALL.into_iter().find(|per| per.as_str() == unit)?;
        Self::new(count.parse().ok()?, per)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.per.as_str())
    }
}

/// Every limit with its rate; `None` is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsConfig(Vec<(Limit, Option<Rate>)>);

impl Default for LimitsConfig {
    fn default() -> Self {
        let usual = Limits::default();
        let defaults = Limit::ALL.map(|limit| (limit, usual.rate(limit).and_then(Rate::of)));
        Self(defaults.into())
    }
}

impl LimitsConfig {
    /// The limits, each once, in the order of [`Limit::ALL`].
    #[must_use]
    pub fn as_slice(&self) -> &[(Limit, Option<Rate>)] {
        &self.0
    }

    /// The rate of one limit; `None` is off.
    #[must_use]
    pub fn get(&self, name: Limit) -> Option<Rate> {
        self.0
            .iter()
            .find(|(each, _)| *each == name)
            .and_then(|(_, rate)| *rate)
    }

    /// Whether nothing is limited.
    #[must_use]
    pub fn all_off(&self) -> bool {
        self.0.iter().all(|(_, rate)| rate.is_none())
    }

    /// Reads `name=rate,name=off`; limits that are not named keep their defaults.
    ///
    /// # Errors
    /// Every fault, as a sentence each.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let mut limits = Self::default();
        let faults = limits.apply(&entries(text));
        if faults.is_empty() {
            Ok(limits)
        } else {
            Err(faults)
        }
    }

    /// The file's limits, then the environment's over them, name by name.
    pub(super) fn read(settings: &mut Settings) -> Self {
        let mut limits = Self::default();
        for setting in [&settings.file, &settings.environment] {
            let Some(setting) = setting.get(&Key::Limits).cloned() else {
                continue;
            };
            let entries = match setting.value {
                Value::Table(entries) => entries,
                Value::Text(text) => entries(&text),
                Value::List(items) => entries(&items.join(",")),
            };
            for problem in limits.apply(&entries) {
                let fault = Fault::new(Key::Limits, setting.origin.clone(), problem);
                settings.faults.push(fault);
            }
        }
        limits
    }

    /// Sets the named limits: `all` first, whatever the order, so that one limit can differ from all. Returns the faults.
    fn apply(&mut self, entries: &[(String, String)]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let (all, single): (Vec<_>, Vec<_>) = entries.iter().partition(|(name, _)| name == "all");
        for (name, value) in all.into_iter().chain(single) {
            if seen.contains(&name.as_str()) {
                faults.push(format!("{name:?} is set twice"));
            }
            seen.push(name);
            if let Err(fault) = self.set(name, value) {
                faults.push(fault);
            }
        }
        faults
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let rate = match value {
            "off" => None,
            _ if name == "all" => return Err(format!("all={value} is not allowed, only all=off")),
            _ => Some(Rate::parse(value).ok_or_else(|| {
                format!("{name:?} has the value {value:?}, which is neither COUNT/UNIT nor off")
            })?),
        };
        let mut found = false;
        for (each, slot) in &mut self.0 {
            if name == "all" || name == each.as_str() {
                *slot = rate;
                found = true;
            }
        }
        if found {
            Ok(())
        } else {
            Err(format!("{name:?} is not the name of a limit"))
        }
    }
}

/// Splits `name=value,name=value`; spaces and a comma at the end do no harm.
fn entries(text: &str) -> Vec<(String, String)> {
    let items = text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let pairs = items.map(|item| item.split_once('=').unwrap_or((item, "")));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

impl fmt::Display for LimitsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, rate)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{}=", name.as_str())?;
            match rate {
                Some(rate) => write!(f, "{rate}")?,
                None => f.write_str("off")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

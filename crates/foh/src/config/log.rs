//! What is logged, and how.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::Key;
use super::settings::Settings;

/// Lines for people or for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line per event.
    Text,
    /// One JSON object per line.
    Json,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// A valid filter of `tracing_subscriber`.
    pub filter: String,
    /// Lines for people or for machines.
    pub format: LogFormat,
}

impl LogConfig {
    pub(super) fn read(settings: &mut Settings, production: bool) -> Self {
        let filter = settings.parse(Key::Log, filter_from);
        let format = settings.parse(Key::LogFormat, |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("{text:?} is not a format")),
        });
        let usual = if production {
            LogFormat::Json
        } else {
            LogFormat::Text
        };
        Self {
            filter: filter.unwrap_or_else(|| "info".to_owned()),
            format: format.unwrap_or(usual),
        }
    }

    /// Whether some part of the program would log more than production allows: values that may be personal.
    pub(super) fn is_chatty(&self) -> bool {
        let most = EnvFilter::try_new(&self.filter)
            .ok()
            .and_then(|filter| filter.max_level_hint());
        most.is_none_or(|most| most > LevelFilter::INFO)
    }
}

fn filter_from(text: &str) -> Result<String, String> {
    // A word alone is a target with every level, so a mistyped level would silence everything else.
    let lacks_level = |part: &&str| {
        let part = part.trim();
        !part.contains(['=', '[', ']']) && part.parse::<LevelFilter>().is_err()
    };
    if let Some(part) = text.split(',').find(lacks_level) {
        return Err(format!("{:?} is not a level", part.trim()));
    }
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!("{text:?} is not a filter")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        for (text, chatty) in [
            ("off", false),
            ("info", false),
            ("WARN", false),
            ("warn,foh_web=info", false),
            ("debug", true),
            ("info,foh_web=debug", true),
            ("trace", true),
        ] {
            let log = LogConfig {
                filter: filter_from(text).unwrap(),
                format: LogFormat::Text,
            };
            assert_eq!(log.is_chatty(), chatty, "{text}");
        }
        for text in ["infoo", "info,foh_web", "foh_web=loud"] {
            assert!(filter_from(text).is_err(), "{text}");
        }
    }
}

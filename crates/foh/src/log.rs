//! The log: text for people, JSON for machines, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{LogConfig, LogFormat};

/// Starts logging; a second start in the same process changes nothing.
pub(crate) fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let _ = match config.format {
        LogFormat::Text => {
            // Colours are for people at a terminal; in a file they are noise.
            let colours = std::io::stderr().is_terminal();
            let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
            registry.with(layer).try_init()
        }
        LogFormat::Json => registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .try_init(),
    };
}

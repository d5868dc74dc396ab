//! From the configuration to a house.

use foh_app::{Clock, Delivery, House, Settings};
use foh_domain::{
    limits::{Limit, Limits, Rate},
    privacy::Keyring,
};
use foh_store::{Database, Options, StoreError};
use foh_web::Site;
use secrecy::ExposeSecret;

use crate::config::{Config, DatabaseUrl, LimitsConfig, Mode};

/// Opens the database, brings its schema up to date, and sets up the house on it.
pub(crate) fn house(config: &Config) -> Result<House, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        format!(
            "the data directory {} cannot be made: {error}",
            config.data_dir.display()
        )
    })?;
    let url = database_url(&config.database)?;
    let opening = |error| cannot_open(config, &error);
    Database::migrate(&url).map_err(opening)?;
    let database = Database::open(&url, &Options::default()).map_err(opening)?;
    let settings = Settings {
        site_base_url: config.site_base_url.as_str().to_owned(),
        delivery: if config.smtp.is_some() {
            Delivery::Smtp
        } else {
            Delivery::Mailbox
        },
        limits: limits(&config.limits),
    };
    let keyring = Keyring::new(config.secret_key.expose_secret());
    Ok(House::new(database, keyring, Clock::System, settings))
}

/// Only brings the schema up to date.
pub(crate) fn migrate(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    let url = database_url(&config.database)?;
    Database::migrate(&url).map_err(|error| cannot_open(config, &error))?;
    Ok(())
}

fn cannot_open(config: &Config, error: &StoreError) -> String {
    format!("the database {} cannot be opened: {error}", config.database)
}

fn database_url(place: &DatabaseUrl) -> Result<String, Box<dyn std::error::Error>> {
    match place {
        DatabaseUrl::Embedded(path) => {
            if let Some(directory) = path
                .parent()
                .filter(|directory| !directory.as_os_str().is_empty())
            {
                std::fs::create_dir_all(directory).map_err(|error| {
                    format!(
                        "the directory {} cannot be made: {error}",
                        directory.display()
                    )
                })?;
            }
            let path = path.to_str().ok_or("the database's path is not UTF-8")?;
            Ok(format!("sqlite:{path}"))
        }
        DatabaseUrl::Server(url) => Ok(url.expose_secret().to_owned()),
    }
}

fn limits(config: &LimitsConfig) -> Limits {
    config.as_slice().iter().fold(
        Limits::default(),
        |limits, (name, rate)| match Limit::parse(name.as_str()) {
            Some(limit) => limits.with(
                limit,
                rate.and_then(|rate| Rate::new(rate.count(), rate.per_seconds())),
            ),
            None => limits,
        },
    )
}

/// The web face the configuration describes.
pub(crate) fn site(config: &Config) -> Site {
    Site {
        development: config.mode == Mode::Development,
        https: config.site_base_url.is_https(),
        allowed_hosts: config.allowed_hosts.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        cors_origins: config.cors_origins.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LimitName;

    #[test]
    fn every_limit_has_one_name_and_one_default() {
        let usual = Limits::default();
        let configured = limits(&LimitsConfig::default());
        assert_eq!(LimitName::ALL.len(), Limit::ALL.len());
        for name in LimitName::ALL {
            let limit = Limit::parse(name.as_str()).unwrap();
            assert_eq!(
                configured.rate(limit),
                usual.rate(limit),
                "{}",
                name.as_str()
            );
        }
    }
}

//! From the configuration to a house.

use std::{path::Path, sync::Arc};

use foh_app::{Clock, Delivery, House, Settings, SignInRules, Texts, payments::Providers};
use foh_domain::{
    limits::{Limits, Rate},
    privacy::Keyring,
};
use foh_gateways::{mail::Sender, sms::Twilio};
use foh_store::{Database, Options, StoreError};
use foh_web::Site;
use secrecy::ExposeSecret;

use crate::config::{Config, DatabaseUrl, LimitsConfig, Mode};

/// Who is there beside the house: whoever takes payments and sends texts.
pub(crate) struct Outside {
    /// Who takes payments.
    pub(crate) providers: Providers,
    /// Who sends texts.
    pub(crate) texts: Option<Arc<Twilio>>,
}

impl Outside {
    /// Whoever is configured.
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            providers: config.payments.clone(),
            texts: config.texts.clone(),
        }
    }
}

/// Opens the database, brings its schema up to date, and sets up the house on it.
pub(crate) fn house(config: &Config) -> Result<House, Box<dyn std::error::Error>> {
    house_among(config, &Outside::of(config))
}

/// The same among these.
pub(crate) fn house_among(
    config: &Config,
    outside: &Outside,
) -> Result<House, Box<dyn std::error::Error>> {
    make_directory(&config.data_dir).map_err(|error| {
        format!(
            "the data directory {} cannot be made: {error}",
            config.data_dir.display()
        )
    })?;
    let url = database_url(&config.database)?;
    let opening = |error| cannot_open(config, &error);
    Database::migrate(&url).map_err(opening)?;
    let database = Database::open(&url, &Options::default()).map_err(opening)?;
    Ok(house_on(database, config, outside))
}

/// The house the configuration describes, on this database as it is.
pub(crate) fn house_on(database: Database, config: &Config, outside: &Outside) -> House {
    let settings = Settings {
        site_base_url: config.site_base_url.as_str().to_owned(),
        delivery: if config.smtp.is_some() {
            Delivery::Smtp
        } else {
            Delivery::Mailbox
        },
        mail_from: Sender::parse(&config.mail_from).ok(),
        texts: texts(config, outside),
        crm: config.crm.is_some(),
        providers: outside.providers.clone(),
        limits: limits(&config.limits),
        identity_providers: config.identity_providers.clone(),
        registration_open: config.registration_open,
        facilitators_open: config.facilitators_open,
        payment_patience: config.payment_patience,
        currency: config.currency,
        retention: config.retention,
        sign_in: SignInRules {
            sessions: config.sign_in.sessions,
            link_life: config.sign_in.link_life,
            second_factor_roles: config.sign_in.second_factor_roles.as_slice().into(),
        },
    };
    House::new(database, keyring(config), Clock::System, settings)
}

/// How text messages leave.
fn texts(config: &Config, outside: &Outside) -> Texts {
    match (&outside.texts, config.mode) {
        (Some(provider), _) => Texts::Provider(provider.clone()),
        (None, Mode::Development) => Texts::Mailbox,
        (None, Mode::Production) => Texts::Off,
    }
}

/// The keys of the house.
pub(crate) fn keyring(config: &Config) -> Keyring {
    let current = Keyring::new(config.secret_key.expose_secret());
    config.former_keys.iter().fold(current, |keyring, former| {
        keyring.with_former(former.expose_secret())
    })
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
                make_directory(directory).map_err(|error| {
                    format!(
                        "the directory {} cannot be made: {error}",
                        directory.display()
                    )
                })?;
            }
        }
        DatabaseUrl::Server(_) => {}
    }
    existing_url(place)
}

/// The URL of a database, for the store; nothing is made.
pub(crate) fn existing_url(place: &DatabaseUrl) -> Result<String, Box<dyn std::error::Error>> {
    match place {
        DatabaseUrl::Embedded(path) => {
            let path = path.to_str().ok_or("the database's path is not UTF-8")?;
            Ok(format!("sqlite:{path}"))
        }
        DatabaseUrl::Server(url) => Ok(url.expose_secret().to_owned()),
    }
}

/// Makes a directory of the house, and what is above it: what is in there is nobody else's business.
fn make_directory(path: &Path) -> std::io::Result<()> {
    let mut directory = std::fs::DirBuilder::new();
    directory.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
    directory.create(path)
}

fn limits(config: &LimitsConfig) -> Limits {
    config
        .as_slice()
        .iter()
        .fold(Limits::default(), |limits, (limit, rate)| {
            let rate = rate.and_then(|rate| Rate::new(rate.count(), rate.per_seconds()));
            limits.with(*limit, rate)
        })
}

/// The web face the configuration describes.
pub(crate) fn site(config: &Config) -> Site {
    Site {
        development: config.mode == Mode::Development,
        https: config.site_base_url.is_https(),
        hsts_preload: config.hsts_preload,
        allowed_hosts: config.allowed_hosts.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        cors_origins: config.cors_origins.clone(),
    }
}

#[cfg(test)]
mod tests {
    use foh_domain::limits::Limit;

    use super::*;

    #[test]
    fn every_limit_has_one_name_and_one_default() {
        let usual = Limits::default();
        let configured = limits(&LimitsConfig::default());
        for limit in Limit::ALL {
            let name = limit.as_str();
            assert!(usual.rate(limit).is_some(), "{name}");
            assert_eq!(configured.rate(limit), usual.rate(limit), "{name}");
        }
    }
}

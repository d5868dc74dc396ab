//! What the operator decides: read from the environment and `foh.toml`, checked once, and told all at once.
//!
//! Invariants: after [`Config::load`] nobody reads the environment or the file again; a fault never quotes a secret;
//! every fault names its key, where it was set and what to write instead.

mod crm;
mod database;
mod examine;
mod fault;
mod file;
pub(crate) mod files;
mod key;
mod limits;
mod log;
mod network;
pub(crate) mod payments;
mod production;
mod providers;
mod secret;
mod settings;
mod sign_in;
mod texts;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use foh_app::payments::Providers;
use foh_domain::{payments::Currency, privacy::Retention};
use foh_gateways::crm::HttpCrm;
use foh_gateways::mail::Sender;
use foh_gateways::oidc::Provider;
use foh_gateways::sms::Twilio;
use foh_gateways::smtp::SmtpUrl;
use ipnet::IpNet;
use jiff::SignedDuration;
use secrecy::{SecretBox, SecretString};

pub use database::DatabaseUrl;
pub use examine::Examined;
pub use fault::{Fault, Faults, Origin};
pub use key::Key;
pub use limits::{LimitsConfig, Period, Rate};
pub use log::{LogConfig, LogFormat};
pub use network::SiteBaseUrl;
pub use settings::Sources;
pub use sign_in::SignInConfig;
pub use tls::TlsConfig;

use settings::Settings;

/// How strict the program is with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Works without any settings, on this machine, with mail kept in a local mailbox.
    Development,
    /// Refuses to start with anything missing or unsafe.
    Production,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

/// The checked settings. `Debug` shows no secret.
#[derive(Debug)]
pub struct Config {
    /// Development or production.
    pub mode: Mode,
    /// Where the program listens for HTTP.
    pub listen: SocketAddr,
    /// Serves HTTPS by itself with these files; without them HTTP, for a proxy or this machine.
    pub tls: Option<TlsConfig>,
    /// Where plain HTTP is answered with the way to HTTPS.
    pub redirect_listen: Option<SocketAddr>,
    /// Whether browsers may carry this site in their list of sites that have HTTPS only.
    pub hsts_preload: bool,
    /// What links in mails and QR codes begin with.
    pub site_base_url: SiteBaseUrl,
    /// Where the data is.
    pub database: DatabaseUrl,
    /// Where the embedded database and the development key are kept.
    pub data_dir: PathBuf,
    /// The mail server (a valid [`SmtpUrl`]); without one, mail stays in the local mailbox.
    pub smtp: Option<SecretString>,
    /// Whom mail comes from (a valid [`Sender`]).
    pub mail_from: String,
    /// Customer records elsewhere that are told of bookings.
    pub crm: Option<Arc<HttpCrm>>,
    /// Whoever sends text messages; without one, they stay in the local mailbox, and in production there are none.
    pub texts: Option<Arc<Twilio>>,
    /// The root of all keys made for sealing, lookups and signing.
    pub secret_key: SecretBox<[u8; 32]>,
    /// Other keys that open and find what was sealed with them, while keys are changed.
    pub former_keys: Vec<SecretBox<[u8; 32]>>,
    /// How long personal data is kept.
    pub retention: Retention,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Names the site answers to, in lower case, without port, IPv6 in brackets. `*` (development only) is any name.
    pub allowed_hosts: Vec<String>,
    /// Other sites whose pages may call the API, as `https://host[:port]`.
    pub cors_origins: Vec<String>,
    /// How often one may do what.
    pub limits: LimitsConfig,
    /// Whether guests may make themselves an account.
    pub registration_open: bool,
    /// Whether members may hold sessions without an administrator's approval.
    pub facilitators_open: bool,
    /// What prices are in.
    pub currency: Currency,
    /// Who takes payments.
    pub payments: Providers,
    /// Where the sandbox listens that plays those who are not configured; only in development.
    pub sandbox_listen: Option<SocketAddr>,
    /// How long seats are held for a payment.
    pub payment_patience: SignedDuration,
    /// How somebody signs in and stays so.
    pub sign_in: SignInConfig,
    /// Who else may say who somebody is.
    pub identity_providers: Vec<Arc<Provider>>,
    /// What is logged, and how.
    pub log: LogConfig,
}

impl Config {
    /// Reads and checks everything. In development without a secret key, makes one from `random` and keeps it in
    /// the data directory; nothing else is written.
    ///
    /// # Errors
    /// All faults together, not only the first.
    pub fn load(
        sources: &Sources,
        random: impl FnOnce() -> io::Result<[u8; 32]>,
    ) -> Result<Self, Faults> {
        let mut settings = Settings::read(sources)?;
        let draft = Draft::parse(sources, &mut settings);
        let given = secret::given(sources, &mut settings);
        if draft.mode == Some(Mode::Production) {
            production::check(&draft, given.as_ref(), sources, &mut settings);
        }
        // A key is made only for a program that will start.
        settings.faults.none_yet()?;
        let secret_key = match given {
            Some(key) => key,
            None => secret::kept_in(&draft.data_dir, random).map_err(Faults::from)?,
        };
        Ok(draft.finish(secret_key))
    }
}

/// The settings as far as they could be read. A field is `None` when it is absent or faulty.
struct Draft {
    mode: Option<Mode>,
    listen: SocketAddr,
    tls: Option<TlsConfig>,
    redirect_listen: Option<SocketAddr>,
    hsts_preload: bool,
    site_base_url: Option<SiteBaseUrl>,
    database: DatabaseUrl,
    data_dir: PathBuf,
    smtp: Option<SecretString>,
    mail_from: Option<String>,
    crm: Option<Arc<HttpCrm>>,
    texts: Option<Arc<Twilio>>,
    payments: Providers,
    former_keys: Vec<SecretBox<[u8; 32]>>,
    retention: Retention,
    trusted_proxies: Vec<IpNet>,
    allowed_hosts: Vec<String>,
    cors_origins: Vec<String>,
    limits: LimitsConfig,
    registration_open: bool,
    facilitators_open: bool,
    currency: Currency,
    sandbox_listen: Option<SocketAddr>,
    payment_patience: SignedDuration,
    sign_in: SignInConfig,
    identity_providers: Vec<Arc<Provider>>,
    log: LogConfig,
}

impl Draft {
    fn parse(sources: &Sources, settings: &mut Settings) -> Self {
        let mode = match settings.parse(Key::Mode, mode_from) {
            None if settings.has(Key::Mode) => None,
            mode => Some(mode.unwrap_or(Mode::Development)),
        };
        let listen = settings
            .parse(Key::Listen, listen_from)
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data_dir = settings.parse(Key::DataDir, |text| Ok(sources.directory.join(text)));
        let data_dir = data_dir.unwrap_or_else(|| sources.directory.join("foh-data"));
        let database = settings
            .parse(Key::DatabaseUrl, |text| {
                DatabaseUrl::parse(text, &sources.directory)
            })
            .unwrap_or_else(|| DatabaseUrl::Embedded(data_dir.join("foh.sqlite3")));
        let site_base_url = settings.parse(Key::SiteBaseUrl, SiteBaseUrl::parse);
        let draft = Self {
            mode,
            listen,
            tls: TlsConfig::read(sources, settings),
            redirect_listen: settings.parse(Key::RedirectListen, listen_from),
            hsts_preload: settings
                .parse(Key::HstsPreload, truth_from)
                .unwrap_or(false),
            site_base_url: site_base_url.clone(),
            database,
            data_dir,
            smtp: settings.parse(Key::SmtpUrl, |text| match SmtpUrl::parse(text) {
                Ok(_) => Ok(text.into()),
                Err(fault) => Err(fault.to_string()),
            }),
            mail_from: settings.parse(Key::MailFrom, |text| match Sender::parse(text) {
                Ok(_) => Ok(text.to_owned()),
                Err(_) => Err(format!("{text:?} is not one name and address")),
            }),
            crm: crm::read(settings),
            texts: texts::read(settings),
            former_keys: settings
                .parse_list(Key::SecretKeyFormer, |text| secret::former(sources, text)),
            retention: settings
                .parse_list(Key::RetentionDays, |text| Ok(text.to_owned()))
                .iter()
                .fold(Retention::default(), |all, part| {
                    all.with(part).unwrap_or_else(|problem| {
                        settings.refuse(Key::RetentionDays, problem);
                        all
                    })
                }),
            trusted_proxies: settings.parse_list(Key::TrustedProxies, network::proxy),
            allowed_hosts: settings.parse_list(Key::AllowedHosts, network::host),
            cors_origins: settings.parse_list(Key::CorsOrigins, network::cors_origin),
            limits: LimitsConfig::read(settings),
            registration_open: settings
                .parse(Key::Registration, registration_from)
                .unwrap_or(true),
            facilitators_open: settings
                .parse(Key::Facilitators, facilitators_from)
                .unwrap_or(false),
            currency: settings
                .parse(Key::Currency, Currency::parse)
                .unwrap_or(Currency::EUR),
            payments: payments::read(settings, site_base_url.as_ref()),
            sandbox_listen: settings
                .parse(Key::SandboxListen, sandbox_from)
                .unwrap_or_else(|| Some(beside(listen))),
            payment_patience: settings
                .parse(Key::PaymentMinutes, payment_minutes_from)
                .unwrap_or(SignedDuration::from_mins(10)),
            sign_in: SignInConfig::read(settings),
            identity_providers: providers::read(settings),
            log: LogConfig::read(settings, mode == Some(Mode::Production)),
        };
        tls::check(&draft, settings);
        draft
    }

    /// Fills in the defaults of development; production has refused what is missing.
    fn finish(self, secret_key: SecretBox<[u8; 32]>) -> Config {
        let mode = self.mode.unwrap_or(Mode::Development);
        let site_base_url = self
            .site_base_url
            .unwrap_or_else(|| SiteBaseUrl::local(self.listen.port(), self.tls.is_some()));
        let mut allowed_hosts = self.allowed_hosts;
        if allowed_hosts.is_empty() && mode == Mode::Development {
            allowed_hosts = network::local_hosts(self.listen);
        }
        if !allowed_hosts
            .iter()
            .any(|host| host == site_base_url.host())
        {
            allowed_hosts.push(site_base_url.host().to_owned());
        }
        Config {
            mode,
            listen: self.listen,
            tls: self.tls,
            redirect_listen: self.redirect_listen,
            hsts_preload: self.hsts_preload,
            site_base_url,
            database: self.database,
            data_dir: self.data_dir,
            smtp: self.smtp,
            mail_from: self
                .mail_from
                .unwrap_or_else(|| "Front of House <box-office@localhost>".to_owned()),
            crm: self.crm,
            texts: self.texts,
            payments: self.payments,
            secret_key,
            former_keys: self.former_keys,
            retention: self.retention,
            trusted_proxies: self.trusted_proxies,
            allowed_hosts,
            cors_origins: self.cors_origins,
            limits: self.limits,
            registration_open: self.registration_open,
            facilitators_open: self.facilitators_open,
            currency: self.currency,
            sandbox_listen: self.sandbox_listen.filter(|_| mode == Mode::Development),
            payment_patience: self.payment_patience,
            sign_in: self.sign_in,
            identity_providers: self.identity_providers,
            log: self.log,
        }
    }
}

fn mode_from(text: &str) -> Result<Mode, String> {
    match text {
        "development" => Ok(Mode::Development),
        "production" => Ok(Mode::Production),
        _ => Err(format!("{text:?} is not a mode")),
    }
}

fn registration_from(text: &str) -> Result<bool, String> {
    match text {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err(format!("{text:?} is neither open nor closed")),
    }
}

fn facilitators_from(text: &str) -> Result<bool, String> {
    match text {
        "approved" => Ok(false),
        "open" => Ok(true),
        _ => Err(format!("{text:?} is neither approved nor open")),
    }
}

/// The next port on this machine.
fn beside(listen: SocketAddr) -> SocketAddr {
    let port = match listen.port() {
        0 => 0,
        port => port.checked_add(1).unwrap_or(0),
    };
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn sandbox_from(text: &str) -> Result<Option<SocketAddr>, String> {
    match text {
        "off" => Ok(None),
        address => {
            let address = listen_from(address)?;
            if address.ip().is_loopback() {
                Ok(Some(address))
            } else {
                Err(format!(
                    "{text:?} is not on this machine: anybody could play the payer"
                ))
            }
        }
    }
}

fn payment_minutes_from(text: &str) -> Result<SignedDuration, String> {
    let minutes: Option<i64> = text.parse().ok();
    let minutes = minutes.filter(|minutes| (1..=60).contains(minutes));
    minutes
        .map(SignedDuration::from_mins)
        .ok_or_else(|| format!("{text:?} is not a number of minutes from 1 to 60"))
}

fn truth_from(text: &str) -> Result<bool, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is neither true nor false"))
}

fn listen_from(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not an address with a port"))
}

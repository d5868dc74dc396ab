//! The house: what every use case needs at hand.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use foh_domain::{
    audit::ChainKey,
    identity::{Role, SessionRules},
    limits::Limits,
    payments::Currency,
    privacy::{Keyring, Retention},
    token::Token,
};
use foh_gateways::{mail::Sender, oidc::Provider, sms::TextGateway};
use foh_store::{Database, outbox::Channel};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OnceCell};
use uuid::Uuid;

use crate::{Clock, entropy, identity::SigningKeys, payments::Providers};

/// How e-mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Through the configured server.
    Smtp,
    /// Not at all: it is kept for the development mailbox.
    Mailbox,
}

/// How text messages leave.
#[derive(Debug, Clone, Default)]
pub enum Texts {
    /// Not at all, and none are written.
    #[default]
    Off,
    /// Not at all: they are kept for the development mailbox.
    Mailbox,
    /// Through a provider.
    Provider(Arc<dyn TextGateway>),
}

/// What the installation decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where guests reach the site, without a slash at the end.
    pub site_base_url: String,
    /// How e-mail leaves.
    pub delivery: Delivery,
    /// How text messages leave.
    pub texts: Texts,
    /// Whom e-mail comes from: in a guest's calendar, who invites. Without it that is the site.
    pub mail_from: Option<Sender>,
    /// Whether customer records elsewhere are told of bookings.
    pub crm: bool,
    /// Who takes payments.
    pub providers: Providers,
    /// What is limited, and by how much.
    pub limits: Limits,
    /// Who else may say who somebody is.
    pub identity_providers: Vec<Arc<Provider>>,
    /// Whether guests may make themselves an account.
    pub registration_open: bool,
    /// Whether members may hold sessions without being asked who they are.
    pub facilitators_open: bool,
    /// How long seats are held for a payment.
    pub payment_patience: SignedDuration,
    /// What prices are in.
    pub currency: Currency,
    /// How long personal data is kept.
    pub retention: Retention,
    /// How somebody signs in and stays so.
    pub sign_in: SignInRules,
}

/// How somebody signs in and stays so.
#[derive(Debug, Clone)]
pub struct SignInRules {
    /// When sessions end.
    pub sessions: SessionRules,
    /// Accounts of these roles need a second factor.
    pub second_factor_roles: Arc<[Role]>,
    /// How long a link that signs somebody in works.
    pub link_life: SignedDuration,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self {
            sessions: SessionRules::default(),
            second_factor_roles: Arc::default(),
            link_life: SignedDuration::from_hours(1),
        }
    }
}

/// The house. Clones share everything.
#[derive(Clone)]
pub struct House {
    pub(crate) db: Database,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) clock: Clock,
    pub(crate) settings: Arc<Settings>,
    pub(crate) mail_waits: Arc<Notify>,
    pub(crate) crm_waits: Arc<Notify>,
    pub(crate) payments_wait: Arc<Notify>,
    pub(crate) checks_wait: Arc<Notify>,
    pub(crate) texts_wait: Arc<Notify>,
    pub(crate) signing_keys: Arc<SigningKeys>,
    /// The key of the audit chains, once it was read.
    pub(crate) chain_key: Arc<OnceCell<Arc<ChainKey>>>,
    programme_version: Arc<AtomicU64>,
}

impl House {
    /// A house on this database.
    #[must_use]
    pub fn new(db: Database, keyring: Keyring, clock: Clock, settings: Settings) -> Self {
        Self {
            db,
            keyring: Arc::new(keyring),
            clock,
            settings: Arc::new(settings),
            mail_waits: Arc::new(Notify::new()),
            crm_waits: Arc::new(Notify::new()),
            payments_wait: Arc::new(Notify::new()),
            checks_wait: Arc::new(Notify::new()),
            texts_wait: Arc::new(Notify::new()),
            signing_keys: Arc::default(),
            chain_key: Arc::default(),
            programme_version: Arc::new(AtomicU64::new(1)),
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the installation decides.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.db
    }

    /// Grows with every change this node made to what the public programme shows.
    #[must_use]
    pub fn programme_version(&self) -> u64 {
        self.programme_version.load(Ordering::Acquire)
    }

    pub(crate) fn programme_changed(&self) {
        self.programme_version.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn check_database(&self) -> Result<(), foh_store::StoreError> {
        self.db.read(foh_store::health::ping).await
    }

    /// A fresh token in the lane of `owner`.
    pub(crate) fn new_token(owner: Uuid, now: Timestamp) -> Token {
        Token::new(entropy::id_beside(owner, now), entropy::bytes())
    }

    pub(crate) fn channel(&self) -> Channel {
        match self.settings.delivery {
            Delivery::Smtp => Channel::Smtp,
            Delivery::Mailbox => Channel::Local,
        }
    }

    /// The way text messages take, if they take any.
    pub(crate) fn text_channel(&self) -> Option<Channel> {
        match self.settings.texts {
            Texts::Off => None,
            Texts::Mailbox => Some(Channel::LocalText),
            Texts::Provider(_) => Some(Channel::Sms),
        }
    }
}

//! The sandbox of development: it plays the payment providers and the sender of texts that are not configured.

use std::{error::Error, net::SocketAddr, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_app::{Clock, entropy, payments::Providers};
use foh_domain::payments::PaymentMethod;
use foh_gateways::{
    payments::{Airtel, Mtn, Stripe},
    sms::{Twilio, TwilioSetup},
};
use foh_sandbox::Setup;
use secrecy::SecretString;
use tokio::{net::TcpListener, sync::watch};
use url::Url;

use crate::{
    config::{Config, payments::webhook},
    open::Outside,
};

/// The sandbox, listening but not answering yet.
pub(super) struct Sandbox {
    listener: TcpListener,
    setup: Setup,
}

impl Sandbox {
    /// Listens where the configuration says; where somebody else does, anywhere. `None` where there is to be none.
    pub(super) async fn open(config: &Config) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(address) = config.sandbox_listen else {
            return Ok(None);
        };
        let listener = match TcpListener::bind(address).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind(SocketAddr::new(address.ip(), 0)).await?,
        };
        let address: Url = format!("http://{}", listener.local_addr()?).parse()?;
        let base = &config.site_base_url;
        let mut setup = Setup::new(
            address,
            SecretString::from(URL_SAFE_NO_PAD.encode(entropy::bytes::<32>())),
            Arc::new(|| Clock::System.now()),
        );
        setup.airtel_callback = webhook(base, PaymentMethod::Airtel).parse().ok();
        setup.stripe_webhook = webhook(base, PaymentMethod::Card).parse().ok();
        Ok(Some(Self { listener, setup }))
    }

    /// Where people find it.
    pub(super) fn address(&self) -> &Url {
        &self.setup.address
    }

    /// Whoever is configured, and the sandbox in the place of everybody else.
    pub(super) fn complete(&self, config: &Config) -> Result<Outside, Box<dyn Error>> {
        Ok(Outside {
            providers: self.providers(config)?,
            texts: Some(self.texts(config)?),
        })
    }

    fn providers(&self, config: &Config) -> Result<Providers, Box<dyn Error>> {
        let mut providers = config.payments.clone();
        if !providers.offers(PaymentMethod::Mtn) {
            let callback = webhook(&config.site_base_url, PaymentMethod::Mtn);
            let mtn = Mtn::new(&self.setup.mtn(callback.parse().ok()))?;
            providers = providers.with(PaymentMethod::Mtn, Arc::new(mtn));
        }
        if !providers.offers(PaymentMethod::Airtel) {
            let airtel = Airtel::new(self.setup.airtel())?;
            providers = providers.with(PaymentMethod::Airtel, Arc::new(airtel));
        }
        if !providers.offers(PaymentMethod::Card) {
            let stripe = Stripe::new(self.setup.stripe())?;
            providers = providers.with(PaymentMethod::Card, Arc::new(stripe));
        }
        Ok(providers)
    }

    fn texts(&self, config: &Config) -> Result<Arc<Twilio>, Box<dyn Error>> {
        if let Some(texts) = &config.texts {
            return Ok(Arc::clone(texts));
        }
        let access = self.setup.twilio();
        let setup = TwilioSetup {
            address: access.address,
            account: access.account,
            token: access.token,
            from: access.from,
        };
        Ok(Arc::new(Twilio::new(setup)?))
    }

    /// Plays until `stopping` says so.
    pub(super) async fn play(self, mut stopping: watch::Receiver<bool>) {
        let stop = async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        };
        if let Err(error) = foh_sandbox::serve(self.listener, self.setup, stop).await {
            tracing::warn!(%error, "the sandbox could not be started");
        }
    }
}

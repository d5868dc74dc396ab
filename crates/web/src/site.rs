//! What the web layer knows of the installation, and what its handlers share.

use std::{ops::Deref, sync::Arc};

use foh_app::House;
use ipnet::IpNet;

use crate::{live::Live, programme::Programme};

/// What the installation decides about its web face.
#[derive(Debug, Clone)]
pub struct Site {
    /// Whether the program runs for development: shows the mailbox.
    pub development: bool,
    /// Whether guests reach the site over HTTPS: cookies are then `Secure` with the `__Host-` prefix.
    pub https: bool,
    /// Whether browsers may carry the site in their list of those that have HTTPS only.
    pub hsts_preload: bool,
    /// The host names (without port, IPv6 in brackets) that requests may name; `*` allows any.
    pub allowed_hosts: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Foreign origins that may use the API without cookies.
    pub cors_origins: Vec<String>,
}

impl Site {
    /// The name of the session cookie.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        if self.https { "__Host-foh" } else { "foh" }
    }
}

/// What every handler has: the house and its web face. Clones share everything.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// What [`Web`] shares.
pub struct Shared {
    /// The use cases.
    pub house: House,
    /// The web face.
    pub site: Site,
    pub(crate) programme: Programme,
    pub(crate) live: Live,
}

impl Web {
    /// The web face of a house.
    #[must_use]
    pub fn new(house: House, site: Site) -> Self {
        Self(Arc::new(Shared {
            programme: Programme::new(house.clone()),
            live: Live::new(&house),
            house,
            site,
        }))
    }

    /// Ends the connections that would stay open by themselves: what listens for notifications.
    pub async fn stop(&self) {
        self.live.stop().await;
    }
}

impl Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

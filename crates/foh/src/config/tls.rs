//! HTTPS by the program itself: which certificate, and what must go with it.

use std::path::PathBuf;

use super::settings::Settings;
use super::{Draft, Fault, Key, Sources};

/// The files HTTPS is served with. They are read at the start, and again when they change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsConfig {
    /// PEM: the certificate first, then what it is signed by.
    pub certificate: PathBuf,
    /// PEM: the certificate's private key.
    pub key: PathBuf,
}

impl TlsConfig {
    /// Both files or neither.
    pub(super) fn read(sources: &Sources, settings: &mut Settings) -> Option<Self> {
        let mut path = |key| settings.parse(key, |text| Ok(sources.directory.join(text)));
        match (path(Key::TlsCertificate), path(Key::TlsKey)) {
            (Some(certificate), Some(key)) => Some(Self { certificate, key }),
            (Some(_), None) => {
                lonely(settings, Key::TlsCertificate, Key::TlsKey);
                None
            }
            (None, Some(_)) => {
                lonely(settings, Key::TlsKey, Key::TlsCertificate);
                None
            }
            (None, None) => None,
        }
    }
}

fn lonely(settings: &mut Settings, set: Key, missing: Key) {
    let problem = format!("is set without {}", missing.name());
    let fault = Fault::new(set, settings.origin(set), problem);
    settings
        .faults
        .push(fault.remedied_by("set both, or neither for plain HTTP"));
}

/// Addresses that contradict HTTPS.
pub(super) fn check(draft: &Draft, settings: &mut Settings) {
    let https = match &draft.site_base_url {
        Some(url) => url.is_https(),
        None => draft.tls.is_some(),
    };
    if draft.tls.is_some() && !https {
        let origin = settings.origin(Key::SiteBaseUrl);
        let fault = Fault::new(
            Key::SiteBaseUrl,
            origin,
            "begins with http://, and tls_certificate makes the program speak HTTPS",
        );
        settings
            .faults
            .push(fault.remedied_by("write https://, or leave tls_certificate and tls_key out"));
    }
    if draft.redirect_listen.is_some() && !https {
        let origin = settings.origin(Key::RedirectListen);
        let fault = Fault::new(
            Key::RedirectListen,
            origin,
            "would lead to HTTPS, and site_base_url is not https://",
        );
        settings
            .faults
            .push(fault.remedied_by("leave it out, or set site_base_url to an https:// address"));
    }
}

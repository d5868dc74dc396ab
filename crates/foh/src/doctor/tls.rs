//! HTTPS: the certificate's life, its names, its key, or the proxy that has them.

use jiff::{SignedDuration, Timestamp};
use rustls::{
    client::verify_server_name,
    pki_types::{CertificateDer, ServerName},
    server::ParsedCertificate,
};
use x509_cert::{Certificate as Fields, der::Decode as _};

use super::report::Finding;
use crate::{
    config::{Config, TlsConfig},
    serve::tls::{Certificate, chain},
};

/// A certificate is renewed long before this, if anything renews it.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What there is to say about HTTPS.
pub(super) fn check(config: &Config, now: Timestamp) -> Vec<Finding> {
    match &config.tls {
        Some(files) => of_files(files, config, now),
        None => vec![of_proxy(config)],
    }
}

fn of_proxy(config: &Config) -> Finding {
    if !config.site_base_url.is_https() {
        return Finding::warn(
            "tls",
            "The site speaks plain HTTP.",
            "set FOH_TLS_CERTIFICATE and FOH_TLS_KEY, or put a proxy that speaks HTTPS before it",
        );
    }
    if config.trusted_proxies.is_empty() {
        return Finding::warn(
            "tls",
            "A proxy must speak HTTPS for this program, and none is trusted: all guests seem to come from one address and share its limits.",
            "set FOH_TRUSTED_PROXIES to the proxy's address, or FOH_TLS_CERTIFICATE and FOH_TLS_KEY",
        );
    }
    Finding::pass("tls", "A proxy speaks HTTPS for this program.")
}

fn of_files(files: &TlsConfig, config: &Config, now: Timestamp) -> Vec<Finding> {
    if let Err(error) = Certificate::read(files) {
        return vec![Finding::fail(
            "tls",
            format!("{error}."),
            "put a certificate and its key there, both in PEM form",
        )];
    }
    match chain(&files.certificate) {
        Ok(chain) => chain
            .first()
            .map_or_else(Vec::new, |own| vec![life(own, now), names(own, config)]),
        Err(error) => vec![Finding::fail(
            "tls",
            format!("{error}."),
            "correct the file",
        )],
    }
}

fn life(own: &CertificateDer<'_>, now: Timestamp) -> Finding {
    let Some((begins, ends)) = validity(own) else {
        return Finding::fail(
            "tls",
            "The certificate's dates cannot be read.",
            "get a new certificate",
        );
    };
    let renew = "renew the certificate; the program takes it up by itself";
    if now < begins {
        let what = format!("The certificate is valid from {begins} only.");
        Finding::fail("tls", what, "correct the clock, or wait")
    } else if now > ends {
        Finding::fail(
            "tls",
            format!("The certificate has ended at {ends}."),
            renew,
        )
    } else if now + SOON > ends {
        Finding::warn(
            "tls",
            format!("The certificate ends soon, at {ends}."),
            renew,
        )
    } else {
        Finding::pass("tls", format!("The certificate is valid until {ends}."))
    }
}

fn validity(own: &CertificateDer<'_>) -> Option<(Timestamp, Timestamp)> {
    let validity = Fields::from_der(own).ok()?.tbs_certificate.validity;
    let moment = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        Timestamp::from_second(seconds).ok()
    };
    Some((moment(validity.not_before)?, moment(validity.not_after)?))
}

fn names(own: &CertificateDer<'_>, config: &Config) -> Finding {
    let parsed = ParsedCertificate::try_from(own);
    let covers = |host: &str| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare);
        matches!((&parsed, name), (Ok(parsed), Ok(name)) if verify_server_name(parsed, &name).is_ok())
    };
    let base = config.site_base_url.host();
    if !covers(base) {
        return Finding::fail(
            "tls",
            format!("The certificate is not for {base}: browsers will refuse it."),
            format!("get a certificate for {base}"),
        );
    }
    let others: Vec<_> = config
        .allowed_hosts
        .iter()
        .filter(|host| !covers(host))
        .map(String::as_str)
        .collect();
    if others.is_empty() {
        Finding::pass("tls", "The certificate is for every name of the site.")
    } else {
        Finding::warn(
            "tls",
            format!("The certificate is not for {}.", others.join(", ")),
            "get one that is, or take these names out of FOH_ALLOWED_HOSTS",
        )
    }
}

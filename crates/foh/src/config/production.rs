//! What production insists on. Each refusal says what to do about it.

use std::path::Path;

use foh_gateways::smtp::{SmtpUrl, Tls};
use secrecy::{ExposeSecret as _, SecretBox};
use url::Url;

use super::settings::{Settings, Value};
use super::{Draft, Fault, Key, Origin, Sources, crm, files, payments, secret, texts};

/// Notes everything that is missing or unsafe for a public box office.
pub(super) fn check(
    draft: &Draft,
    key: Option<&SecretBox<[u8; 32]>>,
    sources: &Sources,
    settings: &mut Settings,
) {
    for (required, why) in [
        (
            Key::SiteBaseUrl,
            "is missing: links in mails would lead nowhere",
        ),
        (Key::SmtpUrl, "is missing: guests would get no mail"),
        (Key::MailFrom, "is missing: mail needs a sender"),
    ] {
        require(settings, required, why);
    }
    secret_key(key, sources, settings);
    names(draft, settings);
    wires(draft, settings);
    placeholders(settings);
    crm::check(settings);
    payments::check(settings);
    texts::check(settings);
    private_files(draft, settings);
    if draft.limits.all_off() {
        refuse(
            settings,
            Key::Limits,
            "every limit is off, which lets anybody guess passwords and take all places",
            "leave it out for the defaults, or switch off single limits only",
        );
    }
    if draft.log.is_chatty() {
        refuse(
            settings,
            Key::Log,
            "logs at debug or trace level, which may hold personal data",
            "write info, warn or error",
        );
    }
}

fn secret_key(key: Option<&SecretBox<[u8; 32]>>, sources: &Sources, settings: &mut Settings) {
    if settings.origin(Key::SecretKeyFile) == Origin::NotSet {
        require(
            settings,
            Key::SecretKey,
            "is missing: production uses no key made by itself",
        );
    }
    if let Some(problem) = key.and_then(|key| secret::weakness(key.expose_secret())) {
        let from = [Key::SecretKeyFile, Key::SecretKey];
        let from = from.into_iter().find(|key| settings.has(*key));
        settings.refuse(from.unwrap_or(Key::SecretKey), problem);
    }
    if let Some(Value::Text(path)) = settings.get(Key::SecretKeyFile).map(|set| &set.value) {
        let path = sources.directory.join(path);
        keep_private(settings, Key::SecretKeyFile, &path);
    }
}

/// Under which names the site answers, and to whom.
fn names(draft: &Draft, settings: &mut Settings) {
    if draft
        .site_base_url
        .as_ref()
        .is_some_and(|url| !url.is_https())
    {
        settings.refuse(
            Key::SiteBaseUrl,
            "begins with http://, which anybody on the way can read",
        );
    }
    if draft.allowed_hosts.iter().any(|host| host == "*") {
        settings.refuse(Key::AllowedHosts, "\"*\" would answer to any name");
    }
    if draft.allowed_hosts.is_empty() && draft.site_base_url.is_none() {
        require(
            settings,
            Key::AllowedHosts,
            "is missing, and so is site_base_url",
        );
    }
    for origin in &draft.cors_origins {
        if origin.starts_with("http://") {
            refuse(
                settings,
                Key::CorsOrigins,
                format!("{origin:?} begins with http://: anybody on the way can change its pages"),
                "write an origin that begins with https://",
            );
        }
    }
}

/// What leaves this machine is encrypted, or the operator has said in so many words that it need not be.
fn wires(draft: &Draft, settings: &mut Settings) {
    let exposed = !draft.listen.ip().to_canonical().is_loopback();
    if draft.tls.is_none() && draft.trusted_proxies.is_empty() && exposed {
        refuse(
            settings,
            Key::Listen,
            format!(
                "{} answers everybody who can reach it in plain HTTP",
                draft.listen
            ),
            "set tls_certificate and tls_key, name the proxy that speaks HTTPS in trusted_proxies, or listen on 127.0.0.1",
        );
    }
    if draft.database.may_travel_in_the_clear() {
        refuse(
            settings,
            Key::DatabaseUrl,
            "does not insist on TLS to a server on another machine",
            "add ?sslmode=require, or ?sslmode=disable if the network between is yours alone",
        );
    }
    let smtp = draft.smtp.as_ref();
    let smtp = smtp.and_then(|url| SmtpUrl::parse(url.expose_secret()).ok());
    if smtp.is_some_and(|server| server.tls() == Tls::None && !server.is_this_machine()) {
        refuse(
            settings,
            Key::SmtpUrl,
            "sends mail with its links in the clear to another machine",
            "write smtps://…, or add ?tls=required (or ?tls=opportunistic for a relay in your own network)",
        );
    }
}

/// What is written in `.env.example` for somebody to replace.
fn placeholders(settings: &mut Settings) {
    for key in [Key::DatabaseUrl, Key::SmtpUrl] {
        let Some(Value::Text(text)) = settings.get(key).map(|set| &set.value) else {
            continue;
        };
        let untouched = Url::parse(text)
            .is_ok_and(|url| url.username() == "USER" || url.password() == Some("PASSWORD"));
        if untouched {
            settings.refuse(key, "has the placeholder USER:PASSWORD in it");
        }
    }
}

fn private_files(draft: &Draft, settings: &mut Settings) {
    if let Some(tls) = &draft.tls {
        keep_private(settings, Key::TlsKey, &tls.key);
    }
    if files::others(&draft.data_dir).is_some_and(|others| others.write) {
        let directory = draft.data_dir.display();
        refuse(
            settings,
            Key::DataDir,
            format!("everybody on this machine may write to {directory}"),
            format!("run: chmod o-w {directory}"),
        );
    }
}

fn keep_private(settings: &mut Settings, key: Key, path: &Path) {
    if files::others(path).is_some_and(|others| others.read || others.write) {
        let path = path.display();
        refuse(
            settings,
            key,
            format!("everybody on this machine may read or change {path}"),
            format!("run: chmod o-rwx {path}"),
        );
    }
}

fn refuse(
    settings: &mut Settings,
    key: Key,
    problem: impl Into<String>,
    remedy: impl Into<String>,
) {
    let fault = Fault::new(key, settings.origin(key), problem);
    settings.faults.push(fault.remedied_by(remedy));
}

/// Notes a missing key, unless a fault has been noted for what was written there.
fn require(settings: &mut Settings, key: Key, why: &str) {
    let known = settings.faults.as_slice().iter();
    let told = known.filter(|fault| fault.key == key.name()).count() > 0;
    if !settings.has(key) && !told {
        settings.refuse(key, why);
    }
}

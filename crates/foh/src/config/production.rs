//! What production insists on. Each refusal says what to do about it.

use super::settings::Settings;
use super::{Draft, Fault, Key, Origin, secret};

use secrecy::{ExposeSecret as _, SecretBox};

/// Notes everything that is missing or unsafe for a public box office.
pub(super) fn check(draft: &Draft, key: Option<&SecretBox<[u8; 32]>>, settings: &mut Settings) {
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
    if draft.limits.all_off() {
        let fault = Fault::new(
            Key::Limits,
            settings.origin(Key::Limits),
            "every limit is off, which lets anybody guess passwords and take all places",
        );
        settings.faults.push(
            fault.remedied_by("leave it out for the defaults, or switch off single limits only"),
        );
    }
    if draft.log.is_chatty() {
        let fault = Fault::new(
            Key::Log,
            settings.origin(Key::Log),
            "logs at debug or trace level, which may hold personal data",
        );
        settings
            .faults
            .push(fault.remedied_by("write info, warn or error"));
    }
}

/// Notes a missing key, unless a fault has been noted for what was written there.
fn require(settings: &mut Settings, key: Key, why: &str) {
    let known = settings.faults.as_slice().iter();
    let told = known.filter(|fault| fault.key == key.name()).count() > 0;
    if !settings.has(key) && !told {
        settings.refuse(key, why);
    }
}

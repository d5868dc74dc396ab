//! The settings: what cannot be read, what production refuses, and whether the key is the one the data was sealed with.

use foh_domain::privacy::SealError;
use foh_store::{Database, health};

use super::report::Finding;
use crate::{
    config::{Config, Examined, Fault, Mode},
    open,
};

/// Names that belong to nobody (RFC 2606): nobody's guests find a site there.
const EXAMPLES: [&str; 4] = ["example", "test", "invalid", "localhost"];
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// What the settings themselves show.
pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let mut findings: Vec<_> = examined
        .unreadable
        .iter()
        .map(|fault| Finding::fail("settings", told(fault), &fault.remedy))
        .collect();
    let Some(config) = &examined.config else {
        return findings;
    };
    findings.push(mode(config));
    for fault in &examined.unsafe_in_production {
        findings.push(match config.mode {
            Mode::Production => Finding::fail(area(fault), told(fault), &fault.remedy),
            Mode::Development => Finding::warn(
                area(fault),
                format!("Production would refuse: {}", told(fault)),
                &fault.remedy,
            ),
        });
    }
    let refused = |name| {
        let mut faults = examined.unsafe_in_production.iter();
        faults.any(|fault| area(fault) == name)
    };
    if !refused("secrets") {
        findings.push(Finding::pass(
            "secrets",
            "The secret key is set and can be random.",
        ));
    }
    if !refused("hosts") {
        findings.push(hosts(config));
    }
    findings.push(cookies(config));
    findings
}

/// Which line of the list a fault belongs to.
fn area(fault: &Fault) -> &'static str {
    match fault.key.as_str() {
        "secret_key" | "secret_key_file" | "secret_key_former" => "secrets",
        "site_base_url" | "allowed_hosts" | "cors_origins" => "hosts",
        "smtp_url" | "mail_from" => "mail",
        "sms_url" | "sms_account" | "sms_token" | "sms_from" => "texts",
        key if ["mtn_", "airtel_", "stripe_"]
            .iter()
            .any(|begin| key.starts_with(begin)) =>
        {
            "payments"
        }
        "tls_certificate" | "tls_key" | "listen" => "tls",
        "database_url" | "data_dir" => "database",
        _ => "settings",
    }
}

fn told(fault: &Fault) -> String {
    format!("{} ({}): {}.", fault.key, fault.origin, fault.problem)
}

fn mode(config: &Config) -> Finding {
    match config.mode {
        Mode::Production => Finding::pass("mode", "Production."),
        Mode::Development => Finding::warn(
            "mode",
            "Development: anybody who reaches it reads the mailbox and the link of the administrator is printed.",
            "set FOH_MODE=production before guests come",
        ),
    }
}

fn hosts(config: &Config) -> Finding {
    let base = config.site_base_url.host();
    let names = config.allowed_hosts.join(", ");
    let last = base.rsplit('.').next().unwrap_or(base);
    let example = EXAMPLES.contains(&last)
        || EXAMPLE_DOMAINS
            .iter()
            .any(|domain| base == *domain || base.ends_with(&format!(".{domain}")));
    if config.mode == Mode::Production && example {
        return Finding::warn(
            "hosts",
            format!("The site calls itself {base}, a name that belongs to nobody."),
            "set FOH_SITE_BASE_URL to the address visitors use",
        );
    }
    Finding::pass("hosts", format!("The site answers to {names}."))
}

fn cookies(config: &Config) -> Finding {
    if config.site_base_url.is_https() {
        Finding::pass(
            "cookies",
            "Sessions are in __Host-foh: Secure, HttpOnly, SameSite=Lax.",
        )
    } else {
        Finding::warn(
            "cookies",
            "The site is plain HTTP, so the session's cookie is not Secure and anybody on the way can take it.",
            "set FOH_SITE_BASE_URL to an https:// address",
        )
    }
}

/// Whether the key opens what is stored.
pub(super) async fn keys(examined: &Examined, config: &Config, database: &Database) -> Finding {
    if !examined.has_key {
        return Finding::fail(
            "keys",
            "There is no secret key: what is stored cannot be read.",
            "set FOH_SECRET_KEY to the key this house was set up with",
        );
    }
    let samples = match database.read(health::sealed_samples).await {
        Ok(samples) => samples,
        Err(error) => {
            return Finding::fail(
                "keys",
                format!("Accounts cannot be read: {error}."),
                "see above",
            );
        }
    };
    let keyring = open::keyring(config);
    for (id, sealed) in &samples {
        match keyring.open(*id, sealed) {
            Ok(_) => {}
            Err(SealError::UnknownKey) => {
                return Finding::fail(
                    "keys",
                    "What is stored was sealed with another secret key.",
                    "set the key this house was set up with; if it is lost, so are names and addresses",
                );
            }
            Err(SealError::Damaged) => {
                return Finding::fail(
                    "keys",
                    format!("The account {id} is damaged: it was changed without the key."),
                    "restore the last backup, and find out who wrote to the database",
                );
            }
        }
    }
    Finding::pass(
        "keys",
        if samples.is_empty() {
            "Nothing is stored yet."
        } else {
            "The secret key opens what is stored."
        },
    )
}

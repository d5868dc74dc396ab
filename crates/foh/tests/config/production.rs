//! What production asks for.

use std::fs;
use std::path::Path;

use foh::config::{Faults, Key, LogFormat, Mode};
use secrecy::ExposeSecret as _;

use crate::house::{House, KEY};

#[test]
fn production_starts_with_what_it_needs() {
    let config = House::in_production().load().unwrap();
    assert_eq!(config.mode, Mode::Production);
    assert_eq!(config.allowed_hosts, ["tickets.example.org"]);
    assert_eq!(config.log.format, LogFormat::Json);
    let printed = format!("{config:?}");
    assert!(
        !printed.contains("hunter2") && !printed.contains("199, 150, 60"),
        "{printed}"
    );
}

#[test]
fn production_refuses_what_is_missing_or_unsafe() {
    let text = "UXc4elgyO2tMbTk6cFI0dFl2NyxiTjFjRjZoSjNnRHM="; // Qw8zX2;kLm9:pR4tYv7,bN1cF6hJ3gDs
    let zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let counting = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for (variable, value, problem) in [
        ("FOH_SECRET_KEY", "", "is missing"),
        ("FOH_SECRET_KEY", zero, "repeat"),
        ("FOH_SECRET_KEY", counting, "count"),
        ("FOH_SECRET_KEY", text, "text"),
        ("FOH_SITE_BASE_URL", "http://tickets.example.org", "http://"),
        ("FOH_SMTP_URL", "", "is missing"),
        ("FOH_MAIL_FROM", "", "is missing"),
        ("FOH_ALLOWED_HOSTS", "tickets.example.org,*", "any name"),
        ("FOH_TRUSTED_PROXIES", "0.0.0.0/0", "everybody"),
        ("FOH_LIMITS", "all=off", "every limit is off"),
        ("FOH_LOG", "debug", "debug or trace"),
        ("FOH_LOG", "info,foh_web=trace", "debug or trace"),
    ] {
        let fault = House::in_production().with(variable, value).fault();
        assert_eq!(fault.key, variable[4..].to_lowercase());
        assert!(fault.problem.contains(problem), "{fault}");
        assert!(!fault.remedy.is_empty());
        assert!(
            value.is_empty() || !variable.contains("SECRET") || !fault.to_string().contains(value)
        );
    }
    let fault = |key: &str, faults: &Faults| faults.as_slice().iter().any(|fault| fault.key == key);
    let faults = House::in_production()
        .with("FOH_SITE_BASE_URL", "")
        .faults();
    assert!(
        fault("site_base_url", &faults) && fault("allowed_hosts", &faults),
        "{faults}"
    );
}

#[test]
fn production_told_nothing_asks_for_everything_at_once() {
    let faults = House::new().with("FOH_MODE", "production").faults();
    let told: Vec<_> = faults
        .as_slice()
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "site_base_url",
            "smtp_url",
            "mail_from",
            "secret_key",
            "allowed_hosts"
        ]
    );
    assert!(
        faults
            .to_string()
            .starts_with("5 settings are wrong:\n  - site_base_url (FOH_SITE_BASE_URL, not set): ")
    );
}

#[test]
fn a_secret_can_be_a_file() {
    let house = House::in_production().with("FOH_SECRET_KEY", "");
    fs::write(house.path().join("key"), format!("{KEY}\n")).unwrap();
    let house = house.with("FOH_SECRET_KEY_FILE", "key");
    assert_eq!(house.load().unwrap().secret_key.expose_secret()[0], 0xc7);
    // The environment wins over a key in foh.toml, but two of one place are one too many.
    let house = house.with_file(&format!("secret_key = '{}'", "A".repeat(43)));
    assert_eq!(house.load().unwrap().secret_key.expose_secret()[0], 0xc7);
    assert_eq!(
        house.with("FOH_SECRET_KEY", KEY).fault().key,
        "secret_key_file"
    );
}

#[test]
fn the_example_environment_is_complete_and_refused_only_for_its_placeholders() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let example = fs::read_to_string(root.join(".env.example")).unwrap();
    let manual = fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    let mut house = House::new();
    for line in example.lines().filter(|line| !line.starts_with('#')) {
        if let Some((variable, value)) = line.split_once('=') {
            house = house.with(variable, value);
        }
    }
    let fault = house.fault();
    assert!(fault.problem.contains("placeholder"), "{fault}");
    for key in Key::ALL {
        assert!(example.contains(&format!("{}=", key.variable())), "{key:?}");
        assert!(manual.contains(&format!("`{}`", key.variable())), "{key:?}");
        assert!(manual.contains(&format!("`{}`", key.name())), "{key:?}");
    }
}

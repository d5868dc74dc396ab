//! What production asks for.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use foh::config::{Config, Faults, Key, LogFormat, Mode};
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
        (
            "FOH_CRM_URL",
            "https://crm.example.org",
            "without crm_token",
        ),
        ("FOH_CRM_TOKEN", KEY, "without crm_url"),
        ("FOH_ALLOWED_HOSTS", "tickets.example.org,*", "any name"),
        ("FOH_TRUSTED_PROXIES", "0.0.0.0/0", "everybody"),
        ("FOH_LIMITS", "all=off", "every limit is off"),
        ("FOH_LOG", "debug", "debug or trace"),
        ("FOH_LOG", "info,foh_web=trace", "debug or trace"),
        ("FOH_LISTEN", "0.0.0.0:8080", "plain HTTP"),
        ("FOH_LISTEN", "[::]:8080", "plain HTTP"),
        ("FOH_CORS_ORIGINS", "http://www.example.org", "http://"),
        ("FOH_SMTP_URL", "smtp://relay.example.org", "in the clear"),
        (
            "FOH_SMTP_URL",
            "smtps://USER:PASSWORD@mail.example.org",
            "placeholder",
        ),
        (
            "FOH_DATABASE_URL",
            "postgres://foh:hunter2@db.example.org/foh",
            "TLS",
        ),
        (
            "FOH_DATABASE_URL",
            "postgres://foh:hunter2@db.example.org/foh?sslmode=prefer",
            "TLS",
        ),
        (
            "FOH_DATABASE_URL",
            "postgres://foh:PASSWORD@localhost/foh",
            "placeholder",
        ),
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
fn production_takes_what_was_decided_in_so_many_words() {
    for (variable, value) in [
        ("FOH_LISTEN", "127.0.0.1:8080"),
        ("FOH_LISTEN", "[::1]:8080"),
        ("FOH_SMTP_URL", "smtp://127.0.0.1:2525"),
        ("FOH_SMTP_URL", "smtp://relay.internal:25?tls=opportunistic"),
        ("FOH_SMTP_URL", "smtp://relay.internal?tls=required"),
        (
            "FOH_DATABASE_URL",
            "postgres://foh:hunter2@db.example.org/foh?sslmode=require",
        ),
        (
            "FOH_DATABASE_URL",
            "postgres://foh:hunter2@db.example.org/foh?sslmode=disable",
        ),
        ("FOH_DATABASE_URL", "postgres://foh:hunter2@127.0.0.1/foh"),
        ("FOH_CORS_ORIGINS", "https://www.example.org"),
        ("FOH_LIMITS", "sign_in=off"),
    ] {
        let loaded = House::in_production().with(variable, value).load();
        assert!(
            loaded.is_ok(),
            "{variable}={value}: {}",
            loaded.unwrap_err()
        );
    }
    let behind = House::in_production().with("FOH_LISTEN", "0.0.0.0:8080");
    behind
        .with("FOH_TRUSTED_PROXIES", "10.0.0.2")
        .load()
        .unwrap();
}

#[test]
fn https_needs_both_files_and_an_address_that_says_so() {
    let house = || House::new().with("FOH_TLS_CERTIFICATE", "a.pem");
    let fault = house().fault();
    assert_eq!(fault.key, "tls_certificate");
    assert!(fault.problem.contains("tls_key"), "{fault}");
    assert_eq!(
        House::new().with("FOH_TLS_KEY", "k.pem").fault().key,
        "tls_key"
    );
    let both = || house().with("FOH_TLS_KEY", "k.pem");
    let config = both().load().unwrap();
    assert_eq!(config.site_base_url.as_str(), "https://localhost:8080");
    let tls = config.tls.unwrap();
    assert!(tls.certificate.ends_with("a.pem") && tls.key.ends_with("k.pem"));
    let fault = both().with("FOH_SITE_BASE_URL", "http://a.example").fault();
    assert_eq!(fault.key, "site_base_url");
    let fault = House::new()
        .with("FOH_REDIRECT_LISTEN", "0.0.0.0:80")
        .fault();
    assert_eq!(fault.key, "redirect_listen");
    let config = both()
        .with("FOH_REDIRECT_LISTEN", "0.0.0.0:80")
        .load()
        .unwrap();
    assert_eq!(config.redirect_listen.unwrap().port(), 80);
    // In production the program may be reached by everybody once it speaks HTTPS.
    let config = House::in_production()
        .with("FOH_LISTEN", "0.0.0.0:443")
        .with("FOH_TLS_CERTIFICATE", "a.pem")
        .with("FOH_TLS_KEY", "k.pem")
        .with("FOH_HSTS_PRELOAD", "true")
        .load()
        .unwrap();
    assert!(config.hsts_preload);
}

#[cfg(unix)]
#[test]
fn files_that_matter_are_nobody_elses() {
    let shut = |house: &House, name: &str, mode| {
        let path = house.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let house = House::in_production().with("FOH_SECRET_KEY", "");
    fs::write(house.path().join("key"), KEY).unwrap();
    let house = house.with("FOH_SECRET_KEY_FILE", "key");
    for (mode, private) in [(0o600, true), (0o640, true), (0o644, false), (0o606, false)] {
        shut(&house, "key", mode);
        let fault = house
            .load()
            .err()
            .map(|faults| faults.as_slice()[0].clone());
        assert_eq!(fault.is_none(), private, "{mode:o}: {fault:?}");
        if let Some(fault) = fault {
            assert_eq!(fault.key, "secret_key_file");
            assert!(fault.remedy.contains("chmod o-rwx"), "{fault}");
        }
    }
    let house = House::in_production()
        .with("FOH_TLS_CERTIFICATE", "a.pem")
        .with("FOH_TLS_KEY", "k.pem");
    fs::write(house.path().join("k.pem"), "").unwrap();
    shut(&house, "k.pem", 0o644);
    assert_eq!(house.fault().key, "tls_key");
    shut(&house, "k.pem", 0o600);
    house.load().unwrap();
    fs::create_dir(house.path().join("foh-data")).unwrap();
    shut(&house, "foh-data", 0o777);
    let fault = house.fault();
    assert_eq!(fault.key, "data_dir");
    assert!(fault.remedy.contains("chmod o-w"), "{fault}");
    shut(&house, "foh-data", 0o755);
    house.load().unwrap();
}

#[test]
fn the_doctor_is_told_everything_and_nothing_is_made() {
    let house = House::new().with("FOH_LIMITS", "all=off");
    let examined = Config::examine(&house.sources(), [7; 32]);
    assert_eq!(examined.unreadable, []);
    assert!(!examined.has_key && examined.config.is_some());
    let told: Vec<_> = examined
        .unsafe_in_production
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    assert!(
        told.contains(&"limits") && told.contains(&"secret_key"),
        "{told:?}"
    );
    assert_eq!(fs::read_dir(house.path()).unwrap().count(), 0);

    let examined = Config::examine(&house.with("FOH_LISTEN", "everywhere").sources(), [7; 32]);
    assert!(examined.config.is_none());
    assert_eq!(examined.unreadable[0].key, "listen");
    let examined = Config::examine(&House::in_production().sources(), [7; 32]);
    assert!(examined.has_key && examined.config.is_some());
    assert_eq!(examined.unsafe_in_production, []);
    let key = examined.config.unwrap().secret_key;
    assert_eq!(key.expose_secret()[0], 0xc7);
}

#[test]
fn a_secret_can_be_a_file() {
    let house = House::in_production().with("FOH_SECRET_KEY", "");
    let path = house.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
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
    let faults = house.faults();
    for fault in faults.as_slice() {
        assert!(fault.problem.contains("placeholder"), "{fault}");
    }
    for key in Key::ALL {
        assert!(example.contains(&format!("{}=", key.variable())), "{key:?}");
        assert!(manual.contains(&format!("`{}`", key.variable())), "{key:?}");
        assert!(manual.contains(&format!("`{}`", key.name())), "{key:?}");
    }
}

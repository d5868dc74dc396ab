//! A program that cannot work as it is configured says so, and touches nothing.

use std::fs;

use crate::program::{KEY, Place};

#[test]
fn wrong_settings_are_named() {
    for (variable, value, said) in [
        ("FOH_DATABSE_URL", "sqlite:x", "FOH_DATABSE_URL"),
        ("FOH_PORT", "8080", "FOH_PORT"),
        ("FOH_MODE", "staging", "FOH_MODE"),
        ("FOH_LISTEN", "everywhere", "FOH_LISTEN"),
        ("FOH_LISTEN", "127.0.0.1", "FOH_LISTEN"),
        (
            "FOH_SITE_BASE_URL",
            "tickets.example.org",
            "FOH_SITE_BASE_URL",
        ),
        (
            "FOH_DATABASE_URL",
            "mysql://root@localhost/foh",
            "FOH_DATABASE_URL",
        ),
        ("FOH_DATABASE_URL", "foh.sqlite3", "FOH_DATABASE_URL"),
        ("FOH_SMTP_URL", "http://mail.example.org", "FOH_SMTP_URL"),
        ("FOH_MAIL_FROM", "nobody", "FOH_MAIL_FROM"),
        ("FOH_SECRET_KEY", "c2hvcnQ=", "FOH_SECRET_KEY"),
        ("FOH_TRUSTED_PROXIES", "proxy", "FOH_TRUSTED_PROXIES"),
        (
            "FOH_ALLOWED_HOSTS",
            "https://tickets.example.org",
            "FOH_ALLOWED_HOSTS",
        ),
        ("FOH_CORS_ORIGINS", "*", "FOH_CORS_ORIGINS"),
        ("FOH_LIMITS", "reservation_create=many", "FOH_LIMITS"),
        ("FOH_LIMITS", "reservations=1/hour", "FOH_LIMITS"),
        ("FOH_LOG", "loud", "FOH_LOG"),
    ] {
        for command in [vec![], vec!["serve"], vec!["migrate"]] {
            let place = Place::empty().with(variable, value);
            let told = place.run(&command).badly(1);
            assert!(told.starts_with("foh: "), "{told}");
            assert!(told.contains(said), "{variable}={value}: {told}");
            let made = fs::read_dir(place.path()).unwrap().count();
            assert_eq!(made, 0, "{variable}={value}: something was made");
        }
    }
}

#[test]
fn several_faults_are_told_together() {
    let place = Place::empty()
        .with("FOH_MODE", "staging")
        .with("FOH_LOG", "loud")
        .with("FOH_X", "1");
    fs::write(
        place.path().join("foh.toml"),
        "\nlissen = \"127.0.0.1:1\"\n",
    )
    .unwrap();
    let told = place.run(&[]).badly(1);
    for part in [
        "4 settings are wrong",
        "FOH_X",
        "FOH_MODE",
        "FOH_LOG",
        "lissen",
        "foh.toml, line 2",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = place.run(&["--config", "missing.toml"]).badly(1);
    assert!(told.contains("missing.toml"), "{told}");
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let place = Place::empty()
        .with("FOH_SECRET_KEY", KEY)
        .with("FOH_DATABASE_URL", "postgres://foh:hunter2@127.0.0.1:1/foh");
    for command in ["serve", "migrate", "demo"] {
        let place_taken = place.run(&[command]);
        let told = place_taken.badly(1);
        assert!(told.contains("127.0.0.1"), "{command}: {told}");
        assert!(!told.contains("hunter2"), "{command}: {told}");
    }
    let file = Place::empty().with("FOH_DATABASE_URL", "sqlite:/dev/null/foh.sqlite3");
    let told = file.run(&["migrate"]).badly(1);
    assert!(told.contains("/dev/null"), "{told}");
}

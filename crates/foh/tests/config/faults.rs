//! What is told when something is wrong.

use std::fs;

use foh::config::{Key, Origin};

use crate::house::House;

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let house = House::new().with("FOH_LISTEN", "8080");
    assert_eq!(house.fault().key, "listen");
    assert!(!house.path().join("foh-data").exists());
}

#[test]
fn a_damaged_development_key_is_told() {
    let house = House::new();
    fs::create_dir(house.path().join("foh-data")).unwrap();
    fs::write(house.path().join("foh-data/secret.key"), "half a k").unwrap();
    let fault = house.fault();
    assert_eq!(fault.key, "secret_key");
    assert!(fault.to_string().contains("foh-data/secret.key"), "{fault}");
}

#[test]
fn every_bad_value_names_its_key_its_place_and_its_remedy() {
    let key: &str = &"A".repeat(40);
    for (name, value) in [
        ("mode", "prod"),
        ("listen", "localhost"),
        ("site_base_url", "tickets.example.org"),
        ("database_url", "mysql://foh:hunter2@db/foh"),
        ("smtp_url", "smtp://user:hunter2@mail"),
        ("mail_from", "nobody"),
        ("secret_key", key),
        ("secret_key", "hunter2!"),
        ("secret_key_file", "missing"),
        ("trusted_proxies", "10.0.0.1,proxy"),
        ("allowed_hosts", "https://tickets.example.org"),
        ("cors_origins", "*"),
        ("limits", "sign_in=5/week"),
        ("log", "loud"),
        ("log_format", "xml"),
        ("redirect_listen", "80"),
        ("hsts_preload", "yes"),
    ] {
        let variable = format!("FOH_{}", name.to_uppercase());
        let by_environment = House::new().with(&variable, value).fault();
        assert_eq!(by_environment.key, name);
        assert_eq!(by_environment.origin, Origin::Environment(variable));

        let by_file = House::new()
            .with_file(&format!("\n{name} = '{value}'"))
            .fault();
        assert_eq!(by_file.key, name);
        assert!(
            by_file.to_string().contains("foh.toml, line 2)"),
            "{by_file}"
        );

        for fault in [by_environment, by_file] {
            let key = Key::ALL.into_iter().find(|key| key.name() == name).unwrap();
            assert_eq!(fault.remedy, key.remedy());
            assert!(!fault.to_string().contains("hunter2"), "{fault}");
        }
    }
}

#[test]
fn unknown_keys_are_refused_wherever_they_are() {
    let house = House::new()
        .with("FOH_LISTENS", "127.0.0.1:1")
        .with("FOH_TEST_DATABASE", "fine")
        .with("FOH_BENCH_SECONDS", "fine")
        .with("FOHOLD", "fine")
        .with_file("[smtp]\nurl = 'smtp://mail'\n\n[server]");
    let faults = house.faults();
    let told: Vec<_> = faults
        .as_slice()
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    assert_eq!(told, ["server", "smtp", "FOH_LISTENS"]);
    assert!(faults.to_string().contains("FOH_LISTEN,"), "{faults}");
    assert!(
        faults
            .to_string()
            .contains("foh.toml, line 4): is not a known key"),
        "{faults}"
    );
}

#[test]
fn a_file_that_is_not_toml_names_the_line_and_quotes_nothing() {
    let fault = House::new()
        .with_file("mode = 'development'\nsecret_key = 'hunter2\n")
        .fault();
    assert!(fault.to_string().contains("foh.toml, line 2"), "{fault}");
    assert!(!fault.to_string().contains("hunter2"), "{fault}");
}

#[test]
fn a_value_of_the_wrong_type_is_told() {
    for (text, key) in [
        ("listen = 8080", "listen"),
        ("listen = ['127.0.0.1:8080']", "listen"),
        ("allowed_hosts = [1]", "allowed_hosts"),
        ("limits = { sign_in = 5 }", "limits"),
        ("log = true", "log"),
    ] {
        assert_eq!(House::new().with_file(text).fault().key, key, "{text}");
    }
}

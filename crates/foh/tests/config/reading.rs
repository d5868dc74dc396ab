//! What is read from where.

use std::cell::Cell;
use std::fs;

use foh::config::{Config, DatabaseUrl, LogFormat, Mode};
use foh_domain::{identity::Role, limits::Limit};
use secrecy::ExposeSecret as _;

use crate::house::House;

#[test]
fn development_needs_no_settings() {
    let house = House::new();
    let config = house.load().unwrap();
    assert_eq!(config.mode, Mode::Development);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.site_base_url.as_str(), "http://localhost:8080");
    assert_eq!(config.data_dir, house.path().join("foh-data"));
    let DatabaseUrl::Embedded(path) = config.database else {
        panic!("the default is embedded");
    };
    assert_eq!(path, house.path().join("foh-data/foh.sqlite3"));
    assert!(config.smtp.is_none());
    assert_eq!(config.mail_from, "Front of House <box-office@localhost>");
    assert_eq!(config.allowed_hosts, ["localhost", "127.0.0.1", "[::1]"]);
    assert!(config.trusted_proxies.is_empty() && config.cors_origins.is_empty());
    assert_eq!(
        (config.log.filter.as_str(), config.log.format),
        ("info", LogFormat::Text)
    );
}

#[test]
fn the_development_key_is_made_once_for_this_user_only() {
    let house = House::new();
    let made = Cell::new(0);
    for _ in 0..2 {
        let config = Config::load(&house.sources(), || {
            made.set(made.get() + 1);
            Ok([7; 32])
        });
        assert_eq!(config.unwrap().secret_key.expose_secret(), &[7; 32]);
    }
    assert_eq!(made.get(), 1);
    let files = fs::read_dir(house.path().join("foh-data")).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["secret.key"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for (path, mode) in [("foh-data", 0o700), ("foh-data/secret.key", 0o600)] {
            let found = fs::metadata(house.path().join(path)).unwrap();
            assert_eq!(found.permissions().mode() & 0o777, mode);
        }
    }
}

#[test]
fn file_and_environment_hold_the_same_keys_and_the_environment_wins() {
    let file = r#"
        listen = "0.0.0.0:9000"
        site_base_url = "https://file.example.org"
        allowed_hosts = ["One.example.org", "two.example.org"]
        trusted_proxies = "10.0.0.0/8, 192.0.2.1"
        cors_origins = ["https://www.example.org"]
        data_dir = "/var/lib/foh"
        log_format = "json"
        [limits]
        reservation_create = "5/hour"
        sign_in = "9/day"
    "#;
    let house = House::new()
        .with_file(file)
        .with("FOH_DATA_DIR", "data")
        .with("FOH_LISTEN", "[::1]:9001")
        .with("FOH_LIMITS", "sign_in=off")
        .with("FOH_LOG_FORMAT", "");
    let config = house.load().unwrap();
    assert_eq!(config.listen.to_string(), "[::1]:9001");
    assert_eq!(config.data_dir, house.path().join("data"));
    assert_eq!(config.site_base_url.as_str(), "https://file.example.org");
    assert_eq!(
        config.allowed_hosts,
        ["one.example.org", "two.example.org", "file.example.org"]
    );
    let proxies: Vec<_> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.1/32"]);
    assert_eq!(config.cors_origins, ["https://www.example.org"]);
    assert_eq!(config.log.format, LogFormat::Json);
    let create = config.limits.get(Limit::ReservationCreate).unwrap();
    assert_eq!((create.count(), create.per_seconds()), (5, 3_600));
    assert_eq!(config.limits.get(Limit::SignIn), None);
}

#[test]
fn another_file_can_be_named_and_must_exist() {
    let house = House::new();
    fs::write(house.path().join("other.toml"), "listen = '127.0.0.1:1'").unwrap();
    let mut sources = house.sources();
    sources.file = Some("other.toml".into());
    let config = Config::load(&sources, || Ok([7; 32])).unwrap();
    assert_eq!(config.listen.port(), 1);
    sources.file = Some("missing.toml".into());
    let faults = Config::load(&sources, || Ok([7; 32])).unwrap_err();
    assert!(faults.to_string().contains("missing.toml"), "{faults}");
}

#[test]
fn sessions_last_as_long_as_is_said() {
    let hours = jiff::SignedDuration::from_hours;
    let usual = House::new().load().unwrap().sign_in;
    assert_eq!(usual.sessions.idle(), hours(12));
    assert_eq!(usual.sessions.lifetime(), hours(7 * 24));
    assert!(usual.second_factor_roles.is_empty());
    let said = House::new()
        .with("FOH_SESSION_IDLE", "30m")
        .with("FOH_SESSION_LIFETIME", "1d")
        .with("FOH_SECOND_FACTOR_ROLES", "administrator, box_office");
    let said = said.load().unwrap().sign_in;
    assert_eq!(said.sessions.idle(), hours(1) / 2);
    assert_eq!(said.sessions.lifetime(), hours(24));
    let roles = [Role::Administrator, Role::BoxOffice];
    assert_eq!(said.second_factor_roles, roles);
    // A shorter life alone is enough.
    let short = House::new().with("FOH_SESSION_LIFETIME", "2h");
    let short = short.load().unwrap().sign_in.sessions;
    assert_eq!((short.idle(), short.lifetime()), (hours(2), hours(2)));
    for (variable, value) in [
        ("FOH_SESSION_IDLE", "8d"),
        ("FOH_SESSION_IDLE", "5m"),
        ("FOH_SESSION_IDLE", "12"),
        ("FOH_SESSION_LIFETIME", "91d"),
        ("FOH_SECOND_FACTOR_ROLES", "service"),
        ("FOH_SECOND_FACTOR_ROLES", "administrator, root"),
    ] {
        let faults = House::new().with(variable, value).load().unwrap_err();
        assert!(
            faults.to_string().contains(variable),
            "{variable}: {faults}"
        );
    }
}

#[test]
fn links_to_sign_in_work_as_long_as_is_said() {
    let minutes = jiff::SignedDuration::from_mins;
    assert_eq!(House::new().load().unwrap().sign_in.link_life, minutes(60));
    for (value, life) in [
        ("5m", minutes(5)),
        ("2h", minutes(120)),
        ("7d", minutes(7 * 24 * 60)),
    ] {
        let said = House::new().with("FOH_SIGN_IN_LINK_LIFE", value);
        assert_eq!(said.load().unwrap().sign_in.link_life, life, "{value}");
    }
    for wrong in ["4m", "8d", "169h", "0m", "1", "an hour", "-1h"] {
        let fault = House::new().with("FOH_SIGN_IN_LINK_LIFE", wrong).fault();
        assert_eq!(fault.key, "sign_in_link_life", "{wrong}: {fault}");
    }
}

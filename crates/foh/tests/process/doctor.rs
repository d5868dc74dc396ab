//! `foh doctor` before good houses and broken ones, on both engines.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use foh_testkit::{
    both_engines,
    engines::{Engine, TestDatabase, blocking},
    postgres::{Cluster, Options},
    smtp,
};
use serde_json::Value;

use crate::{
    certificate::Authority,
    program::{Ended, KEY, Place},
};

const OTHER_KEY: &str = "pQ3v8sZ1yWc5Jd0rTn6LxGf2BhMk9EaUiV7oCqSjXtY=";

/// What one run has found.
struct Findings {
    code: Option<i32>,
    checks: Vec<Value>,
}

impl Findings {
    #[track_caller]
    fn of(ended: &Ended) -> Self {
        let report: Value =
            serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        let checks = report["checks"].as_array().unwrap().clone();
        let failed = checks.iter().any(|check| check["verdict"] == "fail");
        assert_eq!(ended.code, Some(i32::from(failed)), "{ended:?}");
        assert_eq!(report["result"], if failed { "fail" } else { "pass" });
        for check in &checks {
            let needs_remedy = check["verdict"] == "fail" || check["verdict"] == "warn";
            assert_eq!(check["remedy"].is_string(), needs_remedy, "{check}");
        }
        for secret in [KEY, OTHER_KEY, "hunter2"] {
            assert!(
                !ended.out.contains(secret) && !ended.err.contains(secret),
                "{ended:?}"
            );
        }
        Self {
            code: ended.code,
            checks,
        }
    }

    /// Whether a finding of this check and verdict says this.
    #[track_caller]
    fn has(&self, check: &str, verdict: &str, part: &str) {
        let found = self.checks.iter().any(|one| {
            one["check"] == check
                && one["verdict"] == verdict
                && (one["what"].as_str().unwrap().contains(part)
                    || one["remedy"]
                        .as_str()
                        .is_some_and(|remedy| remedy.contains(part)))
        });
        assert!(
            found,
            "no {verdict} of {check} with {part:?} in {:#?}",
            self.checks
        );
    }

    /// The only one that failed.
    #[track_caller]
    fn fails_only(&self, check: &str, part: &str) {
        self.has(check, "fail", part);
        let failed: Vec<_> = self
            .checks
            .iter()
            .filter(|one| one["verdict"] == "fail")
            .collect();
        assert_eq!(failed.len(), 1, "{failed:#?}");
    }
}

fn examine(place: &Place) -> Findings {
    Findings::of(&place.run(&["doctor", "--json"]))
}

/// A production house behind a proxy, with a mail server and an administrator.
fn good(database: &TestDatabase, post: &smtp::Server) -> Place {
    let place = Place::empty()
        .with("FOH_MODE", "production")
        .with("FOH_SITE_BASE_URL", "https://tickets.theatre.de")
        .with("FOH_TRUSTED_PROXIES", "10.0.0.2")
        .with("FOH_SMTP_URL", &post.url())
        .with("FOH_MAIL_FROM", "Box Office <tickets@theatre.de>")
        .with("FOH_SECRET_KEY", KEY)
        .with("FOH_DATABASE_URL", &database.url());
    place.run(&["demo"]).well();
    let user = [
        "user",
        "create",
        "--email",
        "ada@theatre.de",
        "--name",
        "Ada",
        "--role",
        "administrator",
    ];
    place.run(&user).well();
    place
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Changes the database behind the program's back.
pub fn meddle(engine: Engine, database: &TestDatabase, sql: &str) {
    match engine {
        Engine::Sqlite => {
            let file = rusqlite::Connection::open(database.file()).unwrap();
            file.execute_batch(sql).unwrap();
        }
        Engine::Postgres => blocking(|| {
            let mut client =
                ::postgres::Client::connect(&database.url(), ::postgres::NoTls).unwrap();
            client.batch_execute(sql).unwrap();
        }),
    }
}

both_engines! {
    async fn a_good_house_is_well(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        let found = examine(&place);
        assert_eq!(found.code, Some(0), "{:#?}", found.checks);
        for (check, part) in [
            ("mode", "Production"),
            ("secrets", "set"),
            ("hosts", "tickets.theatre.de"),
            ("cookies", "__Host-foh"),
            ("tls", "proxy"),
            ("mail", "answers"),
            ("disk", "MB are free"),
            ("migrations", "this version"),
            ("keys", "opens what is stored"),
        ] {
            found.has(check, "pass", part);
        }
        found.has("clock", "pass", "");
        found.has("places", "pass", "add up");
        found.has("stock", "pass", "are the sums of their movements");
        found.has("audit", "pass", "are as they were written");
        found.has("accounts", "warn", "1 of 1 accounts with the role administrator");
        let settings = match engine {
            Engine::Sqlite => ["journal_mode is wal", "synchronous is full", "foreign_keys is on", "quick_check is ok"],
            Engine::Postgres => ["fsync is on", "synchronous_commit is on", "full_page_writes is on", "server_version is"],
        };
        for part in settings {
            found.has("database", "pass", part);
        }
        assert_eq!(post.received(), [], "nothing is sent");
        let list = place.run(&["doctor"]);
        assert_eq!(list.code, Some(0));
        assert!(list.out.contains("pass  migrations") && list.out.contains(" 0 failed"), "{}", list.out);
        // Also while the site is open.
        let mut place = place;
        let serving = place.serve();
        assert_eq!(examine(&place).code, Some(0));
        serving.stop();
    }

    async fn places_that_do_not_add_up_are_found(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        meddle(engine, &database, "UPDATE occurrences SET confirmed = confirmed + 1 WHERE id = (SELECT id FROM occurrences ORDER BY id LIMIT 1)");
        examine(&place).fails_only("places", "The places of 1 performances do not add up");
    }

    async fn stocks_that_are_not_the_sum_of_their_movements_are_found(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        meddle(engine, &database, "UPDATE stocks SET units = units + 1 WHERE id = (SELECT id FROM stocks ORDER BY id LIMIT 1)");
        examine(&place).fails_only("stock", "The levels of 1 stocks of the bar are not the sums of their movements");
    }

    async fn a_log_that_was_altered_is_found(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        meddle(engine, &database, "DELETE FROM audit_entries WHERE number = 1");
        examine(&place).fails_only("audit", "not as it was written");
        meddle(engine, &database, "DELETE FROM audit_keys");
        for _ in 0..2 {
            // Looking begins no new log.
            examine(&place).fails_only("audit", "The key of the log was removed");
        }
        meddle(engine, &database, "DELETE FROM audit_entries; DELETE FROM audit_heads");
        examine(&place).has("audit", "pass", "not begun");
    }

    async fn another_key_is_found(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post).with("FOH_SECRET_KEY", OTHER_KEY);
        let found = examine(&place);
        found.fails_only("keys", "another secret key");
        found.has("audit", "skipped", "");
    }

    async fn a_clock_that_went_back_is_found(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        meddle(engine, &database, "UPDATE users SET created_at = created_at + 3600000000");
        examine(&place).fails_only("clock", "this clock is behind");
    }

    async fn tables_of_another_version_are_found_and_left(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        meddle(engine, &database, "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (999, 'later', 'x', '1')");
        let found = examine(&place);
        found.fails_only("migrations", "V999__later");
        found.has("places", "skipped", "");
        meddle(engine, &database, "DELETE FROM refinery_schema_history WHERE version > 1");
        for _ in 0..2 {
            let found = examine(&place);
            found.fails_only("migrations", "foh migrate");
            found.has("migrations", "fail", "V2__");
        }
    }

    async fn an_empty_database_is_not_filled(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = Place::empty().with("FOH_DATABASE_URL", &database.url()).with("FOH_SMTP_URL", &post.url());
        for _ in 0..2 {
            let found = examine(&place);
            assert_eq!(found.code, Some(1));
            match engine {
                Engine::Sqlite => found.has("database", "fail", "no such file"),
                Engine::Postgres => found.has("migrations", "fail", "V1__"),
            }
        }
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "nothing is made");
    }

    async fn administrators_with_a_second_factor_are_counted(engine: Engine) {
        let (database, post) = (engine.empty_database(), smtp::Server::start());
        let place = good(&database, &post);
        let secret = if engine == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
        let enrol = format!("INSERT INTO second_factors (user_id, secret, last_step, created_at) SELECT id, {secret}, 0, 0 FROM users WHERE role = 'administrator'");
        meddle(engine, &database, &enrol);
        examine(&place).has("accounts", "warn", "1 of 1 accounts");
        let demanding = place.with("FOH_SECOND_FACTOR_ROLES", "administrator");
        examine(&demanding).fails_only("accounts", "1 of 1 accounts");
        let place = demanding.with("FOH_SECOND_FACTOR_ROLES", "");
        meddle(engine, &database, "UPDATE second_factors SET confirmed_at = 1");
        examine(&place).has("accounts", "pass", "Everybody who should");
        meddle(engine, &database, if engine == Engine::Sqlite { "UPDATE users SET active = 0" } else { "UPDATE users SET active = false" });
        examine(&place).has("accounts", "warn", "no active administrator");
    }
}

#[test]
fn a_server_that_forgets_is_found() {
    let cluster = Cluster::start(&Options {
        fsync: false,
        settings: vec!["full_page_writes = off".to_owned()],
        ..Options::default()
    });
    cluster.create_database("foh");
    let place = Place::empty().with("FOH_DATABASE_URL", &cluster.url("foh"));
    place.run(&["migrate"]).well();
    let found = examine(&place);
    assert_eq!(found.code, Some(1));
    found.has("database", "fail", "fsync is off");
    found.has("database", "fail", "full_page_writes is off");
}

#[test]
fn a_database_that_does_not_answer_is_found() {
    let place = Place::empty().with("FOH_DATABASE_URL", "postgres://foh:hunter2@127.0.0.1:1/foh");
    let found = examine(&place);
    found.has("database", "fail", "127.0.0.1");
    found.has("places", "skipped", "");
}

#[test]
fn a_damaged_file_is_found() {
    let place = Place::empty();
    place.run(&["demo"]).well();
    let file = place.data().join("foh.sqlite3");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let mut bytes = fs::read(&file).unwrap();
    // Past the first page, so that it is still a database.
    let (start, end) = (bytes.len() / 3, bytes.len() / 3 * 2);
    bytes[start..end].fill(0x5a);
    fs::write(&file, bytes).unwrap();
    let found = examine(&place);
    assert_eq!(found.code, Some(1));
    found.has("database", "fail", "");
}

#[test]
fn files_that_others_may_read_are_found() {
    let place = Place::empty();
    place.run(&["demo"]).well();
    assert_eq!(
        fs::metadata(place.data()).unwrap().permissions().mode() & 0o777,
        0o700
    );
    examine(&place).has("database", "pass", "nobody else's");
    mode(&place.data(), 0o755);
    let file = place.data().join("foh.sqlite3");
    mode(&file, 0o644);
    examine(&place).has("database", "warn", "may read");
    mode(&file, 0o666);
    examine(&place).has("database", "fail", "may change");
    mode(&place.data(), 0o777);
    examine(&place).has("database", "warn", "Production would refuse: data_dir");
}

#[test]
fn mail_that_cannot_leave_is_found() {
    let post = smtp::Server::start();
    let place = Place::empty().with("FOH_SMTP_URL", &post.url());
    place.run(&["migrate"]).well();
    examine(&place).has("mail", "pass", "answers");
    post.set_fault(smtp::Fault::Refuse);
    examine(&place).has("mail", "fail", "cannot be reached");
    post.set_fault(smtp::Fault::Stall);
    examine(&place).has("mail", "fail", "no answer in time");
    let required = format!("{}?tls=required", post.url());
    post.set_fault(smtp::Fault::None);
    let place = place.with("FOH_SMTP_URL", &required);
    examine(&place).has("mail", "fail", "switching to TLS");
    let place = place.with("FOH_SMTP_URL", "");
    examine(&place).has("mail", "warn", "FOH_SMTP_URL");
}

#[test]
fn certificates_are_looked_at() {
    let authority = Authority::new();
    let place = Place::empty();
    place.run(&["migrate"]).well();
    let files = authority.issue(place.path(), &["tickets.theatre.de", "localhost"]);
    let mut place = place
        .with("FOH_SITE_BASE_URL", "https://tickets.theatre.de")
        .with("FOH_ALLOWED_HOSTS", "tickets.theatre.de,localhost")
        .with("FOH_TLS_CERTIFICATE", files.certificate())
        .with("FOH_TLS_KEY", files.key());
    let found = examine(&place);
    found.has("tls", "pass", "4000-01-01");
    found.has("tls", "pass", "every name");
    place.set("FOH_ALLOWED_HOSTS", "www.theatre.de");
    examine(&place).has("tls", "warn", "not for www.theatre.de");
    place.set("FOH_SITE_BASE_URL", "https://other.theatre.de");
    examine(&place).fails_only("tls", "not for other.theatre.de");
    authority.issue_until(place.path(), &["other.theatre.de", "www.theatre.de"], 2_021);
    examine(&place).fails_only("tls", "has ended");
    mode(&files.key, 0o644);
    examine(&place).has("tls", "warn", "Production would refuse: tls_key");
    fs::write(&files.key, "x").unwrap();
    examine(&place).fails_only("tls", "no private key");
}

#[test]
fn what_production_refuses_fails_there_and_is_told_before() {
    let place = Place::empty().with("FOH_LIMITS", "all=off");
    place.run(&["migrate"]).well();
    let found = examine(&place);
    found.has("settings", "warn", "every limit is off");
    found.has("mode", "warn", "Development");
    found.has("cookies", "warn", "plain HTTP");
    let place = place.with("FOH_MODE", "production");
    let found = examine(&place);
    found.has("settings", "fail", "every limit is off");
    found.has("secrets", "fail", "secret_key");
    found.has("hosts", "fail", "site_base_url");
    found.has("keys", "fail", "no secret key");
    let list = place.run(&["doctor"]);
    assert_eq!(list.code, Some(1));
    assert!(
        list.out.contains("FAIL  secrets") && list.out.contains("→ "),
        "{}",
        list.out
    );
    let place = place.with("FOH_LISTEN", "everywhere");
    let found = examine(&place);
    found.has("settings", "fail", "FOH_LISTEN");
    found.has("installation", "skipped", "");
}

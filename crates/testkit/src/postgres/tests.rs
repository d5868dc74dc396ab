use super::{Cluster, Options, StopMode, cluster};
use crate::workplace::unique_name;
use ::postgres::{Client, NoTls};
use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

fn client(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

fn setting(client: &mut Client, name: &str) -> String {
    client
        .query_one("SELECT current_setting($1)", &[&name])
        .unwrap()
        .get(0)
}

#[test]
fn a_database_is_created_used_and_dropped() {
    let database = cluster().temporary_database(None);
    let mut client = client(&database.url());
    client
        .batch_execute("CREATE TABLE seat (number integer)")
        .unwrap();
    assert_eq!(setting(&mut client, "server_encoding"), "UTF8");
    let name = database.name().to_owned();
    // The open connection must not keep the database alive.
    drop(database);
    let left = cluster()
        .connect("postgres")
        .query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
    assert!(left.unwrap().is_empty());
}

#[test]
fn a_template_is_built_once_and_copied() {
    let name = unique_name("template");
    let builds = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                cluster().ensure_template(&name, |url| {
                    builds.fetch_add(1, Ordering::SeqCst);
                    client(url)
                        .batch_execute("CREATE TABLE seat AS SELECT 7 AS number")
                        .unwrap();
                });
                let copy = cluster().temporary_database(Some(&name));
                let row = client(&copy.url())
                    .query_one("SELECT number FROM seat", &[])
                    .unwrap();
                assert_eq!(row.get::<_, i32>(0), 7);
            });
        }
    });
    assert_eq!(builds.into_inner(), 1);
    cluster().drop_database(&name);
}

#[test]
fn an_own_server_is_configured_crashed_stopped_and_removed() {
    let options = Options {
        fsync: false,
        max_connections: 17,
        settings: vec!["lock_timeout = '5s'".into()],
        ..Options::default()
    };
    let own = Cluster::start(&options);
    own.create_database("house");
    let mut over_socket = client(&own.socket_url("house"));
    for (name, value) in [
        ("fsync", "off"),
        ("max_connections", "17"),
        ("lock_timeout", "5s"),
    ] {
        assert_eq!(setting(&mut over_socket, name), value, "{name}");
    }
    over_socket
        .batch_execute("CREATE TABLE seat AS SELECT 7 AS number")
        .unwrap();

    let before = own.pid();
    own.restart(StopMode::Immediate);
    assert_ne!(own.pid(), before);
    assert!(
        over_socket.query("SELECT 1", &[]).is_err(),
        "the old connection is gone"
    );
    assert!(own.log().contains("recovery"), "{}", own.log());
    let row = client(&own.url("house"))
        .query_one("SELECT number FROM seat", &[])
        .unwrap();
    assert_eq!(row.get::<_, i32>(0), 7);

    own.stop(StopMode::Fast);
    assert!(Client::connect(&own.url("house"), NoTls).is_err());
    own.start_again();
    let pid = own.pid();
    let directory = own.own().directory().to_owned();
    drop(own);
    assert!(!directory.exists());
    // Where nobody collects orphans a dead process stays in the list, but without a command line.
    assert_eq!(
        fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default(),
        b""
    );
}

#[test]
fn the_default_server_waits_for_the_disk() {
    assert!(Options::default().fsync);
    let own = Cluster::start(&Options::default());
    let mut client = client(&own.url("postgres"));
    for name in ["fsync", "synchronous_commit", "full_page_writes"] {
        assert_eq!(setting(&mut client, name), "on", "{name}");
    }
}

#[test]
fn backends_are_terminated() {
    let database = cluster().temporary_database(None);
    let mut client = client(&database.url());
    assert_eq!(cluster().terminate_backends(database.name()), 1);
    thread::sleep(Duration::from_millis(50));
    assert!(client.query("SELECT 1", &[]).is_err());
}

#[tokio::test]
async fn works_inside_an_async_runtime() {
    let database = cluster().temporary_database(None);
    assert_eq!(cluster().terminate_backends(database.name()), 0);
}

#[test]
fn the_url_of_a_running_cluster_loses_its_database() {
    for url in [
        "postgres://me@host:5",
        "postgres://me@host:5/",
        "postgres://me@host:5/db?x=1",
        "postgres://me@host:5?x=1",
    ] {
        assert_eq!(
            Cluster::running(url).url("house"),
            "postgres://me@host:5/house",
            "{url}"
        );
    }
}

//! The server goes away and comes back while everybody writes: clear errors or retries, never a wrong or half answer.

use std::time::{Duration, Instant};

use foh_store::{Database, Options, StoreError};
use foh_testkit::postgres::{self, Cluster, StopMode};

use crate::ground::{lane, ledger, make_ledger, migrate, note, one_of_each, open, queued};
use crate::writers::{Account, Writers};

const WRITERS: u8 = 16;

/// A cluster of this test's own, with a migrated database and its ledger.
fn own_cluster() -> (Cluster, String) {
    let cluster = Cluster::start(&postgres::Options::default());
    cluster.create_database("house");
    let url = cluster.url("house");
    foh_testkit::engines::blocking(|| migrate(&url));
    make_ledger(&url);
    (cluster, url)
}

async fn settle(url: &str, account: &Account) {
    for error in &account.errors {
        assert!(
            matches!(error, StoreError::Unavailable(_) | StoreError::Unknown(_)),
            "not a clear error: {error:?}"
        );
    }
    let stored = ledger(&open(url, &one_of_each())).await;
    account.agrees_with(&stored);
    assert!(
        account.acknowledged.len() > 1_000,
        "hardly anything happened"
    );
}

async fn restart_under_load(mode: StopMode) {
    let (cluster, url) = own_cluster();
    let db = open(&url, &Options::default());
    let writers = Writers::start(&db, WRITERS);
    for _ in 0..3 {
        writers.all_progress(30);
        cluster.restart(mode);
        // All lanes work again.
        writers.all_progress(30);
    }
    settle(&url, &writers.finish()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_server_crashes_under_load() {
    restart_under_load(StopMode::Immediate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_server_is_restarted_under_load() {
    restart_under_load(StopMode::Fast).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_are_cut_under_load() {
    let (cluster, url) = own_cluster();
    let db = open(&url, &Options::default());
    let writers = Writers::start(&db, WRITERS);
    for _ in 0..20 {
        writers.all_progress(5);
        assert!(cluster.terminate_backends("house") > 0);
    }
    writers.all_progress(5);
    settle(&url, &writers.finish()).await;
}

/// Reads are retried: nothing they do could have happened already.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_do_not_notice_that_connections_are_cut() {
    let (cluster, url) = own_cluster();
    let db = open(&url, &Options::default());
    for number in 0..20 {
        db.write(lane(0), move |tx| note(tx, number)).await.unwrap();
        assert!(cluster.terminate_backends("house") > 0);
        for _ in 0..4 {
            assert_eq!(i64::try_from(ledger(&db).await.len()), Ok(number + 1));
        }
    }
}

/// Everybody who waits hears of a server that stays away, all of them after one patience and not one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_stays_away_is_told_to_everybody_soon() {
    let (cluster, url) = own_cluster();
    let db = open(&url, &Options::default());
    cluster.stop(StopMode::Fast);
    let begun = Instant::now();
    let write = |number: i64| {
        let db = db.clone();
        let key = lane(u8::try_from(number % 4).unwrap());
        queued(async move { db.write(key, move |tx| note(tx, number)).await })
    };
    let read = |db: Database| queued(async move { db.read(crate::ground::numbers).await });
    let writes: Vec<_> = (0..64).map(write).collect();
    let reads: Vec<_> = (0..16).map(|_| read(db.clone())).collect();
    for write in writes {
        let error = write.await.unwrap().unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    for read in reads {
        let error = read.await.unwrap().unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );

    // Who comes later is not kept waiting.
    let begun = Instant::now();
    assert!(write(64).await.unwrap().is_err());
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );

    cluster.start_again();
    for number in 0..8 {
        write(number).await.unwrap().unwrap();
    }
    assert_eq!(ledger(&db).await, (0..8).collect::<Vec<_>>());
}

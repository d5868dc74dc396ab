//! The process is killed, or its disk refuses to write, while everybody writes.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use foh_store::{Database, Options, StoreError};
use foh_testkit::engines::Engine;

use crate::ground::{LANE, LIMIT, ledger, make_ledger, migrate, note, one_of_each, open};
use crate::writers::Writers;

/// Tells the second process which database to write to.
const DATABASE: &str = "FOH_STORE_TEST_DATABASE";

async fn is_sound(db: &Database) {
    let said = db
        .read(|tx| {
            tx.query("PRAGMA integrity_check", &[], |row| {
                row.get::<String>("integrity_check")
            })
        })
        .await
        .unwrap();
    assert_eq!(said, ["ok"]);
}

/// This test once more, in a process that finds the database named in its environment.
fn second_process(mut program: Command, test: &str, url: &str) -> Child {
    program
        .args(["--exact", test, "--nocapture"])
        .env(DATABASE, url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the second process says of a number, such as `stored 7`.
fn said(line: &str) -> Option<(&str, i64)> {
    let (word, number) = line.split_once(' ')?;
    Some((word, number.parse().ok()?))
}

fn say(word: &str, number: i64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word} {number}").unwrap();
    out.flush().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_process_has_stored_what_it_acknowledged() {
    if let Ok(url) = std::env::var(DATABASE) {
        return write_until_killed(&url).await;
    }
    let place = Engine::Sqlite.database(migrate);
    make_ledger(&place.url());
    let mut known = Vec::new();
    for round in 0..3 {
        let this = Command::new(std::env::current_exe().unwrap());
        let test = "crash::a_killed_process_has_stored_what_it_acknowledged";
        let mut child = second_process(this, test, &place.url());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = Vec::new();
        let mut note = |line: String| {
            if let Some(("stored", number)) = said(&line) {
                acknowledged.push(number);
            }
            acknowledged.len()
        };
        while note(lines.next().expect("the process writes").unwrap()) < 1_500 {}
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before its end is still in the pipe.
        while let Some(Ok(line)) = lines.next() {
            note(line);
        }
        let db = open(&place.url(), &one_of_each());
        let stored = ledger(&db).await;
        known.extend(acknowledged);
        for number in &known {
            assert!(
                stored.binary_search(number).is_ok(),
                "round {round}: {number} is lost"
            );
        }
        is_sound(&db).await;
    }
}

async fn write_until_killed(url: &str) {
    let db = open(url, &Options::default());
    let first = ledger(&db).await.last().map_or(0, |last| last + 1);
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for number in ((first + writer)..).step_by(16) {
                    db.write(LANE, move |tx| note(tx, number)).await.unwrap();
                    say("stored", number);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Every file may grow to a few hundred kilobytes; what goes beyond is refused by the system in the middle of a
/// commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_disk_that_refuses_to_write_ends_in_clear_errors() {
    if let Ok(url) = std::env::var(DATABASE) {
        return write_until_refused(&url).await;
    }
    let place = Engine::Sqlite.database(migrate);
    make_ledger(&place.url());
    let mut shell = Command::new("sh");
    // Without the trap the signal of the limit would end the process.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 800; exec \"$0\" \"$@\""]);
    shell.arg(std::env::current_exe().unwrap());
    let test = "crash::a_disk_that_refuses_to_write_ends_in_clear_errors";
    let mut child = second_process(shell, test, &place.url());
    let (mut stored, mut unknown, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut wrong = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        match said(&line.unwrap()) {
            Some(("stored", number)) => stored.push(number),
            Some(("unknown", number)) => unknown.push(number),
            Some(("refused", number)) => refused.push(number),
            Some(("wrong", number)) => wrong.push(number),
            _ => {}
        }
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(wrong, [0; 0], "errors that are not clear");
    assert!(stored.len() > 10, "{stored:?}");
    assert!(
        !refused.is_empty() || !unknown.is_empty(),
        "nothing was refused"
    );

    let db = open(&place.url(), &one_of_each());
    let found = ledger(&db).await;
    is_sound(&db).await;
    for number in &stored {
        assert!(found.binary_search(number).is_ok(), "{number} is lost");
    }
    for number in &found {
        assert!(
            !refused.contains(number),
            "{number} was refused and is stored"
        );
        assert!(
            stored.contains(number) || unknown.contains(number),
            "{number}"
        );
    }
    db.write(LANE, |tx| note(tx, 1_000_000)).await.unwrap();
}

async fn write_until_refused(url: &str) {
    let db = open(url, &Options::default());
    let page = "x".repeat(4_000);
    let mut errors = 0;
    for number in 0.. {
        let page = page.clone();
        let written = db
            .write(LANE, move |tx| {
                let params = [number.into(), page.as_str().into()];
                tx.execute("INSERT INTO ledger (number, page) VALUES ($1, $2)", &params)
            })
            .await;
        match written {
            Ok(_) => say("stored", number),
            Err(StoreError::Unknown(_)) => say("unknown", number),
            Err(StoreError::Unavailable(_) | StoreError::Full) => say("refused", number),
            Err(_) => say("wrong", number),
        }
        errors += usize::from(written.is_err());
        if errors == 5 {
            return;
        }
    }
}

/// The file may not grow beyond its limit: what does not fit is refused, the rest goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_database_says_so_and_goes_on_when_there_is_room() {
    let place = Engine::Sqlite.database(migrate);
    make_ledger(&place.url());
    let options = Options {
        file_limit_bytes: Some(800_000),
        ..Options::default()
    };
    let db = open(&place.url(), &options);
    let write = |number: i64| {
        let db = db.clone();
        async move {
            db.write(LANE, move |tx| {
                let page = "x".repeat(4_000);
                let params = [number.into(), page.as_str().into()];
                tx.execute("INSERT INTO ledger (number, page) VALUES ($1, $2)", &params)
            })
            .await
        }
    };
    let mut stored = Vec::new();
    let error = loop {
        let number = i64::try_from(stored.len()).unwrap();
        match tokio::time::timeout(LIMIT, write(number)).await.unwrap() {
            Ok(_) => stored.push(number),
            Err(error) => break error,
        }
    };
    assert_eq!(error, StoreError::Full);
    assert!(std::fs::metadata(Path::new(&place.file())).unwrap().len() <= 800_000);

    // Together with others, where a transaction given up by the engine would take them along.
    let together: Vec<_> = (1_000..1_064)
        .map(|number| tokio::spawn(write(number)))
        .collect();
    let small = db.write(LANE, |tx| note(tx, 2_000)).await;
    for (number, written) in (1_000..).zip(together) {
        match written.await.unwrap() {
            Ok(_) => stored.push(number),
            Err(error) => assert_eq!(error, StoreError::Full),
        }
    }
    if small.is_ok() {
        stored.push(2_000);
    }
    assert_eq!(ledger(&db).await, stored);

    db.write(LANE, |tx| {
        tx.execute("DELETE FROM ledger WHERE number < 10", &[])
    })
    .await
    .unwrap();
    write(3_000).await.unwrap();
    is_sound(&db).await;
}

/// The embedded engine under as many threads as the server has in the tests of outages.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_and_another_process_write_at_once() {
    let place = Engine::Sqlite.database(migrate);
    make_ledger(&place.url());
    let db = open(&place.url(), &Options::default());
    let other = open(&place.url(), &Options::default());
    let writers = Writers::start(&db, 16);
    for number in 0..50 {
        other
            .write(LANE, move |tx| note(tx, 1_000_000_000 + number))
            .await
            .unwrap();
    }
    writers.all_progress(5);
    let account = writers.finish();
    assert_eq!(account.errors, []);
    let mut stored = ledger(&other).await;
    stored.retain(|number| *number < 1_000_000_000);
    account.agrees_with(&stored);
}

//! Whoever can write the database, but has not the secret, does this to the rows.

use foh_app::House;
use foh_domain::{
    audit::{Action, Fault, NotedHead},
    privacy::Keyring,
};
use foh_store::{Database, Options, StoreError, audit};
use foh_testkit::{
    both_engines,
    engines::{Engine, blocking},
};
use jiff::SignedDuration;

use super::of_chain;
use crate::house::TestHouse;

/// The chain that is tampered with; it has six entries, each of another minute.
const CHAIN: u8 = 3;

/// What is done, and what is found in the chain.
const EDITS: &[(&[&str], Fault)] = &[
    (&["UPDATE audit_entries SET at = at + 1 WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET action = 'content.made' WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET actor_id = NULL WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET actor_id = subject_id WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET subject_id = NULL WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET subject_id = actor_id WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET actor_id = subject_id, subject_id = actor_id WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET details = hash WHERE chain = 3 AND number = 3"], Fault::Details(3)),
    (
        &["UPDATE audit_entries SET details = (SELECT o.details FROM audit_entries o WHERE o.chain = 3 AND o.number = 4) WHERE chain = 3 AND number = 3"],
        Fault::Details(3),
    ),
    (
        &["UPDATE audit_entries SET details_hash = (SELECT o.details_hash FROM audit_entries o WHERE o.chain = 3 AND o.number = 4) WHERE chain = 3 AND number = 3"],
        Fault::Altered(3),
    ),
    (
        &["UPDATE audit_entries SET details = (SELECT o.details FROM audit_entries o WHERE o.chain = 3 AND o.number = 4),
                  details_hash = (SELECT o.details_hash FROM audit_entries o WHERE o.chain = 3 AND o.number = 4) WHERE chain = 3 AND number = 3"],
        Fault::Altered(3),
    ),
    (&["UPDATE audit_entries SET hash = details_hash WHERE chain = 3 AND number = 3"], Fault::Altered(3)),
    (&["UPDATE audit_entries SET hash = details_hash WHERE chain = 3 AND number = 6"], Fault::Altered(6)),
    (&["UPDATE audit_entries SET number = 100 WHERE chain = 3 AND number = 6"], Fault::Missing(6)),
    (&["UPDATE audit_entries SET number = 100 WHERE chain = 3 AND number = 3"], Fault::Missing(3)),
    (&["UPDATE audit_entries SET chain = 5 WHERE chain = 3 AND number = 3"], Fault::Missing(3)),
];

const REMOVALS: &[(&[&str], Fault)] = &[
    (
        &["DELETE FROM audit_entries WHERE chain = 3 AND number = 1"],
        Fault::Missing(1),
    ),
    (
        &["DELETE FROM audit_entries WHERE chain = 3 AND number = 3"],
        Fault::Missing(3),
    ),
    (
        &["DELETE FROM audit_entries WHERE chain = 3 AND number = 6"],
        Fault::Missing(6),
    ),
    (
        &["DELETE FROM audit_entries WHERE chain = 3"],
        Fault::Missing(1),
    ),
    (
        &[
            "DELETE FROM audit_entries WHERE chain = 3 AND number = 6",
            "UPDATE audit_heads SET entries = 5 WHERE chain = 3",
        ],
        Fault::HeadForged(5),
    ),
    (
        &[
            "DELETE FROM audit_entries WHERE chain = 3 AND number = 6",
            "UPDATE audit_heads SET entries = 5, hash = (SELECT e.hash FROM audit_entries e WHERE e.chain = 3 AND e.number = 5) WHERE chain = 3",
        ],
        Fault::HeadForged(5),
    ),
    (
        &[
            "DELETE FROM audit_entries WHERE chain = 3 AND number = 3",
            "UPDATE audit_entries SET number = -number WHERE chain = 3 AND number > 3",
            "UPDATE audit_entries SET number = -number - 1 WHERE chain = 3 AND number < 0",
            "UPDATE audit_heads SET entries = 5 WHERE chain = 3",
        ],
        Fault::Altered(3),
    ),
    (
        &[
            "DELETE FROM audit_entries WHERE chain = 3",
            "DELETE FROM audit_heads WHERE chain = 3",
        ],
        Fault::HeadMissing,
    ),
    (
        &[
            "DELETE FROM audit_entries WHERE chain = 3",
            "UPDATE audit_heads SET entries = 0 WHERE chain = 3",
        ],
        Fault::HeadForged(0),
    ),
    (
        &["DELETE FROM audit_heads WHERE chain = 3"],
        Fault::HeadMissing,
    ),
    (&["DELETE FROM audit_heads"], Fault::HeadMissing),
    // An older head, which was genuine once, but not the entries that came since.
    (
        &[
            "DELETE FROM audit_heads WHERE chain = 3",
            "INSERT INTO audit_heads SELECT * FROM older_heads WHERE chain = 3",
        ],
        Fault::Inserted(6),
    ),
];

const OTHERS: &[(&[&str], Fault)] = &[
    // Two exchanged.
    (
        &[
            "UPDATE audit_entries SET number = -1 WHERE chain = 3 AND number = 3",
            "UPDATE audit_entries SET number = 3 WHERE chain = 3 AND number = 4",
            "UPDATE audit_entries SET number = 4 WHERE chain = 3 AND number = -1",
        ],
        Fault::Altered(3),
    ),
    // Copies put in: at the end, with and without its head, in front, and in a place of the same number.
    (
        &["INSERT INTO audit_entries SELECT chain, 7, at, action, actor_id, subject_id, details, details_hash, hash FROM kept_entries WHERE chain = 3 AND number = 6"],
        Fault::Inserted(7),
    ),
    (
        &[
            "INSERT INTO audit_entries SELECT chain, 7, at, action, actor_id, subject_id, details, details_hash, hash FROM kept_entries WHERE chain = 3 AND number = 6",
            "UPDATE audit_heads SET entries = 7 WHERE chain = 3",
        ],
        Fault::Altered(7),
    ),
    (
        &["INSERT INTO audit_entries SELECT chain, 0, at, action, actor_id, subject_id, details, details_hash, hash FROM kept_entries WHERE chain = 3 AND number = 1"],
        Fault::Inserted(0),
    ),
    (
        &["UPDATE audit_entries SET number = number + 10 WHERE chain = 3 AND number > 2",
          "INSERT INTO audit_entries SELECT chain, 3, at, action, actor_id, subject_id, details, details_hash, hash FROM kept_entries WHERE chain = 3 AND number = 2"],
        Fault::Altered(3),
    ),
    // Heads.
    (&["UPDATE audit_heads SET hash = seal WHERE chain = 3"], Fault::HeadForged(6)),
    (&["UPDATE audit_heads SET seal = hash WHERE chain = 3"], Fault::HeadForged(6)),
    (&["UPDATE audit_heads SET entries = 7 WHERE chain = 3"], Fault::HeadForged(7)),
    (
        &["UPDATE audit_heads SET seal = (SELECT o.seal FROM audit_heads o WHERE o.chain = 4) WHERE chain = 3"],
        Fault::HeadForged(6),
    ),
    (
        &["UPDATE audit_heads SET entries = 0, hash = (SELECT o.hash FROM audit_heads o WHERE o.chain = 5),
                  seal = (SELECT o.seal FROM audit_heads o WHERE o.chain = 5) WHERE chain = 3"],
        Fault::HeadForged(0),
    ),
];

/// A log with six entries in the chain and some beside it, of which a copy is kept.
async fn written(engine: Engine) -> TestHouse {
    let house = TestHouse::open(engine);
    let node = house.house();
    let actor = of_chain(1, 99);
    for number in 1..=6 {
        if number == 6 {
            run(
                node,
                &["CREATE TABLE older_heads AS SELECT * FROM audit_heads"],
            )
            .await;
        }
        let witness = node.witness().await.unwrap().by(actor);
        let about = of_chain(CHAIN, number);
        let words = [("after", number.into())];
        node.database()
            .write(about, move |tx| {
                witness.note(tx, Action::CapacityChanged, Some(about), &words)
            })
            .await
            .unwrap();
        let beside = of_chain(4, number);
        node.witnessed(Action::ContentChanged, Some(beside), &[])
            .await
            .unwrap();
        house.advance(SignedDuration::from_mins(1));
    }
    run(
        node,
        &[
            "CREATE TABLE kept_entries AS SELECT * FROM audit_entries",
            "CREATE TABLE kept_heads AS SELECT * FROM audit_heads",
        ],
    )
    .await;
    assert_eq!(house.is_whole(&[]).await, 12);
    house
}

const RESTORE: &[&str] = &[
    "DELETE FROM audit_entries",
    "INSERT INTO audit_entries SELECT * FROM kept_entries",
    "DELETE FROM audit_heads",
    "INSERT INTO audit_heads SELECT * FROM kept_heads",
];

async fn run(node: &House, statements: &'static [&'static str]) {
    node.database()
        .write(of_chain(0, 0), move |tx| {
            for sql in statements {
                tx.execute(sql, &[])?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn found(node: &House, noted: &[NotedHead]) -> Vec<(i64, Fault)> {
    let found = node.verify_audit(noted).await.unwrap();
    assert_eq!(found.is_whole(), found.broken.is_empty());
    found
        .broken
        .iter()
        .map(|broken| (broken.chain, broken.fault))
        .collect()
}

async fn each_is_found(engine: Engine, cases: &'static [(&'static [&'static str], Fault)]) {
    let house = written(engine).await;
    let node = house.house();
    for (statements, fault) in cases {
        run(node, statements).await;
        let found = found(node, &[]).await;
        assert!(
            found.contains(&(CHAIN.into(), *fault)),
            "{statements:?}: {found:?}"
        );
        run(node, RESTORE).await;
        assert_eq!(house.is_whole(&[]).await, 12);
    }
}

both_engines! {
    async fn an_edited_row_is_found(engine: Engine) {
        each_is_found(engine, EDITS).await;
    }

    async fn a_removed_row_is_found(engine: Engine) {
        each_is_found(engine, REMOVALS).await;
    }

    async fn a_moved_row_an_added_row_and_a_forged_head_are_found(engine: Engine) {
        each_is_found(engine, OTHERS).await;
    }

    async fn a_row_of_no_chain_is_found(engine: Engine) {
        let house = written(engine).await;
        run(house.house(), &["INSERT INTO audit_entries SELECT 99, number, at, action, actor_id, subject_id, details, details_hash, hash
                              FROM kept_entries WHERE chain = 3 AND number = 6"]).await;
        assert_eq!(found(house.house(), &[]).await, [(99, Fault::Inserted(6))]);
    }

    /// The house goes on writing, and its own hand does not heal what somebody else did.
    async fn what_is_broken_stays_broken_when_the_chain_goes_on(engine: Engine) {
        let house = written(engine).await;
        for statements in [
            &["DELETE FROM audit_entries WHERE chain = 3 AND number = 6",
              "UPDATE audit_heads SET entries = 5, hash = (SELECT e.hash FROM audit_entries e WHERE e.chain = 3 AND e.number = 5) WHERE chain = 3"] as &[&str],
            &["DELETE FROM audit_entries WHERE chain = 3", "DELETE FROM audit_heads WHERE chain = 3"],
        ] {
            run(house.house(), statements).await;
            for number in 7..=9 {
                let about = of_chain(CHAIN, number);
                house.node(number as usize).witnessed(Action::ContentChanged, Some(about), &[]).await.unwrap();
            }
            let found = found(house.house(), &[]).await;
            assert!(matches!(found[..], [(3, Fault::HeadForged(_))]), "{found:?}");
            run(house.house(), RESTORE).await;
        }
    }

    async fn an_older_copy_of_a_chain_is_found_by_what_was_noted(engine: Engine) {
        let house = written(engine).await;
        let node = house.house();
        let noted = node.verify_audit(&[]).await.unwrap().heads;
        run(node, &["DELETE FROM audit_entries WHERE chain = 3 AND number = 6",
                    "DELETE FROM audit_heads WHERE chain = 3", "INSERT INTO audit_heads SELECT * FROM older_heads WHERE chain = 3"]).await;
        assert_eq!(found(node, &[]).await, [], "consistent by itself: this is what noting is for");
        assert_eq!(found(node, &noted).await, [(3, Fault::Missing(6))]);
        node.witnessed(Action::ContentMade, Some(of_chain(CHAIN, 1)), &[]).await.unwrap();
        assert_eq!(found(node, &noted).await, [(3, Fault::NotNoted(6))]);
        run(node, RESTORE).await;
        assert_eq!(house.is_whole(&noted).await, 12);
    }

    async fn erased_details_are_counted_and_no_fault(engine: Engine) {
        let house = written(engine).await;
        let node = house.house();
        let about = of_chain(CHAIN, 2);
        let erased = node.database().write(about, move |tx| audit::forget_of(tx, about)).await;
        assert_eq!(erased, Ok(1));
        let now = node.now();
        // Both chains, the first three minutes.
        let before = now - SignedDuration::from_mins(3);
        let expired = node.database().write(about, move |tx| audit::forget(tx, before)).await;
        assert_eq!(expired, Ok(5));
        let found = node.verify_audit(&[]).await.unwrap();
        assert_eq!((found.broken.len(), found.entries, found.erased), (0, 12, 6));
        let items = node.audit_log(foh_app::audit::AuditFilter { limit: 100, ..Default::default() }).await.unwrap();
        assert_eq!(items.iter().filter(|item| item.details.is_none()).count(), 6);
        assert_eq!(items.last().unwrap().what(), "changed the capacity");
    }

    /// Another secret opens nothing; the new secret, with the former one beside it, everything.
    async fn the_chains_outlive_a_change_of_the_secret(engine: Engine) {
        let house = written(engine).await;
        let open = |keyring| {
            let db = blocking(|| Database::open(&house.place.url(), &Options::default())).unwrap();
            House::new(db, keyring, house.clock.clone(), house.house().settings().clone())
        };
        let stranger = open(Keyring::new(&[8; 32]));
        assert!(stranger.verify_audit(&[]).await.is_err());
        assert!(stranger.witnessed(Action::BackupMade, None, &[]).await.is_err());
        let changed = open(Keyring::new(&[8; 32]).with_former(&[7; 32]));
        changed.witnessed(Action::KeysRotated, Some(of_chain(CHAIN, 7)), &[]).await.unwrap();
        assert_eq!(changed.verify_audit(&[]).await.unwrap().entries, 13);
    }

    /// Many nodes begin a log at once: one key and one set of heads.
    async fn many_nodes_begin_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        let answers = crate::house::at_once(12, |n| {
            let node = house.node(n).clone();
            async move { node.witnessed(Action::ContentMade, Some(of_chain(CHAIN, 1)), &[]).await }
        })
        .await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(house.is_whole(&[]).await, 12);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM audit_keys").await, 1);
    }
}

//! The audit log: everything that is to be in it, unbroken however many write at once, and no change of its rows unseen.

mod entries;
mod tampering;

use foh_app::{
    StoreError,
    audit::{Caller, as_caller},
};
use foh_domain::{
    audit::{Action, CHAINS, NotedHead, Value},
    identity::Role,
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::house::{MANY, TestHouse, as_one_batch, at_once, scan};

/// Something that belongs to this chain.
fn of_chain(chain: u8, number: u32) -> Uuid {
    Uuid::from_u128((u128::from(number) << 64) | u128::from(chain))
}

impl TestHouse {
    /// Everything is as it was written; answers how many entries there are.
    pub async fn is_whole(&self, noted: &[NotedHead]) -> u64 {
        let found = self.house().verify_audit(noted).await.unwrap();
        assert_eq!(found.broken, []);
        assert_eq!(
            i64::try_from(found.entries).unwrap(),
            self.count("SELECT COUNT(*) AS n FROM audit_entries").await
        );
        found.entries
    }
}

both_engines! {
    async fn an_empty_log_is_whole(engine: Engine) {
        let house = TestHouse::open(engine);
        assert_eq!(house.is_whole(&[]).await, 0);
        let noted = [NotedHead { chain: 3, entries: 1, hash: [0; 32] }];
        let found = house.house().verify_audit(&noted).await.unwrap();
        assert_eq!(found.broken.len(), 1, "{:?}", found.broken);
    }

    async fn many_nodes_write_at_once_and_no_chain_has_a_gap(engine: Engine) {
        let house = TestHouse::open(engine);
        let answers = at_once(MANY, |n| {
            let node = house.node(n).clone();
            async move {
                for round in 0..8 {
                    let chain = u8::try_from((n + round) % usize::from(CHAINS)).unwrap();
                    let subject = of_chain(chain, u32::try_from(n).unwrap());
                    node.witnessed(Action::ContentChanged, Some(subject), &[("chain", u32::from(chain).into())]).await?;
                }
                Ok::<_, StoreError>(())
            }
        })
        .await;
        for answer in answers {
            answer.unwrap();
        }
        assert_eq!(house.is_whole(&[]).await, MANY as u64 * 8);
        let gaps = house
            .count("SELECT COUNT(*) AS n FROM audit_heads h WHERE h.entries <> (SELECT COUNT(*) FROM audit_entries e WHERE e.chain = h.chain)")
            .await;
        assert_eq!(gaps, 0);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM audit_heads").await, i64::from(CHAINS));
    }

    /// With locks of its own taken in any order before, nobody waits for somebody who waits for a head.
    async fn who_holds_other_rows_is_not_stuck_at_a_head(engine: Engine) {
        let house = TestHouse::open(engine);
        let performances = [house.publish_performance(100).await, house.publish_performance(100).await];
        let by = house.staff(Role::Door).await;
        let before = house.is_whole(&[]).await;
        let mut tickets = Vec::new();
        for n in 0..24 {
            tickets.push(house.book(performances[n % 2], 2).await.ticket);
        }
        let answers = at_once(tickets.len(), |n| {
            let (node, request) = (house.node(n).clone(), scan(&tickets[n], None));
            async move { node.check_in(request, by).await.map(|_| ()) }
        })
        .await;
        for answer in answers {
            answer.unwrap();
        }
        house.adds_up().await;
        assert_eq!(house.is_whole(&[]).await, before + 24);
    }

    async fn a_batch_notes_each_who_was_admitted_and_nobody_else(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(100).await;
        let by = house.staff(Role::Door).await;
        let mut tickets = Vec::new();
        for _ in 0..6 {
            tickets.push(house.book(performance, 3).await.ticket);
        }
        // One of them twice: the second is refused.
        tickets.push(tickets[0].clone());
        let node = house.house();
        let lane = crate::house::token(&tickets[0]).selector();
        // The key is read before, so that all wait for the lane at once.
        node.witness().await.unwrap();
        let answers = as_one_batch(node, lane, tickets.len(), |n| {
            let (node, request) = (node.clone(), scan(&tickets[n], None));
            async move { node.check_in(request, by).await.is_ok() }
        })
        .await;
        assert_eq!(answers.iter().filter(|admitted| **admitted).count(), 6);
        let noted = house.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'check_in.admitted'").await;
        assert_eq!(noted, 6);
        house.is_whole(&[]).await;
    }

    async fn what_is_undone_leaves_no_entry(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let witness = node.witness().await.unwrap();
        let key = of_chain(3, 1);
        let write = |fails: bool| {
            let (db, witness) = (node.database().clone(), witness.clone());
            async move {
                db.write(key, move |tx| {
                    witness.note(tx, Action::ContentChanged, Some(key), &[])?;
                    if fails { Err(StoreError::Full) } else { Ok(()) }
                })
                .await
            }
        };
        assert_eq!(write(true).await, Err(StoreError::Full));
        assert_eq!(house.is_whole(&[]).await, 0);
        let answers = as_one_batch(node, key, 9, |n| write(n % 3 == 0)).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 6);
        assert_eq!(house.is_whole(&[]).await, 6);
        let panicking = witness.clone();
        let panicked = node.database().write(key, move |tx| -> Result<(), StoreError> {
            panicking.note(tx, Action::ContentChanged, Some(key), &[])?;
            panic!("a piece panics, as the test wants")
        }).await;
        assert_eq!(panicked, Err(StoreError::Panicked));
        // Nor does a read, which may not write.
        let reading = witness.clone();
        let read = node.database().read(move |tx| reading.note(tx, Action::ContentChanged, Some(key), &[])).await;
        assert!(read.is_err());
        assert_eq!(house.is_whole(&[]).await, 6);
    }

    async fn it_is_known_who_asked_and_from_where(engine: Engine) {
        let house = TestHouse::open(engine);
        let node = house.house();
        let (ada, about) = (house.staff(Role::Administrator).await, of_chain(3, 1));
        let from = "2001:db8::7".parse().ok();
        as_caller(Caller::web(from), async {
            foh_app::audit::identified(ada);
            node.witnessed(Action::Exported, Some(about), &[("rows", Value::from(12_u32))]).await.unwrap();
        })
        .await;
        as_caller(Caller::command_line(), node.witnessed(Action::BackupMade, None, &[])).await.unwrap();
        let entries = node.audit_log(foh_app::audit::AuditFilter { limit: 20, ..Default::default() }).await.unwrap();
        let exported = entries.iter().find(|entry| entry.action == Some(Action::Exported)).unwrap();
        assert_eq!((exported.actor_id, exported.subject_id), (Some(ada), Some(about)));
        assert_eq!(exported.details.as_ref().unwrap().from, from);
        assert_eq!(format!("{} {}", exported.who(), exported.what()), "Bruno Conti exported, rows: 12");
        let made = entries.iter().find(|entry| entry.action == Some(Action::BackupMade)).unwrap();
        assert_eq!(format!("{} {}", made.who(), made.what()), "The command line made a backup");
        // Nothing of it stands in the database in clear.
        for bytes in house.bytes("SELECT details AS b FROM audit_entries").await {
            assert!(!bytes.windows(4).any(|part| part == b"2001" || part == b"rows"));
        }
    }
}

impl TestHouse {
    async fn bytes(&self, sql: &'static str) -> Vec<Vec<u8>> {
        let read = self.house().database();
        read.read(move |tx| tx.query(sql, &[], |row| row.get::<Vec<u8>>("b")))
            .await
            .unwrap()
    }
}

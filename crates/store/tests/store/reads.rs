//! A read sees one moment and changes nothing.

use std::sync::mpsc;

use foh_store::StoreError;
use foh_testkit::{both_engines, engines::Engine};

use crate::ground::{Ground, LANE, LIMIT, NOTHING, note, numbers};

both_engines! {
    async fn a_read_sees_one_moment(engine: Engine) {
        let ground = Ground::new(engine);
        ground.db.write(LANE, |tx| note(tx, 1)).await.unwrap();
        let (say, looked) = tokio::sync::oneshot::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let db = ground.db.clone();
        let mut say = Some(say);
        let read = tokio::spawn(async move {
            db.read(move |tx| {
                let first = numbers(tx)?;
                if let Some(say) = say.take() {
                    let _ = say.send(());
                }
                let _ = wait.recv_timeout(LIMIT);
                Ok::<_, StoreError>((first, numbers(tx)?))
            })
            .await
        });
        tokio::time::timeout(LIMIT, looked).await.unwrap().unwrap();
        ground.db.write(LANE, |tx| note(tx, 2)).await.unwrap();
        assert_eq!(ground.ledger().await, [1, 2], "the writer did not wait for the reader");
        drop(go_on);
        assert_eq!(read.await.unwrap(), Ok((vec![1], vec![1])));
    }

    async fn a_read_changes_nothing(engine: Engine) {
        let ground = Ground::new(engine);
        let error = ground.db.read(|tx| note(tx, 1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Statement(_)), "{error:?}");
        assert_eq!(ground.ledger().await, NOTHING);
        assert_eq!(crate::ground::ledger(&ground.db).await, NOTHING, "the lane goes on");
        ground.db.write(LANE, |tx| note(tx, 2)).await.unwrap();
    }

    async fn a_faulty_read_harms_no_neighbour(engine: Engine) {
        let ground = Ground::with(engine, &crate::ground::one_of_each());
        ground.db.write(LANE, |tx| note(tx, 1)).await.unwrap();
        let hold = ground.hold_read().await;
        let read = |fault: bool| {
            let db = ground.db.clone();
            crate::ground::queued(async move {
                db.read(move |tx| {
                    let sql = if fault { "SELECT number FROM nowhere" } else { "SELECT number FROM ledger" };
                    tx.query(sql, &[], |row| row.get::<i64>("number"))
                })
                .await
            })
        };
        let reads: Vec<_> = [false, true, false].map(read).into();
        let panics = {
            let db = ground.db.clone();
            crate::ground::queued(async move {
                db.read(|_| -> Result<(), StoreError> { panic!("a read panics, as the test wants") }).await
            })
        };
        let last = read(false);
        hold.release().await;
        assert_eq!(panics.await.unwrap(), Err(StoreError::Panicked));
        let mut good = Vec::new();
        for read in reads.into_iter().chain([last]) {
            good.push(read.await.unwrap().is_ok());
        }
        assert_eq!(good, [true, false, true, true]);
    }
}

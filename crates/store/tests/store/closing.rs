//! Closing finishes what waits.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use foh_store::{Database, StoreError};
use foh_testkit::{both_engines, engines::Engine};

use crate::ground::{
    Ground, LANE, LIMIT, lane, make_ledger, migrate, note, one_of_each, open, queued,
};

both_engines! {
    async fn closing_finishes_what_waits_and_refuses_the_rest(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let waiting: Vec<_> = (0..50)
            .map(|number| ground.queue(lane(u8::try_from(number).unwrap()), move |tx| Ok(note(tx, number)?)))
            .collect();
        let db = ground.db.clone();
        let closing = thread::spawn(move || db.close());
        while !matches!(ground.db.read(crate::ground::numbers).await, Err(StoreError::Overloaded)) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(!closing.is_finished(), "it waits for the lane that is held");
        let late = ground.db.write(LANE, |tx| note(tx, 100)).await;
        assert_eq!(late, Err(StoreError::Overloaded));

        hold.release().await;
        closing.join().unwrap();
        for piece in waiting {
            piece.await.unwrap().unwrap();
        }
        assert_eq!(ground.ledger().await, (0..50).collect::<Vec<_>>());
        ground.db.close();
    }

    async fn dropping_the_last_handle_finishes_what_waits(engine: Engine) {
        let place = engine.database(migrate);
        make_ledger(&place.url());
        let db = open(&place.url(), &one_of_each());
        let callers: Vec<_> = (0..50)
            .map(|number| {
                let db = db.clone();
                queued(async move { db.write(LANE, move |tx| note(tx, number)).await })
            })
            .collect();
        for caller in callers {
            caller.abort();
            let _ = caller.await;
        }
        tokio::task::spawn_blocking(move || drop(db)).await.unwrap();
        let again = open(&place.url(), &one_of_each());
        assert_eq!(crate::ground::ledger(&again).await, (0..50).collect::<Vec<_>>());
    }

    /// A piece may hold a handle, so the last one may be dropped by a lane.
    async fn a_lane_may_drop_the_last_handle(engine: Engine) {
        let place = engine.database(migrate);
        make_ledger(&place.url());
        let db = open(&place.url(), &one_of_each());
        let (gone, went) = mpsc::channel();
        let held = Held { db: db.clone(), gone };
        let (say, mut begun) = tokio::sync::mpsc::unbounded_channel();
        let (release, wait) = mpsc::channel::<()>();
        let caller = tokio::spawn({
            let db = db.clone();
            async move {
                db.write(LANE, move |tx| {
                    let _ = &held;
                    let _ = say.send(());
                    let _ = wait.recv_timeout(LIMIT);
                    note(tx, 1)
                })
                .await
            }
        });
        tokio::time::timeout(LIMIT, begun.recv()).await.unwrap();
        caller.abort();
        let _ = caller.await;
        drop(db);
        drop(release);
        let ended = went.recv_timeout(LIMIT).expect("the handle is dropped");
        assert!(ended, "dropping it did not panic");
        let again = open(&place.url(), &one_of_each());
        assert_eq!(crate::ground::ledger(&again).await, [1]);
    }
}

/// Closes where it is dropped, as the last handle does, and tells how that went.
struct Held {
    db: Database,
    gone: mpsc::Sender<bool>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let went = catch_unwind(AssertUnwindSafe(|| self.db.close()));
        let _ = self.gone.send(went.is_ok());
    }
}

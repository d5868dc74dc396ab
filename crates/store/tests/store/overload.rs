//! Queues are bounded: who comes when they are full is refused at once.

use std::sync::Arc;

use foh_store::{Options, StoreError};
use foh_testkit::{both_engines, engines::Engine};

use crate::ground::{Ground, LANE, NOTHING, note, queued};

both_engines! {
    async fn a_full_queue_refuses_at_once_keeps_nothing_and_recovers(engine: Engine) {
        let options = Options { queue: 8, read_lanes: 1, write_lanes: 1, ..Options::default() };
        let ground = Ground::with(engine, &options);
        let hold = ground.hold(LANE).await;
        let weight = Arc::new(());
        let write = |number: i64| {
            let (db, weight) = (ground.db.clone(), Arc::clone(&weight));
            async move {
                db.write(LANE, move |tx| {
                    let _ = &weight;
                    note(tx, number)
                })
                .await
            }
        };
        let waiting: Vec<_> = (0..8).map(|number| queued(write(number))).collect();
        for number in 8..1_000 {
            // Not spawned: the answer is there without waiting for anybody.
            let refused = futures_now(write(number));
            assert_eq!(refused, Some(Err(StoreError::Overloaded)));
        }
        assert_eq!(Arc::strong_count(&weight), 1 + 8, "what was refused is not kept");
        assert_eq!(crate::ground::ledger(&ground.db).await, NOTHING, "readers have their own queue");

        hold.release().await;
        for piece in waiting {
            piece.await.unwrap().unwrap();
        }
        write(8).await.unwrap();
        // Pieces are dropped after their answers; the next one finds them gone.
        ground.db.write(LANE, |tx| note(tx, 9)).await.unwrap();
        assert_eq!(ground.ledger().await, (0..=9).collect::<Vec<_>>());
        assert_eq!(Arc::strong_count(&weight), 1);
    }

    async fn a_full_read_queue_refuses_at_once(engine: Engine) {
        let options = Options { queue: 4, read_lanes: 1, write_lanes: 1, ..Options::default() };
        let ground = Ground::with(engine, &options);
        let hold = ground.hold_read().await;
        let read = || {
            let db = ground.db.clone();
            async move { db.read(crate::ground::numbers).await }
        };
        let waiting: Vec<_> = (0..4).map(|_| queued(read())).collect();
        assert_eq!(futures_now(read()), Some(Err(StoreError::Overloaded)));
        ground.db.write(LANE, |tx| note(tx, 1)).await.unwrap();
        hold.release().await;
        for piece in waiting {
            piece.await.unwrap().unwrap();
        }
    }
}

/// What a future answers when polled once.
fn futures_now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

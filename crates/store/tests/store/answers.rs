//! Nobody is answered before the commit; who does not wait for the answer changes nothing.

use std::time::Duration;

use foh_testkit::{both_engines, engines::Engine};

use crate::ground::{Ground, LANE, LIMIT, ledger, note, queued};

both_engines! {
    /// While the last piece of a group runs, its neighbours have run, but nobody sees them and nobody was told.
    async fn nobody_is_answered_before_the_commit(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let first: Vec<_> = (0..10)
            .map(|number| ground.queue(LANE, move |tx| Ok(note(tx, number)?)))
            .collect();
        let answered: Vec<_> = first.iter().map(tokio::task::JoinHandle::abort_handle).collect();
        let (runtime, elsewhere) = (tokio::runtime::Handle::current(), ground.elsewhere());
        let last = ground.queue(LANE, move |tx| {
            note(tx, 10)?;
            // Time enough for an answer that should not be on its way to arrive.
            std::thread::sleep(Duration::from_millis(100));
            let answered = answered.iter().filter(|task| task.is_finished()).count();
            let inside = crate::ground::numbers(tx)?.len();
            let outside = runtime.block_on(ledger(&elsewhere)).len();
            Ok((inside, outside, answered))
        });
        hold.release().await;
        assert_eq!(last.await.unwrap(), Ok((11, 0, 0)), "inside, outside, answered");
        for piece in first {
            piece.await.unwrap().unwrap();
        }
        assert_eq!(ground.ledger().await.len(), 11);
    }

    /// Whoever was answered finds the work done, from everywhere and at once.
    async fn what_was_answered_is_seen_by_everybody(engine: Engine) {
        let ground = Ground::new(engine);
        for number in 0..50 {
            ground.queue(LANE, move |tx| Ok(note(tx, number)?)).await.unwrap().unwrap();
            assert_eq!(ledger(&ground.db).await.last(), Some(&number));
            assert_eq!(ground.ledger().await.last(), Some(&number));
        }
    }

    async fn a_caller_who_leaves_changes_nothing(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let pieces: Vec<_> = (0..10)
            .map(|number| ground.queue(LANE, move |tx| Ok(note(tx, number)?)))
            .collect();
        for leaver in pieces.iter().skip(1).step_by(2) {
            leaver.abort();
        }
        let mut outcomes = Vec::new();
        let db = ground.db.clone();
        let last = queued(async move { db.write(LANE, |tx| note(tx, 10)).await });
        hold.release().await;
        last.await.unwrap().unwrap();
        for piece in pieces {
            let joined = tokio::time::timeout(LIMIT, piece).await.unwrap();
            outcomes.push(joined.is_ok_and(|answer| answer.is_ok()));
        }
        assert_eq!(outcomes, [true, false].repeat(5), "half of them left");
        assert_eq!(ground.ledger().await, (0..=10).collect::<Vec<_>>());
    }
}

//! More requests than can wait: some are told to come again, and nobody is lost.

use std::{sync::mpsc, time::Duration};

use foh_app::{Options, StoreError};
use foh_testkit::{both_engines, engines::Engine};
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

use crate::support::{Answer, Evening, Opening, TestApp};

const LIMIT: Duration = Duration::from_secs(30);
const QUEUE: usize = 4;
const AT_ONCE: usize = 16;

/// Keeps the only write lane busy until the sender is dropped.
async fn hold(app: &TestApp) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let (release, released) = mpsc::channel::<()>();
    let (begin, running) = tokio::sync::oneshot::channel();
    let mut begin = Some(begin);
    let database = app.house.database().clone();
    let held = tokio::spawn(async move {
        let held = database.write(Uuid::nil(), move |_| {
            if let Some(begin) = begin.take() {
                begin.send(()).unwrap();
            }
            let _ = released.recv();
            Ok::<(), StoreError>(())
        });
        held.await.unwrap();
    });
    timeout(LIMIT, running).await.unwrap().unwrap();
    (release, held)
}

fn overloaded(answer: &Answer) {
    answer.refused(503, "overloaded");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(answer.header("cache-control"), "no-store");
}

both_engines! {
    async fn what_cannot_wait_is_told_so_and_the_rest_is_done(engine: Engine) {
        let options = Options { queue: QUEUE, write_lanes: 1, read_lanes: 1, ..Options::default() };
        let app = TestApp::open_as(engine, Opening { options, ..Opening::default() }).await;
        let hall = app.put_on(Evening::with_places(1_000)).await;
        let mut expected = 0;
        for _ in 0..3 {
            let (release, held) = hold(&app).await;
            let mut asking = JoinSet::new();
            for _ in 0..AT_ONCE {
                asking.spawn(app.anybody().to_post(&hall.reservations(), app.wish(1)));
            }
            // Nobody else has a place to wait, so they are answered although nothing moves.
            for _ in 0..AT_ONCE - QUEUE {
                let answer = timeout(LIMIT, asking.join_next()).await.unwrap().unwrap().unwrap();
                overloaded(&answer);
            }
            overloaded(&app.ask(&hall, 1).await);
            assert_eq!(app.available(&hall).await, 1_000, "reading goes on");
            drop(release);
            while let Some(answer) = timeout(LIMIT, asking.join_next()).await.unwrap() {
                answer.unwrap().expect(201);
                expected += 1;
            }
            timeout(LIMIT, held).await.unwrap().unwrap();
            app.ask(&hall, 1).await.expect(201);
            expected += 1;
        }
        assert_eq!(expected, 3 * (QUEUE + 1));
        assert_eq!(app.reservations_of(&hall).await.len(), expected, "refused is not stored");
    }

    async fn a_database_that_is_closed_is_not_an_error_of_the_guest(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        app.house.database().close();
        let answer = app.ask(&hall, 1).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(!answer.header("retry-after").is_empty());
        for path in ["/health", "/health/ready"] {
            let health = app.anybody().get(path).await.expect(503);
            assert_eq!(health["status"], "unavailable");
            assert_eq!(health["database"], "unavailable");
        }
        app.anybody().get("/health/live").await.expect(200);
    }
}

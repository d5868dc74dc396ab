//! Work that waits before a busy lane, so that it runs as one group.

use std::{
    pin::Pin,
    sync::mpsc,
    task::{Context, Waker},
    time::Duration,
};

use foh_app::House;
use foh_store::{StoreError, Tx};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What somebody who does something at once with others does.
pub type Doing<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A lane that is kept busy while others wait before it, so that they run as one group.
pub struct Gate {
    node: House,
    release: mpsc::Sender<()>,
    busy: JoinHandle<()>,
}

impl Gate {
    /// Shuts the lane of `key` on a node.
    pub async fn shut(node: &House, key: Uuid) -> Self {
        let (say, mut begun) = tokio::sync::mpsc::unbounded_channel();
        let (release, wait) = mpsc::channel::<()>();
        let db = node.database().clone();
        let busy = tokio::spawn(async move {
            let work = move |_: &mut Tx<'_>| {
                let _ = say.send(());
                let _ = wait.recv_timeout(Duration::from_mins(1));
                Ok::<_, StoreError>(())
            };
            db.write(key, work).await.unwrap();
        });
        begun.recv().await.unwrap();
        Self {
            node: node.clone(),
            release,
            busy,
        }
    }

    /// Lets everybody come as far as the lane: whatever they read first has been read when this returns.
    pub async fn queue<T>(&self, doings: &mut [Doing<T>]) {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..4 {
            for doing in &mut *doings {
                assert!(doing.as_mut().poll(&mut context).is_pending(), "it waits");
            }
            // Read lanes work in turn, each in order: what was asked before these has been answered after them.
            for _ in 0..8 {
                self.node.check_database().await.unwrap();
            }
            // So that the runtime lets this task go on polling.
            tokio::task::yield_now().await;
        }
    }

    pub async fn open(self) {
        drop(self.release);
        self.busy.await.unwrap();
    }
}

/// What all of them end in, in their order.
pub async fn all<T>(doings: Vec<Doing<T>>) -> Vec<T> {
    let mut ended = Vec::with_capacity(doings.len());
    for doing in doings {
        ended.push(doing.await);
    }
    ended
}

//! What is done later, or while nobody waits: payers who decide, callbacks on their way. All of it ends with the sandbox.

use std::pin::Pin;

use tokio::{sync::mpsc, task::JoinSet};

/// The most that go on at once; a payer who is late waits among them.
const MOST: usize = 20_000;
/// The most that wait to be begun.
const QUEUE: usize = 1_024;

type Errand = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Takes errands on.
pub(crate) struct Errands(mpsc::Sender<Errand>);

/// Runs them.
pub(crate) struct Runner(mpsc::Receiver<Errand>);

pub(crate) fn pair() -> (Errands, Runner) {
    let (give, take) = mpsc::channel(QUEUE);
    (Errands(give), Runner(take))
}

impl Errands {
    pub(crate) fn begin(&self, errand: impl Future<Output = ()> + Send + 'static) {
        if self.0.try_send(Box::pin(errand)).is_err() {
            tracing::warn!("the sandbox has too much to do and leaves something out");
        }
    }
}

impl Runner {
    /// Runs until it is dropped, and everything it runs with it.
    pub(crate) async fn run(mut self) {
        let mut running = JoinSet::new();
        loop {
            tokio::select! {
                Some(errand) = self.0.recv(), if running.len() < MOST => {
                    running.spawn(errand);
                }
                Some(_) = running.join_next() => {}
                else => return,
            }
        }
    }
}

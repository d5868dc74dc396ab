//! Callers inside this process, for what is measured without HTTP.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::{GRACE, Plan, Tally, Window};
use crate::Result;

/// One piece of work, done or refused.
pub type Piece<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Something that callers do over and over, such as one durable reservation.
pub trait Work: Send + Sync + 'static {
    /// Does it once; `number` differs in every call.
    fn once(&self, number: u64) -> Piece<'_>;
}

/// Lets the plan's callers do `work` at the same time and waits for the last one.
pub fn run(work: Arc<dyn Work>, plan: &Plan) -> Result<(Tally, Window)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let window = plan.window(Instant::now());
    let plan = *plan;
    let callers = async move {
        let mut callers = JoinSet::new();
        for first in 0..plan.concurrency as u64 {
            callers.spawn(call(
                Arc::clone(&work),
                first,
                plan.concurrency as u64,
                window,
            ));
        }
        let mut all = Tally::default();
        while let Some(caller) = callers.join_next().await {
            all.merge(caller?);
        }
        Ok::<_, crate::Failure>(all)
    };
    let tally = runtime
        .block_on(async { tokio::time::timeout(plan.total() + GRACE, callers).await })
        .map_err(|_| format!("a caller was not done {GRACE:?} after the measured time"))??;
    Ok((tally, window))
}

async fn call(work: Arc<dyn Work>, first: u64, step: u64, window: Window) -> Tally {
    let mut tally = Tally::default();
    let mut number = first;
    let mut started = Instant::now();
    while started < window.until {
        let done = work.once(number).await;
        let ended = Instant::now();
        match done {
            Ok(()) => tally.acknowledge(&window, started, ended),
            Err(problem) => tally.lose(&problem),
        }
        number += step;
        started = ended;
    }
    tally
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;

    #[derive(Default)]
    struct Remember(Mutex<BTreeSet<u64>>);

    impl Work for Remember {
        fn once(&self, number: u64) -> Piece<'_> {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                if number == 3 {
                    return Err("not three".into());
                }
                assert!(
                    self.0.lock().unwrap().insert(number),
                    "{number} was given twice"
                );
                Ok(())
            })
        }
    }

    #[test]
    fn every_caller_has_its_own_numbers_and_failures_are_counted() {
        let work = Arc::new(Remember::default());
        let plan = Plan {
            concurrency: 5,
            warm_up: Duration::from_millis(20),
            measured: Duration::from_millis(60),
        };
        let (tally, _) = run(Arc::clone(&work) as Arc<dyn Work>, &plan).unwrap();
        assert_eq!(tally.acknowledged, work.0.lock().unwrap().len() as u64);
        assert!(tally.latencies.count() < tally.acknowledged);
        assert_eq!(
            (tally.broken, tally.first_problem.as_deref()),
            (1, Some("not three"))
        );
    }
}

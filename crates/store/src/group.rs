//! Group commit: everything that waits, in one transaction, each piece isolated.

use std::{
    any::TypeId,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crate::{
    StoreError, Tx,
    audit::{self, Draft},
    job::{BatchRunner, Ended, Job},
    tx::{Access, Connection},
};

type Jobs = Vec<Box<dyn Job>>;

/// How long conflicts and lost connections are retried before the callers hear of it.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often one piece is retried after conflicts.
const MOST_CONFLICTS: u32 = 12;

/// What a lane's connection is made from, again after it was lost.
pub(crate) type Connect = dyn Fn() -> Result<Connection, StoreError> + Send;

/// A lane's connection, replaced when it is lost.
pub(crate) struct Line {
    connection: Option<Connection>,
    connect: Box<Connect>,
    access: Access,
    /// Since when no connection can be made, and why: one patience for everybody who waits, not one for each.
    away: Option<(Instant, StoreError)>,
}

/// What runs as one within the transaction: a single piece, or all commands of a kind.
struct Unit {
    jobs: Jobs,
    batch: Option<(TypeId, BatchRunner)>,
    ended: Option<Ended>,
    /// What it gave to the audit log, as long as it is kept.
    witnessed: Vec<Draft>,
}

/// How a transaction of units ended.
enum Attempt {
    /// What was kept is durable.
    Committed,
    /// Nothing was stored.
    Nothing(StoreError),
    /// Nobody knows.
    Unknown(StoreError),
}

impl Line {
    pub(crate) fn new(connection: Connection, connect: Box<Connect>, access: Access) -> Self {
        Self {
            connection: Some(connection),
            connect,
            access,
            away: None,
        }
    }

    /// Runs all the jobs and answers every one of them.
    pub(crate) fn run(&mut self, jobs: Jobs) {
        let mut units = units(jobs);
        match self.attempt(&mut units) {
            Attempt::Committed => {
                let mut again = Jobs::new();
                for unit in units {
                    unit.answer(&mut again);
                }
                self.run_singly(again);
            }
            Attempt::Unknown(error) => {
                units
                    .into_iter()
                    .flat_map(|unit| unit.jobs)
                    .for_each(|job| job.fail(error.clone()));
            }
            // Nobody was told yes; one by one, so that no piece suffers for another.
            Attempt::Nothing(_) => {
                self.run_singly(units.into_iter().flat_map(|unit| unit.jobs));
            }
        }
    }

    /// Runs each job in a transaction of its own, unless the database stays away too long.
    fn run_singly(&mut self, jobs: impl IntoIterator<Item = Box<dyn Job>>) {
        for job in jobs {
            match self.given_up() {
                Some(error) => job.fail(error),
                None => self.run_alone(job),
            }
        }
    }

    /// Why the database is no longer waited for; whoever comes next still tries to reach it once.
    fn given_up(&self) -> Option<StoreError> {
        let (since, error) = self.away.as_ref()?;
        (since.elapsed() > PATIENCE).then(|| error.clone())
    }

    /// Runs one job in a transaction of its own, patiently.
    fn run_alone(&mut self, job: Box<dyn Job>) {
        let started = Instant::now();
        let mut units = vec![Unit::alone(job)];
        let mut conflicts = 0;
        let error = loop {
            let error = match self.attempt(&mut units) {
                Attempt::Committed => {
                    let ended = units.first_mut().and_then(|unit| unit.ended.take());
                    let Some(Ended::Failed(error)) = ended else {
                        units
                            .into_iter()
                            .flat_map(|unit| unit.jobs)
                            .for_each(Job::answer);
                        return;
                    };
                    error
                }
                Attempt::Unknown(error) => break error,
                Attempt::Nothing(error) => error,
            };
            let again = if error.is_conflict() {
                conflicts += 1;
                conflicts < MOST_CONFLICTS
            } else {
                error.is_disconnect()
            };
            if !again || started.elapsed() > PATIENCE || self.given_up().is_some() {
                break error;
            }
            let pause = if error.is_disconnect() {
                100
            } else {
                u64::from(conflicts) * 2
            };
            std::thread::sleep(Duration::from_millis(pause));
        };
        tracing::warn!(%error, "a piece of database work failed");
        units
            .into_iter()
            .flat_map(|unit| unit.jobs)
            .for_each(|job| job.fail(error.clone()));
    }

    fn attempt(&mut self, units: &mut [Unit]) -> Attempt {
        for unit in &mut *units {
            unit.ended = None;
        }
        let mut connection = match self.connection.take().map_or_else(|| (self.connect)(), Ok) {
            Ok(connection) => connection,
            Err(error) => {
                let (_, why) = self
                    .away
                    .get_or_insert_with(|| (Instant::now(), error.clone()));
                why.clone_from(&error);
                return Attempt::Nothing(error);
            }
        };
        self.away = None;
        match transaction(&mut connection, units, self.access) {
            Ok(()) => {
                self.connection = Some(connection);
                Attempt::Committed
            }
            Err(error @ StoreError::Unknown(_)) => Attempt::Unknown(error),
            Err(error) => {
                let usable = !error.is_disconnect() && connection.rollback().is_ok();
                self.connection = usable.then_some(connection);
                Attempt::Nothing(error)
            }
        }
    }
}

/// Begins, runs the units, commits. After an error other than "unknown" nothing was stored.
fn transaction(
    connection: &mut Connection,
    units: &mut [Unit],
    access: Access,
) -> Result<(), StoreError> {
    connection.begin(access)?;
    // What is alone in its transaction needs no savepoint: undoing it is undoing all.
    let isolated = units.len() > 1;
    let mut kept = false;
    let mut witnessed = Vec::new();
    for unit in &mut *units {
        if isolated {
            connection.control("SAVEPOINT piece")?;
        }
        let ended = unit.run(connection);
        if connection.lost_transaction() {
            return Err(match ended {
                Ended::Failed(error) => error,
                _ => StoreError::Unavailable("the transaction was given up".into()),
            });
        }
        match &ended {
            Ended::Failed(error) if error.is_disconnect() || error.is_conflict() => {
                return Err(error.clone());
            }
            Ended::Keep => {
                kept = true;
                witnessed.append(&mut unit.witnessed);
                if isolated {
                    connection.control("RELEASE SAVEPOINT piece")?;
                }
            }
            Ended::Undo | Ended::Failed(_) if isolated => {
                connection.control("ROLLBACK TO SAVEPOINT piece")?;
                connection.control("RELEASE SAVEPOINT piece")?;
            }
            Ended::Undo | Ended::Failed(_) => {}
        }
        unit.ended = Some(ended);
    }
    if kept {
        // After every other lock, and once for all: whoever waits for a head holds up nobody who has it.
        if !witnessed.is_empty() {
            let mut tx = Tx::new(connection);
            let written = audit::write(&mut tx, witnessed);
            written.and(tx.take_fault().map_or(Ok(()), Err))?;
        }
        connection.commit()
    } else {
        connection.rollback()
    }
}

fn units(jobs: Jobs) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for job in jobs {
        let kind = job.batch();
        let home = kind.and_then(|(kind, _)| {
            units
                .iter_mut()
                .find(|unit| unit.batch.is_some_and(|(other, _)| other == kind))
        });
        match home {
            Some(unit) => unit.jobs.push(job),
            None => units.push(Unit {
                jobs: vec![job],
                batch: kind,
                ended: None,
                witnessed: Vec::new(),
            }),
        }
    }
    units
}

impl Unit {
    fn alone(job: Box<dyn Job>) -> Self {
        Self {
            jobs: vec![job],
            batch: None,
            ended: None,
            witnessed: Vec::new(),
        }
    }

    fn run(&mut self, connection: &mut Connection) -> Ended {
        let mut tx = Tx::new(connection);
        let ran = catch_unwind(AssertUnwindSafe(|| {
            match (self.batch, self.jobs.as_mut_slice()) {
                (Some((_, runner)), jobs) if jobs.len() > 1 => runner(&mut tx, jobs),
                (_, [job]) => job.run(&mut tx),
                _ => Ended::Failed(StoreError::Panicked),
            }
        }));
        self.witnessed = tx.take_witnessed();
        ran.unwrap_or(Ended::Failed(StoreError::Panicked))
    }

    /// After the commit: answers, or sorts out what must be run again by itself.
    fn answer(mut self, again: &mut Jobs) {
        match self.ended.take() {
            Some(Ended::Keep | Ended::Undo) => self.jobs.into_iter().for_each(Job::answer),
            Some(Ended::Failed(error)) if self.jobs.len() == 1 => self
                .jobs
                .into_iter()
                .for_each(|job| job.fail(error.clone())),
            _ => again.append(&mut self.jobs),
        }
    }
}

//! Pieces of work: closures, and commands of which a lane runs all that wait at once.

use std::any::{Any, TypeId};

use tokio::sync::oneshot;

use crate::{StoreError, Tx};

/// One intention of many that are the same, such as "reserve": a lane gathers those of one kind and
/// runs *load → decide → persist* once for all of them.
pub trait Command: Sized + Send + 'static {
    /// What a successful one answers.
    type Reply: Send + 'static;
    /// What a refused one answers.
    type Error: From<StoreError> + Send + 'static;

    /// Runs the batch in order and gives a result for each command. Re-runnable: no effect outside
    /// `tx`. A refusal must leave nothing behind.
    ///
    /// # Errors
    /// A fault of the store: the batch is undone and its commands are run one by one.
    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Answers<Self>, StoreError>;
}

/// What each command of a batch is answered.
pub type Answers<C> = Vec<Result<<C as Command>::Reply, <C as Command>::Error>>;

/// How a piece ended inside its transaction.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Its changes are to be kept.
    Keep,
    /// It refused by itself: undo it and answer what it said.
    Undo,
    /// The store failed it.
    Failed(StoreError),
}

/// A queued piece of work and who waits for it.
pub(crate) trait Job: Send {
    /// Runs it; the result is kept until the commit.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ended;
    /// The runner of its kind, when it is a command.
    fn batch(&self) -> Option<(TypeId, BatchRunner)> {
        None
    }
    /// For [`BatchRunner`].
    fn as_any(&mut self) -> &mut dyn Any;
    /// Answers with the kept result.
    fn answer(self: Box<Self>);
    /// Answers with a fault.
    fn fail(self: Box<Self>, error: StoreError);
}

/// Runs many jobs of one kind at once.
pub(crate) type BatchRunner = fn(&mut Tx<'_>, &mut [Box<dyn Job>]) -> Ended;

/// A closure and its caller.
pub(crate) struct Closure<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Closure<F, T, E> {
    pub(crate) fn new(work: F, caller: oneshot::Sender<Result<T, E>>) -> Self {
        Self {
            work,
            result: None,
            caller,
        }
    }
}

impl<F, T, E> Job for Closure<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Ended {
        let result = (self.work)(tx);
        if let Some(fault) = tx.take_fault() {
            return match &result {
                // A named constraint that the work turned into its own refusal is that refusal.
                Err(_) if matches!(fault, StoreError::Constraint(_)) => {
                    self.result = Some(result);
                    Ended::Undo
                }
                _ => Ended::Failed(fault),
            };
        }
        let ended = if result.is_ok() {
            Ended::Keep
        } else {
            Ended::Undo
        };
        self.result = Some(result);
        ended
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn answer(self: Box<Self>) {
        answer(self.caller, self.result);
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.caller.send(Err(error.into()));
    }
}

/// A command and its caller.
pub(crate) struct Commanded<C: Command> {
    command: C,
    result: Option<Result<C::Reply, C::Error>>,
    caller: oneshot::Sender<Result<C::Reply, C::Error>>,
}

impl<C: Command> Commanded<C> {
    pub(crate) fn new(command: C, caller: oneshot::Sender<Result<C::Reply, C::Error>>) -> Self {
        Self {
            command,
            result: None,
            caller,
        }
    }

    fn run_batch(tx: &mut Tx<'_>, jobs: &mut [Box<dyn Job>]) -> Ended {
        let mut mine: Vec<&mut Self> = jobs
            .iter_mut()
            .filter_map(|job| job.as_any().downcast_mut())
            .collect();
        let commands: Vec<&C> = mine.iter().map(|job| &job.command).collect();
        let results = C::run(tx, &commands);
        match (tx.take_fault(), results) {
            (Some(fault), _) | (None, Err(fault)) => Ended::Failed(fault),
            (None, Ok(results)) if results.len() == mine.len() => {
                for (job, result) in mine.iter_mut().zip(results) {
                    job.result = Some(result);
                }
                Ended::Keep
            }
            (None, Ok(_)) => Ended::Failed(StoreError::Panicked),
        }
    }
}

impl<C: Command> Job for Commanded<C> {
    fn run(&mut self, tx: &mut Tx<'_>) -> Ended {
        let result = C::run(tx, &[&self.command]);
        match (tx.take_fault(), result) {
            (Some(fault), _) | (None, Err(fault)) => Ended::Failed(fault),
            (None, Ok(mut results)) => {
                self.result = results.pop();
                Ended::Keep
            }
        }
    }

    fn batch(&self) -> Option<(TypeId, BatchRunner)> {
        Some((TypeId::of::<C>(), Self::run_batch))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn answer(self: Box<Self>) {
        answer(self.caller, self.result);
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.caller.send(Err(error.into()));
    }
}

/// A caller who went away changes nothing: the work is done all the same.
fn answer<T, E: From<StoreError>>(
    caller: oneshot::Sender<Result<T, E>>,
    result: Option<Result<T, E>>,
) {
    let _ = caller.send(result.unwrap_or_else(|| Err(StoreError::Panicked.into())));
}

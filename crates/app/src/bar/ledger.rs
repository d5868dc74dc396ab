//! The ledger: locked stocks, and what becomes of them in one transaction.

use std::collections::{BTreeSet, HashMap};

use foh_domain::{
    audit::Action,
    bar::{Adjustment, Change, MovementKind, StockRefusal, UndoRefusal, WasteReason, decide_move},
    field::FieldError,
    privacy::SealError,
};
use foh_store::{
    StoreError, Tx,
    stock_movements::{self, Movement},
    stocks::{self, StockView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::reaches;
use crate::{
    House,
    audit::Witness,
    idempotency::{RepeatError, StoreFault},
    theatre::distinct,
};

/// Why a stock stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum StockError {
    /// There is no such stock, location or count.
    #[error("there is no such thing")]
    Unknown,
    /// It belongs to a location that whoever asks does not reach.
    #[error("it is another location's")]
    NotYours,
    /// The rules refuse it.
    #[error("the change was refused")]
    Refused(StockRefusal),
    /// The rules refuse to undo it.
    #[error("nothing was undone")]
    NotUndone(UndoRefusal),
    /// The location has nothing that could be counted.
    #[error("there is nothing to count")]
    NothingToCount,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// The key was used before.
    #[error(transparent)]
    Repeated(#[from] RepeatError),
    /// Something could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreFault for StockError {
    fn store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl StockError {
    /// What is wrong with one field.
    pub(super) fn fault(field: &'static str, message: impl Into<String>) -> Self {
        Self::Faults(vec![FieldError {
            field,
            message: message.into(),
        }])
    }
}

/// Locked stocks, and what becomes of them.
pub(super) struct Ledger {
    stocks: HashMap<Uuid, StockView>,
    changed: BTreeSet<Uuid>,
    movements: Vec<Movement>,
    /// Which of the movements made a stock fall to its minimum.
    alarms: Vec<usize>,
}

/// One change of one stock.
pub(super) struct Step<'a> {
    pub(super) stock_id: Uuid,
    pub(super) change: Change,
    /// The id of the movement.
    pub(super) movement_id: Uuid,
    /// The movement at the other end of a transfer.
    pub(super) other_id: Option<Uuid>,
    /// Why it is thrown away.
    pub(super) waste: Option<(WasteReason, Option<&'a str>)>,
}

/// Whoever changes something, and when.
pub(super) struct Hand<'a> {
    pub(super) by: Uuid,
    pub(super) now: Timestamp,
    pub(super) witness: &'a Witness,
}

impl Ledger {
    /// Locks these stocks; those that are not there are left out.
    pub(super) fn lock(
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, StoreError> {
        Ok(Self::of(stocks::lock(tx, &distinct(ids))?))
    }

    /// Of stocks that are locked.
    pub(super) fn of(locked: Vec<StockView>) -> Self {
        Self {
            stocks: locked.into_iter().map(|stock| (stock.id, stock)).collect(),
            changed: BTreeSet::new(),
            movements: Vec::new(),
            alarms: Vec::new(),
        }
    }

    /// Locks one more, if it is not.
    pub(super) fn lock_too(&mut self, tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
        if !self.stocks.contains_key(&id) {
            let locked = stocks::lock(tx, &[id])?;
            self.stocks
                .extend(locked.into_iter().map(|stock| (stock.id, stock)));
        }
        Ok(())
    }

    /// A stock as it stands now, if whoever asks reaches its location.
    ///
    /// # Errors
    /// [`StockError::Unknown`], [`StockError::NotYours`].
    pub(super) fn reach(
        &self,
        id: Uuid,
        held_to: Option<&Vec<Uuid>>,
    ) -> Result<&StockView, StockError> {
        let stock = self.stocks.get(&id).ok_or(StockError::Unknown)?;
        if reaches(held_to, stock.location_id) {
            Ok(stock)
        } else {
            Err(StockError::NotYours)
        }
    }

    /// Every stock, in no particular order.
    pub(super) fn stocks(&self) -> impl Iterator<Item = &StockView> {
        self.stocks.values()
    }

    /// Makes a change; what is refused leaves everything as it was.
    ///
    /// # Errors
    /// See [`StockError`].
    pub(super) fn change(
        &mut self,
        tx: &mut Tx<'_>,
        hand: &Hand<'_>,
        step: &Step<'_>,
    ) -> Result<&StockView, StockError> {
        let view = self
            .stocks
            .get_mut(&step.stock_id)
            .ok_or(StockError::Unknown)?;
        let before = view.stock;
        let moved = decide_move(&before, step.change, hand.now).map_err(StockError::Refused)?;
        view.stock = moved.stock;
        let (reason, noted) = step.waste.unzip();
        self.movements.push(Movement {
            id: step.movement_id,
            stock_id: step.stock_id,
            number: moved.stock.number,
            kind: step.change.kind(),
            delta: moved.delta,
            units: moved.stock.units,
            reason,
            note: noted.flatten().map(ToOwned::to_owned),
            user_id: hand.by,
            previous: moved.previous,
            undoes: None,
            other_id: step.other_id,
            created_at: hand.now,
        });
        self.changed.insert(step.stock_id);
        if moved.alarm {
            self.alarms.push(self.movements.len() - 1);
        }
        let (action, words) = match step.change.kind() {
            MovementKind::Set | MovementKind::Count => (
                Action::StockCorrected,
                vec![
                    ("before", before.units.plain().as_str().into()),
                    ("after", moved.stock.units.plain().as_str().into()),
                ],
            ),
            kind => (
                Action::StockMoved,
                vec![
                    ("kind", kind.as_str().into()),
                    ("by", by_in_words(moved.delta).as_str().into()),
                ],
            ),
        };
        note(hand.witness, tx, view, action, words)?;
        Ok(view)
    }

    /// Reverses a movement by another with this id. `is_last`: the one before it is the next that can be undone.
    ///
    /// # Errors
    /// See [`StockError`].
    pub(super) fn undo(
        &mut self,
        tx: &mut Tx<'_>,
        hand: &Hand<'_>,
        undone: &Movement,
        (id, other_id): (Uuid, Option<Uuid>),
        is_last: bool,
    ) -> Result<&StockView, StockError> {
        let view = self
            .stocks
            .get_mut(&undone.stock_id)
            .ok_or(StockError::Unknown)?;
        let made = foh_domain::bar::decide_undo(&view.stock, undone.kind, undone.delta, hand.now)
            .map_err(StockError::NotUndone)?;
        view.stock = made.stock;
        if is_last {
            view.stock.undoable = undone.previous;
        }
        self.movements.push(Movement {
            id,
            stock_id: undone.stock_id,
            number: made.stock.number,
            kind: MovementKind::Undo,
            delta: made.delta,
            units: made.stock.units,
            reason: None,
            note: None,
            user_id: hand.by,
            previous: view.stock.undoable,
            undoes: Some(undone.id),
            other_id,
            created_at: hand.now,
        });
        self.changed.insert(undone.stock_id);
        if made.alarm {
            self.alarms.push(self.movements.len() - 1);
        }
        let words = vec![
            ("kind", MovementKind::Undo.as_str().into()),
            ("by", by_in_words(made.delta).as_str().into()),
        ];
        note(hand.witness, tx, view, Action::StockMoved, words)?;
        Ok(view)
    }

    /// Writes everything down; answers whether e-mails wait.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) fn write(&self, house: &House, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        stock_movements::insert(tx, &self.movements)?;
        let changed = self
            .changed
            .iter()
            .filter_map(|id| Some((*id, &self.stocks.get(id)?.stock)));
        stocks::set(tx, changed)?;
        let low = self.alarms.iter().filter_map(|number| {
            let movement = self.movements.get(*number)?;
            Some((self.stocks.get(&movement.stock_id)?, movement))
        });
        house.write_alarms(tx, low)
    }
}

/// `+1`, `-0.5`, and `0` for what changes nothing.
fn by_in_words(delta: i64) -> String {
    Adjustment::of_hundredths(delta).map_or_else(|| "0".to_owned(), |by| by.to_string())
}

fn note(
    witness: &Witness,
    tx: &mut Tx<'_>,
    view: &StockView,
    action: Action,
    words: Vec<(&'static str, foh_domain::audit::Value)>,
) -> Result<(), StoreError> {
    let name = format!("{} at {}", view.beverage, view.location);
    let mut all = vec![("what", "stock".into()), ("name", name.as_str().into())];
    all.extend(words);
    witness.note(tx, action, Some(view.id), &all)
}

//! Undoing: the last movement is reversed by a new one.

use jiff::Timestamp;

use super::{MovementKind, Stock, StockRefusal};

/// Why nothing was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoRefusal {
    /// There is no movement that could be.
    Nothing,
    /// Somebody has moved it since: what was to be undone is not the last any more.
    NotTheLast,
    /// The stock does not bear it.
    Stock(StockRefusal),
}

/// What undoing has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// The stock as it is now; which movement is the next to be undone is yet to be found.
    pub stock: Stock,
    /// By how many hundredths it changed.
    pub delta: i64,
    /// Whether somebody is to be told that it is low.
    pub alarm: bool,
}

/// Reverses a movement of this kind, which changed the stock by so many hundredths.
///
/// # Errors
/// See [`UndoRefusal`].
pub fn decide_undo(
    stock: &Stock,
    kind: MovementKind,
    delta: i64,
    now: Timestamp,
) -> Result<Undone, UndoRefusal> {
    if !stock.kept {
        return Err(UndoRefusal::Stock(StockRefusal::NotKept));
    }
    if kind == MovementKind::Undo {
        return Err(UndoRefusal::Nothing);
    }
    let (mut after, alarm) = stock.after(-delta, now).map_err(UndoRefusal::Stock)?;
    match kind {
        MovementKind::Delivery | MovementKind::Transfer => after.received -= delta,
        MovementKind::Waste => after.wasted += delta,
        _ => {}
    }
    Ok(Undone {
        stock: after,
        delta: -delta,
        alarm,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Change, Units,
            stock::tests::{make, stock, units},
        },
        *,
    };

    #[test]
    fn what_is_undone_is_as_it_was() {
        for change in [
            Change::Deliver(units("24")),
            Change::Send(units("6")),
            Change::Waste(units("2")),
            Change::Set(units("3")),
            Change::Count(units("11")),
        ] {
            let before = stock("10");
            let moved = make(&before, change).unwrap();
            let undone = decide_undo(
                &moved.stock,
                change.kind(),
                moved.delta,
                Timestamp::UNIX_EPOCH,
            )
            .unwrap();
            let sums = |of: Stock| (of.units, of.received, of.wasted);
            assert_eq!(sums(undone.stock), sums(before), "{change:?}");
            assert_eq!(undone.stock.number, 2);
        }
    }

    #[test]
    fn what_has_been_used_since_cannot_be_undone() {
        let one = stock("1");
        assert_eq!(
            decide_undo(&one, MovementKind::Delivery, 200, Timestamp::UNIX_EPOCH),
            Err(UndoRefusal::Stock(StockRefusal::BelowNought {
                units: units("1")
            }))
        );
        assert_eq!(
            decide_undo(&one, MovementKind::Undo, 100, Timestamp::UNIX_EPOCH),
            Err(UndoRefusal::Nothing)
        );
        let gone = Stock {
            kept: false,
            units: Units::NONE,
            ..one
        };
        assert!(decide_undo(&gone, MovementKind::Adjust, -100, Timestamp::UNIX_EPOCH).is_err());
    }
}

//! One beverage at one location: how much there is, and what a change makes of it.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Change, MovementKind, Units};

/// How one beverage stands at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// How much there is.
    pub units: Units,
    /// What ever came from outside less what was brought elsewhere, in hundredths.
    pub received: i64,
    /// What was ever thrown away, in hundredths.
    pub wasted: i64,
    /// How many movements there were: the number of the last.
    pub number: i64,
    /// The number of the last movement that can be undone.
    pub undoable: Option<i64>,
    /// At or under this somebody is told.
    pub alarm_minimum: Option<Units>,
    /// When somebody was told, since it was last above.
    pub alarmed_at: Option<Timestamp>,
    /// Whether the location has it: it is available there, and neither is switched off.
    pub kept: bool,
}

/// Why a stock stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockRefusal {
    /// The location does not have it (any more).
    NotKept,
    /// There is less than that.
    BelowNought {
        /// How much there is.
        units: Units,
    },
    /// There would be more than [`Units::MOST`].
    TooMuch,
}

/// What a change has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The stock as it is now.
    pub stock: Stock,
    /// By how many hundredths it changed.
    pub delta: i64,
    /// Which movement could be undone before it.
    pub previous: Option<i64>,
    /// Whether somebody is to be told that it is low.
    pub alarm: bool,
}

/// The id of a stock is made of its beverage's and its location's: whoever makes it first, it is one.
#[must_use]
pub fn stock_id(beverage_id: Uuid, location_id: Uuid) -> Uuid {
    let mut bytes = beverage_id.into_bytes();
    for (byte, other) in bytes.iter_mut().zip(location_id.as_bytes()).skip(8) {
        *byte ^= other;
    }
    // The two bits of the variant (RFC 9562, 4.1) have cancelled each other.
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Uuid::from_bytes(bytes)
}

/// Whether so much is at or under the minimum.
#[must_use]
pub fn is_low(units: Units, alarm_minimum: Option<Units>) -> bool {
    alarm_minimum.is_some_and(|minimum| units <= minimum)
}

impl Stock {
    /// The stock after a change of so many hundredths, and whether somebody is to be told: once when it falls to the
    /// minimum or under it, and not again until it was above.
    pub(super) fn after(self, delta: i64, now: Timestamp) -> Result<(Self, bool), StockRefusal> {
        let hundredths = self.units.hundredths() + delta;
        if hundredths < 0 {
            return Err(StockRefusal::BelowNought { units: self.units });
        }
        let units = Units::of_hundredths(hundredths).ok_or(StockRefusal::TooMuch)?;
        let low = is_low(units, self.alarm_minimum);
        let alarm = low && delta < 0 && self.alarmed_at.is_none();
        let stock = Self {
            units,
            number: self.number + 1,
            alarmed_at: if alarm {
                Some(now)
            } else {
                self.alarmed_at.filter(|_| low)
            },
            ..self
        };
        Ok((stock, alarm))
    }
}

/// Decides a change.
///
/// # Errors
/// See [`StockRefusal`].
pub fn decide_move(stock: &Stock, change: Change, now: Timestamp) -> Result<Moved, StockRefusal> {
    if !stock.kept {
        return Err(StockRefusal::NotKept);
    }
    let delta = change.delta(stock.units);
    let (mut after, alarm) = stock.after(delta, now)?;
    match change.kind() {
        MovementKind::Delivery | MovementKind::Transfer => after.received += delta,
        MovementKind::Waste => after.wasted -= delta,
        _ => {}
    }
    after.undoable = Some(after.number);
    Ok(Moved {
        stock: after,
        delta,
        previous: stock.undoable,
        alarm,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::Adjustment, *};
    use proptest::prelude::*;

    pub(in crate::bar) fn units(text: &str) -> Units {
        Units::parse(text).unwrap()
    }

    /// A change at whatever moment.
    pub(in crate::bar) fn make(stock: &Stock, change: Change) -> Result<Moved, StockRefusal> {
        decide_move(stock, change, Timestamp::UNIX_EPOCH)
    }

    fn by(text: &str) -> Change {
        Change::Adjust(Adjustment::parse(text).unwrap())
    }

    pub(in crate::bar) fn stock(text: &str) -> Stock {
        Stock {
            units: units(text),
            received: 0,
            wasted: 0,
            number: 0,
            undoable: None,
            alarm_minimum: None,
            alarmed_at: None,
            kept: true,
        }
    }

    #[test]
    fn changes() {
        for (before, change, after) in [
            ("5", by("-1"), Ok("4")),
            ("5", by("+0.25"), Ok("5.25")),
            ("5", by("-5"), Ok("0")),
            (
                "5",
                by("-5.01"),
                Err(StockRefusal::BelowNought { units: units("5") }),
            ),
            ("99999.99", by("+0.02"), Err(StockRefusal::TooMuch)),
            ("5", Change::Set(units("7.5")), Ok("7.5")),
            ("5", Change::Set(units("5")), Ok("5")),
            ("5", Change::Count(units("0")), Ok("0")),
            ("5", Change::Deliver(units("12")), Ok("17")),
            ("5", Change::Waste(units("2")), Ok("3")),
            (
                "5",
                Change::Send(units("5.5")),
                Err(StockRefusal::BelowNought { units: units("5") }),
            ),
            ("5", Change::Receive(units("1")), Ok("6")),
        ] {
            let moved = make(&stock(before), change).map(|moved| moved.stock.units);
            assert_eq!(moved, after.map(units), "{before} {change:?}");
        }
    }

    #[test]
    fn what_a_location_does_not_have_does_not_move() {
        let gone = Stock {
            kept: false,
            ..stock("5")
        };
        assert_eq!(make(&gone, by("-1")), Err(StockRefusal::NotKept));
    }

    /// Deliveries, transfers and waste are summed apart, so that what was used can be told from them.
    #[test]
    fn what_came_and_what_was_wasted_is_summed() {
        let mut now = stock("10");
        for change in [
            Change::Deliver(units("24")),
            Change::Send(units("6")),
            Change::Receive(units("1")),
            Change::Waste(units("2")),
            by("-3"),
            Change::Set(units("20")),
        ] {
            now = make(&now, change).unwrap().stock;
        }
        assert_eq!((now.received, now.wasted, now.number), (1_900, 200, 6));
    }

    #[test]
    fn somebody_is_told_once_for_each_crossing() {
        let mut now = Stock {
            alarm_minimum: Some(units("3")),
            ..stock("5")
        };
        let mut told = Vec::new();
        for change in ["-1", "-1", "-1", "+0.5", "-1", "+5", "-2", "-2", "-1"] {
            let moved = make(&now, by(change)).unwrap();
            told.push(moved.alarm);
            now = moved.stock;
        }
        let expected = [false, true, false, false, false, false, false, true, false];
        assert_eq!(told, expected);
        // What comes and is still too little is no fall.
        let little = Stock {
            alarm_minimum: Some(units("3")),
            ..stock("0")
        };
        let moved = make(&little, by("+1")).unwrap();
        assert!(!moved.alarm && moved.stock.alarmed_at.is_none());
        assert!(make(&moved.stock, by("-1")).unwrap().alarm);
    }

    #[test]
    fn ids_of_stocks_are_made_of_both() {
        let id = |millisecond, random| {
            let at = jiff::Timestamp::from_millisecond(millisecond).unwrap();
            crate::id::new(at, [random; 8])
        };
        let (lager, cider) = (id(1_000, 7), id(1_000, 8));
        let (bar, cellar) = (id(2_000, 9), id(3_000, 10));
        let ids = [(lager, bar), (lager, cellar), (cider, bar), (cider, cellar)];
        let mut made: Vec<Uuid> = ids.map(|(one, other)| stock_id(one, other)).to_vec();
        assert!(
            made.iter()
                .all(|id| id.get_variant() == uuid::Variant::RFC4122)
        );
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), 4);
        assert_eq!(stock_id(lager, bar), stock_id(lager, bar));
    }

    proptest! {
        #[test]
        fn a_stock_is_the_sum_of_its_movements(changes in proptest::collection::vec(-3_000_i64..3_000, 0..60)) {
            let mut now = stock("20");
            let mut sum = now.units.hundredths();
            for hundredths in changes {
                let Some(adjustment) = Adjustment::of_hundredths(hundredths) else { continue };
                match make(&now, Change::Adjust(adjustment)) {
                    Ok(moved) => {
                        sum += moved.delta;
                        prop_assert_eq!(moved.stock.number, now.number + 1);
                        now = moved.stock;
                    }
                    Err(refusal) => prop_assert_eq!(refusal, StockRefusal::BelowNought { units: now.units }),
                }
                prop_assert_eq!(now.units.hundredths(), sum);
            }
        }
    }
}

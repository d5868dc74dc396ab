//! What was used between two counts, and which way a stock goes.

use std::cmp::Ordering;

use jiff::SignedDuration;

use super::Units;

/// What a count wrote down of one stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How much there was.
    pub units: Units,
    /// What had ever come by then, in hundredths; see [`super::Stock::received`].
    pub received: i64,
    /// What had ever been thrown away by then, in hundredths.
    pub wasted: i64,
}

/// What became of one stock between two counts, in hundredths of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumption {
    /// What came in between; below nought where more was brought elsewhere.
    pub received: i64,
    /// What was thrown away.
    pub wasted: i64,
    /// What was used; below nought where there is more than there can be.
    pub used: i64,
    /// The same for a day of 24 hours, rounded half away from nought; `None` between counts of the same moment.
    pub used_per_day: Option<i64>,
}

/// What became of a stock between two counts: what there was and what came, less what is there still and what was thrown away.
#[must_use]
pub fn consumption(from: Tally, to: Tally, elapsed: SignedDuration) -> Consumption {
    let received = to.received - from.received;
    let wasted = to.wasted - from.wasted;
    let used = from.units.hundredths() + received - wasted - to.units.hundredths();
    Consumption {
        received,
        wasted,
        used,
        used_per_day: per_day(used, elapsed),
    }
}

fn per_day(used: i64, elapsed: SignedDuration) -> Option<i64> {
    const DAY: i128 = 86_400_000;
    let elapsed = elapsed.as_millis();
    if elapsed <= 0 {
        return None;
    }
    let doubled = i128::from(used.unsigned_abs()) * DAY * 2;
    let rounded = (doubled + elapsed) / (2 * elapsed);
    let rounded = i64::try_from(rounded).unwrap_or(i64::MAX);
    Some(if used < 0 { -rounded } else { rounded })
}

/// Which way a stock goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// There was more at the last count than at the one before.
    Up,
    /// As much.
    Level,
    /// Less.
    Down,
}

/// Which way a stock went between the last two of these counts, the oldest first; `None` with fewer than two.
#[must_use]
pub fn trend(counts: &[Units]) -> Option<Trend> {
    let [.., before, last] = counts else {
        return None;
    };
    Some(match last.cmp(before) {
        Ordering::Greater => Trend::Up,
        Ordering::Equal => Trend::Level,
        Ordering::Less => Trend::Down,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::stock::tests::units, *};

    fn tally(units_text: &str, received: i64, wasted: i64) -> Tally {
        Tally {
            units: units(units_text),
            received,
            wasted,
        }
    }

    #[test]
    fn what_was_used() {
        let day = SignedDuration::from_hours(24);
        for (from, to, elapsed, expected) in [
            // Ten, twenty-four delivered, two broken, twelve left: twenty used in two days.
            (
                tally("10", 0, 0),
                tally("12", 2_400, 200),
                day * 2,
                (2_400, 200, 2_000, Some(1_000)),
            ),
            (
                tally("10", 500, 0),
                tally("10", 500, 0),
                day,
                (0, 0, 0, Some(0)),
            ),
            // More than there can be.
            (
                tally("10", 0, 0),
                tally("11", 0, 0),
                day,
                (0, 0, -100, Some(-100)),
            ),
            // A third of a day each: rounded half away from nought.
            (
                tally("1", 0, 0),
                tally("0", 0, 0),
                day * 3,
                (0, 0, 100, Some(33)),
            ),
            (
                tally("0.01", 0, 0),
                tally("0", 0, 0),
                day * 2,
                (0, 0, 1, Some(1)),
            ),
            (
                tally("2", 0, 0),
                tally("1", 0, 0),
                SignedDuration::ZERO,
                (0, 0, 100, None),
            ),
            (
                tally("2", 0, 0),
                tally("1", 0, 0),
                SignedDuration::from_hours(6),
                (0, 0, 100, Some(400)),
            ),
        ] {
            let made = consumption(from, to, elapsed);
            let made = (made.received, made.wasted, made.used, made.used_per_day);
            assert_eq!(made, expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn which_way_it_goes() {
        for (counts, expected) in [
            (vec![], None),
            (vec!["3"], None),
            (vec!["9", "3", "3.01"], Some(Trend::Up)),
            (vec!["3", "3"], Some(Trend::Level)),
            (vec!["1", "3", "2"], Some(Trend::Down)),
        ] {
            let counts: Vec<Units> = counts.into_iter().map(units).collect();
            assert_eq!(trend(&counts), expected);
        }
    }
}

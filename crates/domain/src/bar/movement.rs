//! Movements: every change of a stock is one, and a stock is the sum of its movements.

use super::{Adjustment, Units};

/// What kind of movement it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MovementKind {
    /// The quantity was set.
    Set,
    /// Some was taken, or put back.
    Adjust,
    /// It was counted, and there was more or less than written down.
    Count,
    /// Some was thrown away, or given away.
    Waste,
    /// Some was delivered.
    Delivery,
    /// Some was brought from another location, or to it.
    Transfer,
    /// A movement before it was undone.
    Undo,
}

impl MovementKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Set,
        Self::Adjust,
        Self::Count,
        Self::Waste,
        Self::Delivery,
        Self::Transfer,
        Self::Undo,
    ];

    /// The word for it in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Adjust => "adjust",
            Self::Count => "count",
            Self::Waste => "waste",
            Self::Delivery => "delivery",
            Self::Transfer => "transfer",
            Self::Undo => "undo",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Why something was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasteReason {
    /// Broken.
    Broken,
    /// Spilled.
    Spilled,
    /// Past its date, or gone off.
    Spoiled,
    /// Given away.
    GivenAway,
    /// Something else; the note says what.
    Other,
}

impl WasteReason {
    /// Every reason, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Broken,
        Self::Spilled,
        Self::Spoiled,
        Self::GivenAway,
        Self::Other,
    ];

    /// The word for it in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Spilled => "spilled",
            Self::Spoiled => "spoiled",
            Self::GivenAway => "given_away",
            Self::Other => "other",
        }
    }

    /// The reason as people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Broken => "Broken",
            Self::Spilled => "Spilled",
            Self::Spoiled => "Spoiled or out of date",
            Self::GivenAway => "Given away",
            Self::Other => "Something else",
        }
    }

    /// The reason a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// A change of one stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// To this quantity.
    Set(Units),
    /// By so much.
    Adjust(Adjustment),
    /// To what was counted.
    Count(Units),
    /// Less by what was thrown away.
    Waste(Units),
    /// More by what was delivered.
    Deliver(Units),
    /// Less by what is brought elsewhere.
    Send(Units),
    /// More by what was brought from elsewhere.
    Receive(Units),
}

impl Change {
    /// The kind of movement it makes.
    #[must_use]
    pub const fn kind(self) -> MovementKind {
        match self {
            Self::Set(_) => MovementKind::Set,
            Self::Adjust(_) => MovementKind::Adjust,
            Self::Count(_) => MovementKind::Count,
            Self::Waste(_) => MovementKind::Waste,
            Self::Deliver(_) => MovementKind::Delivery,
            Self::Send(_) | Self::Receive(_) => MovementKind::Transfer,
        }
    }

    /// By how many hundredths a stock of so many changes.
    #[must_use]
    pub(super) const fn delta(self, before: Units) -> i64 {
        match self {
            Self::Set(to) | Self::Count(to) => to.hundredths() - before.hundredths(),
            Self::Adjust(by) => by.hundredths(),
            Self::Deliver(by) | Self::Receive(by) => by.hundredths(),
            Self::Waste(by) | Self::Send(by) => -by.hundredths(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_written() {
        for kind in MovementKind::ALL {
            assert_eq!(MovementKind::parse(kind.as_str()), Some(kind));
        }
        for reason in WasteReason::ALL {
            assert_eq!(WasteReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(MovementKind::parse("theft"), None);
        assert_eq!(WasteReason::parse(""), None);
    }
}

//! The bar: what locations have, how it moves, and what was counted. Whoever counts at a location reaches that one: `in_path` by the guard, `handled` by
//! the use cases.

use super::Entry;

pub(super) const DESK: &[Entry] = lines! { false;
};

pub(super) const API: &[Entry] = lines! { false;
};

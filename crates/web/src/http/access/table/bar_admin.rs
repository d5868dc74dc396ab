//! What managers of the bar look after: locations with who works there, unit types and beverages.

use super::Entry;

pub(super) const MASTERS: &[Entry] = lines! { false;
};

pub(super) const API: &[Entry] = lines! { false;
};

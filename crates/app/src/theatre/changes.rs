//! What the audit log says of changes to what is on.

use foh_domain::{
    audit::{Action, Value},
    theatre::{Performance, Room, Show, Venue},
};
use foh_store::{StoreError, Tx};
use uuid::Uuid;

use crate::audit::Witness;

/// What is managed as a whole, as the log speaks of it.
pub trait Told: PartialEq {
    /// What it is.
    const WHAT: &'static str;

    /// What it is called.
    fn name(&self) -> &str;

    /// The changes that have a word of their own, and the same thing as before but with these made: what differs still, is a
    /// change like any other.
    fn notable(&self, _before: &Self) -> (Vec<Change>, Option<Self>)
    where
        Self: Sized,
    {
        (Vec::new(), None)
    }
}

/// A change with its action and the words for it, beside what was changed.
type Change = (Action, Vec<(&'static str, Value)>);

impl Told for Venue {
    const WHAT: &'static str = "venue";

    fn name(&self) -> &str {
        &self.name
    }
}

impl Told for Room {
    const WHAT: &'static str = "room";

    fn name(&self) -> &str {
        &self.name
    }

    fn notable(&self, before: &Self) -> (Vec<Change>, Option<Self>) {
        if self.capacity == before.capacity {
            return (Vec::new(), None);
        }
        let words = vec![
            ("before", before.capacity.into()),
            ("after", self.capacity.into()),
        ];
        let rest = Self {
            capacity: self.capacity,
            ..before.clone()
        };
        (vec![(Action::CapacityChanged, words)], Some(rest))
    }
}

impl Told for Show {
    const WHAT: &'static str = "show";

    fn name(&self) -> &str {
        &self.title
    }

    fn notable(&self, before: &Self) -> (Vec<Change>, Option<Self>) {
        let action = match (before.published, self.published) {
            (false, true) => Action::Published,
            (true, false) => Action::Unpublished,
            _ => return (Vec::new(), None),
        };
        let rest = Self {
            published: self.published,
            ..before.clone()
        };
        (vec![(action, Vec::new())], Some(rest))
    }
}

/// Notes that something was made.
pub(crate) fn note_made<T: Told>(
    witness: &Witness,
    tx: &mut Tx<'_>,
    id: Uuid,
    made: &T,
) -> Result<(), StoreError> {
    let words = [("what", T::WHAT.into()), ("name", made.name().into())];
    witness.note(tx, Action::ContentMade, Some(id), &words)
}

/// Notes what was changed; a change that changes nothing is none.
pub(crate) fn note_changed<T: Told>(
    witness: &Witness,
    tx: &mut Tx<'_>,
    id: Uuid,
    (before, after): (&T, &T),
) -> Result<(), StoreError> {
    let about = || vec![("what", T::WHAT.into()), ("name", after.name().into())];
    let (changes, rest) = after.notable(before);
    for (action, more) in changes {
        let mut words = about();
        words.extend(more);
        witness.note(tx, action, Some(id), &words)?;
    }
    if after != rest.as_ref().unwrap_or(before) {
        witness.note(tx, Action::ContentChanged, Some(id), &about())?;
    }
    Ok(())
}

/// Notes what was changed of a performance.
pub(super) fn note_performance(
    witness: &Witness,
    tx: &mut Tx<'_>,
    id: Uuid,
    (before, after): (&Performance, &Performance),
) -> Result<(), StoreError> {
    if before.booking_open != after.booking_open {
        let action = if after.booking_open {
            Action::BookingOpened
        } else {
            Action::BookingClosed
        };
        witness.note(tx, action, Some(id), &[])?;
    }
    let places = |of: &Performance| (of.additional_places, of.manually_occupied_places);
    if places(before) != places(after) {
        let words = [
            ("additional_before", before.additional_places.into()),
            ("additional", after.additional_places.into()),
            ("occupied_before", before.manually_occupied_places.into()),
            ("occupied", after.manually_occupied_places.into()),
        ];
        witness.note(tx, Action::PlacesChanged, Some(id), &words)?;
    }
    let others = |of: &Performance| (of.show_id, of.room_id, of.starts_at, of.doors_open_at);
    if others(before) != others(after) {
        let words = planned(after);
        witness.note(tx, Action::PerformanceChanged, Some(id), &words)?;
    }
    Ok(())
}

/// What is said of a performance that was planned, or planned anew.
pub(super) fn planned(performance: &Performance) -> [(&'static str, Value); 2] {
    [
        (
            "starts_at",
            performance.starts_at.to_string().as_str().into(),
        ),
        ("room", performance.room_id.into()),
    ]
}

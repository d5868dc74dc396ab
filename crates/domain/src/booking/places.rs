//! The one rule of places: `available = capacity + additional − occupied − confirmed − held`.

/// How many places a reservation claims: from 1 to [`PartySize::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartySize(u32);

impl PartySize {
    /// The largest party that may reserve by itself.
    pub const MOST: u32 = 20;
    /// Somebody alone.
    pub const ONE: Self = Self(1);

    /// Parses a party size.
    ///
    /// # Errors
    /// The allowed range, in words.
    pub fn parse(size: i64) -> Result<Self, String> {
        crate::field::number(size, 1, Self::MOST).map(Self)
    }

    /// The number of places.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// The counters of one occurrence, all in places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// What the room (or bus) holds.
    pub capacity: u32,
    /// Added for this occurrence, such as extra chairs.
    pub additional: u32,
    /// Taken out by hand, such as a technician's seat.
    pub manually_occupied: u32,
    /// Taken by confirmed reservations.
    pub confirmed: u32,
    /// Taken for a limited time by reservations that wait for their payment.
    pub held: u32,
}

/// Fewer places are free than asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsufficientPlaces {
    /// How many are free.
    pub available: u32,
}

impl Places {
    /// All places there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.capacity.saturating_add(self.additional)
    }

    /// All places that are taken, for whatever reason.
    #[must_use]
    pub fn taken(&self) -> u32 {
        self.manually_occupied
            .saturating_add(self.confirmed)
            .saturating_add(self.held)
    }

    /// The free places; never below zero.
    #[must_use]
    pub fn available(&self) -> u32 {
        self.total().saturating_sub(self.taken())
    }

    /// Whether the party would fit now.
    ///
    /// # Errors
    /// How many places are left.
    pub fn suffice_for(&self, party: PartySize) -> Result<(), InsufficientPlaces> {
        let available = self.available();
        if party.get() <= available {
            Ok(())
        } else {
            Err(InsufficientPlaces { available })
        }
    }

    /// Takes the party's places as confirmed.
    ///
    /// # Errors
    /// How many places are left; nothing was changed.
    pub fn confirm(&mut self, party: PartySize) -> Result<(), InsufficientPlaces> {
        self.suffice_for(party)?;
        self.confirmed += party.get();
        Ok(())
    }

    /// Takes the party's places for a limited time.
    ///
    /// # Errors
    /// How many places are left; nothing was changed.
    pub fn hold(&mut self, party: PartySize) -> Result<(), InsufficientPlaces> {
        self.suffice_for(party)?;
        self.held += party.get();
        Ok(())
    }

    /// Makes held places confirmed ones.
    pub fn confirm_held(&mut self, party: PartySize) {
        self.release_held(party);
        self.confirmed += party.get();
    }

    /// Gives the places of a hold back.
    pub fn release_held(&mut self, party: PartySize) {
        debug_assert!(self.held >= party.get(), "more released than held");
        self.held = self.held.saturating_sub(party.get());
    }

    /// Gives the places of a confirmed party back.
    pub fn release_confirmed(&mut self, party: PartySize) {
        debug_assert!(
            self.confirmed >= party.get(),
            "more released than confirmed"
        );
        self.confirmed = self.confirmed.saturating_sub(party.get());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(
        capacity: u32,
        additional: u32,
        manually_occupied: u32,
        confirmed: u32,
        held: u32,
    ) -> Places {
        Places {
            capacity,
            additional,
            manually_occupied,
            confirmed,
            held,
        }
    }

    #[test]
    fn the_rule() {
        for (places, available) in [
            (places(10, 0, 0, 0, 0), 10),
            (places(10, 2, 3, 4, 1), 4),
            (places(10, 0, 10, 0, 0), 0),
            (places(10, 0, 9, 9, 9), 0),
        ] {
            assert_eq!(places.available(), available, "{places:?}");
        }
    }

    #[test]
    fn party_sizes() {
        assert!(PartySize::parse(1).is_ok());
        assert!(PartySize::parse(20).is_ok());
        for wrong in [-1, 0, 21, i64::MAX] {
            assert!(PartySize::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_sequence_oversells(capacity in 0_u32..50, steps in prop::collection::vec((any::<bool>(), 1_i64..=20), 0..60)) {
            let mut hall = places(capacity, 0, 0, 0, 0);
            let mut inside = Vec::new();
            for (enter, size) in steps {
                let party = PartySize::parse(size).unwrap();
                if enter {
                    let before = hall.available();
                    match hall.confirm(party) {
                        Ok(()) => inside.push(party),
                        Err(refused) => prop_assert!(refused.available == before && before < party.get()),
                    }
                } else if let Some(party) = inside.pop() {
                    hall.release_confirmed(party);
                }
                prop_assert!(hall.taken() <= hall.total());
                prop_assert_eq!(hall.confirmed, inside.iter().map(|p| p.get()).sum::<u32>());
            }
        }
    }
}

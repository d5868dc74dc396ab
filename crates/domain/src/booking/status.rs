//! The life of a reservation: `pending → confirmed → checked in`, or cancelled, or expired.

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReservationStatus {
    /// Waits for its confirmation.
    Pending,
    /// Its places are taken.
    Confirmed,
    /// The whole party is inside.
    CheckedIn,
    /// Given up by the guest or the house.
    Cancelled,
    /// Was never confirmed in time.
    Expired,
}

impl ReservationStatus {
    /// Every status, in the order of a reservation's life.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Confirmed,
        Self::CheckedIn,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether a reservation in this status takes its places.
    #[must_use]
    pub fn takes_places(self) -> bool {
        matches!(self, Self::Confirmed | Self::CheckedIn)
    }
}

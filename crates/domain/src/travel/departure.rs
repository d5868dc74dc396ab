//! Where a departure stands.

/// Where a departure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartureStatus {
    /// It is to leave.
    Scheduled,
    /// Staff have said that it has left: nothing is sold any more.
    Departed,
    /// It was called off.
    Cancelled,
}

impl DepartureStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Scheduled, Self::Departed, Self::Cancelled];

    /// The word in the database, the API and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Departed => "departed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

//! What a facilitator is told live.

/// What has happened to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationKind {
    /// Somebody has booked.
    Booking,
    /// Somebody has cancelled.
    Cancellation,
}

impl NotificationKind {
    const ALL: [Self; 2] = [Self::Booking, Self::Cancellation];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Cancellation => "cancellation",
        }
    }

    /// The kind that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word on the wire, as `type` of a live notification.
    #[must_use]
    pub const fn on_the_wire(self) -> &'static str {
        match self {
            Self::Booking => "new_booking",
            Self::Cancellation => "booking_cancelled",
        }
    }

    /// The kind that a word on the wire names.
    #[must_use]
    pub fn parse_wire(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.on_the_wire() == word)
    }

    /// What is said of it: "Ada Rossi booked Morning Yoga".
    #[must_use]
    pub fn message(self, who: &str, title: &str) -> String {
        match self {
            Self::Booking => format!("{who} booked {title}"),
            Self::Cancellation => format!("{who} cancelled {title}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NotificationKind;

    #[test]
    fn words_are_read_as_written() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::parse(kind.as_str()), Some(kind));
            assert_eq!(NotificationKind::parse_wire(kind.on_the_wire()), Some(kind));
        }
        assert_eq!(NotificationKind::parse("new_booking"), None);
        assert_eq!(NotificationKind::parse_wire("booking"), None);
    }

    #[test]
    fn messages() {
        for (kind, expected) in [
            (NotificationKind::Booking, "Ada booked Yoga"),
            (NotificationKind::Cancellation, "Ada cancelled Yoga"),
        ] {
            assert_eq!(kind.message("Ada", "Yoga"), expected);
        }
    }
}

//! What e-mails and text messages there are.

/// What an e-mail or a text message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Asks to confirm a reservation. Tokens: confirmation, cancellation.
    Confirmation,
    /// Brings the ticket. Tokens: check-in, cancellation.
    Ticket,
    /// Says that the reservation is cancelled. No tokens.
    Cancellation,
    /// Asks to verify the address of an account. Tokens: e-mail verification.
    Verification,
    /// Tells the owner of an account that its address was to be registered once more. One token that is of no use, so
    /// that the entry looks like one of a new account.
    AlreadyRegistered,
    /// Brings the link that sets a new password. Tokens: password reset.
    PasswordReset,
    /// Says that the password was changed. No tokens.
    PasswordChanged,
    /// Asks somebody to join the staff. Tokens: invitation.
    Invitation,
    /// Tells an applicant that they may hold sessions now. No tokens.
    FacilitatorApproved,
    /// Tells an applicant that they may not. No tokens.
    FacilitatorRefused,
    /// Leads somebody to what is kept about them. Tokens: privacy.
    Privacy,
    /// Tells a guest that a place in a session is booked. No tokens, as in all that follow.
    Booked,
    /// Tells the facilitator so.
    BookedNotice,
    /// Tells a guest that the booking is cancelled.
    BookingCancelled,
    /// Tells the facilitator so.
    BookingCancelledNotice,
    /// Tells a guest that the session was moved, from when ([`super::Moved`]) to when it is now.
    SessionMoved,
    /// Tells a guest that the session does not take place.
    SessionCancelled,
    /// Brings a passenger the ticket, by e-mail or as a text. Tokens: check-in, booking access.
    TravelTicket,
    /// Says that a booking of a departure is cancelled, and what is given back. No tokens, as in all that follow.
    TravelCancelled,
    /// Says that the departure does not take place.
    DepartureCancelled,
    /// Says that the money came when the seats were gone, and is given back.
    TravelPaidLate,
    /// Says that the seats were not paid in time and are free for others.
    TravelExpired,
    /// Tells whoever manages the bar that a stock is low ([`crate::bar::StockAlarm`]). No tokens.
    StockAlarm,
}

/// What an e-mail or a text message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A reservation.
    Reservation,
    /// An account.
    Account,
    /// Whoever has an account or a reservation.
    Person,
    /// A booking of the studio.
    Booking,
    /// A booking of the travel desk.
    Travel,
    /// A stock of the bar.
    Stock,
}

impl Kind {
    const ALL: [Self; 23] = [
        Self::Confirmation,
        Self::Ticket,
        Self::Cancellation,
        Self::Verification,
        Self::AlreadyRegistered,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::Invitation,
        Self::FacilitatorApproved,
        Self::FacilitatorRefused,
        Self::Privacy,
        Self::Booked,
        Self::BookedNotice,
        Self::BookingCancelled,
        Self::BookingCancelledNotice,
        Self::SessionMoved,
        Self::SessionCancelled,
        Self::TravelTicket,
        Self::TravelCancelled,
        Self::DepartureCancelled,
        Self::TravelPaidLate,
        Self::TravelExpired,
        Self::StockAlarm,
    ];

    /// The word in the outbox.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Ticket => "ticket",
            Self::Cancellation => "cancellation",
            Self::Verification => "verification",
            Self::AlreadyRegistered => "already_registered",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::Invitation => "invitation",
            Self::FacilitatorApproved => "facilitator_approved",
            Self::FacilitatorRefused => "facilitator_refused",
            Self::Privacy => "privacy",
            Self::Booked => "booked",
            Self::BookedNotice => "booked_notice",
            Self::BookingCancelled => "booking_cancelled",
            Self::BookingCancelledNotice => "booking_cancelled_notice",
            Self::SessionMoved => "session_moved",
            Self::SessionCancelled => "session_cancelled",
            Self::TravelTicket => "travel_ticket",
            Self::TravelCancelled => "travel_cancelled",
            Self::DepartureCancelled => "departure_cancelled",
            Self::TravelPaidLate => "travel_paid_late",
            Self::TravelExpired => "travel_expired",
            Self::StockAlarm => "stock_alarm",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the subject of its entry is.
    pub(crate) fn subject(self) -> Subject {
        match self {
            Self::Confirmation | Self::Ticket | Self::Cancellation => Subject::Reservation,
            Self::Verification
            | Self::AlreadyRegistered
            | Self::PasswordReset
            | Self::PasswordChanged
            | Self::Invitation
            | Self::FacilitatorApproved
            | Self::FacilitatorRefused => Subject::Account,
            Self::Privacy => Subject::Person,
            Self::Booked
            | Self::BookedNotice
            | Self::BookingCancelled
            | Self::BookingCancelledNotice
            | Self::SessionMoved
            | Self::SessionCancelled => Subject::Booking,
            Self::TravelTicket
            | Self::TravelCancelled
            | Self::DepartureCancelled
            | Self::TravelPaidLate
            | Self::TravelExpired => Subject::Travel,
            Self::StockAlarm => Subject::Stock,
        }
    }
}

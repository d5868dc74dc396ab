//! What is limited, and by how much.

mod rate;

pub use rate::Rate;

/// Everything that is limited: one list for the whole program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Making reservations, per client address.
    ReservationCreate,
    /// Confirming reservations, per client address.
    ReservationConfirm,
    /// Cancelling reservations, per client address.
    ReservationCancel,
    /// Previewing tickets, per member of staff.
    CheckInPreview,
    /// Admitting, per member of staff.
    CheckInConfirm,
    /// Proving who one is, per client address, or per device that signed in before. How much slower guessing gets beyond that is
    /// in [`crate::identity::lockout`].
    SignIn,
    /// Registering, per client address and per address registered.
    Register,
    /// Asking for a new password, and setting it, per client address and per address asked for.
    PasswordReset,
    /// Confirming an address, and having its link sent again, per client address and per account.
    EmailVerification,
    /// Changing one's own password, per account.
    PasswordChange,
    /// Getting new access tokens, per client address.
    TokenRefresh,
    /// Asking for a link to what is kept about somebody, per client address and per address asked for.
    PrivacyRequest,
    /// Booking sessions, per account.
    BookingCreate,
    /// Making, changing and calling off sessions, per account.
    SessionChange,
    /// Applying to hold sessions, per account.
    FacilitatorApply,
    /// Text messages, per telephone number: what is over it waits.
    TextMessage,
    /// The same for a whole day.
    TextMessageDaily,
    /// Forged news of text messages, per client address.
    TextStatusForged,
    /// Booking seats of a departure, per client address.
    TravelBook,
    /// Looking for a booking by its reference, per client address and per number given.
    TravelFind,
    /// Cancelling bookings of the travel desk, per client address.
    TravelCancel,
    /// Paying for bookings: of the travel desk per client address, of the studio per account.
    TravelPay,
    /// Reports of payment providers, per client address: a provider tells as much as there is to tell.
    PaymentWebhook,
}

impl Limit {
    /// Every limit, in the order of the documentation.
    pub const ALL: [Self; 23] = [
        Self::ReservationCreate,
        Self::ReservationConfirm,
        Self::ReservationCancel,
        Self::CheckInPreview,
        Self::CheckInConfirm,
        Self::SignIn,
        Self::Register,
        Self::PasswordReset,
        Self::EmailVerification,
        Self::PasswordChange,
        Self::TokenRefresh,
        Self::PrivacyRequest,
        Self::BookingCreate,
        Self::SessionChange,
        Self::FacilitatorApply,
        Self::TextMessage,
        Self::TextMessageDaily,
        Self::TextStatusForged,
        Self::TravelBook,
        Self::TravelFind,
        Self::TravelCancel,
        Self::TravelPay,
        Self::PaymentWebhook,
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReservationCreate => "reservation_create",
            Self::ReservationConfirm => "reservation_confirm",
            Self::ReservationCancel => "reservation_cancel",
            Self::CheckInPreview => "check_in_preview",
            Self::CheckInConfirm => "check_in_confirm",
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::PasswordReset => "password_reset",
            Self::EmailVerification => "email_verification",
            Self::PasswordChange => "password_change",
            Self::TokenRefresh => "token_refresh",
            Self::PrivacyRequest => "privacy_request",
            Self::BookingCreate => "booking_create",
            Self::SessionChange => "session_change",
            Self::FacilitatorApply => "facilitator_apply",
            Self::TextMessage => "text_message",
            Self::TextMessageDaily => "text_message_daily",
            Self::TextStatusForged => "text_status_forged",
            Self::TravelBook => "travel_book",
            Self::TravelFind => "travel_find",
            Self::TravelCancel => "travel_cancel",
            Self::TravelPay => "travel_pay",
            Self::PaymentWebhook => "payment_webhook",
        }
    }

    /// The limit a name stands for.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limit| limit.as_str() == name)
    }

    fn usual(self) -> Option<Rate> {
        match self {
            Self::ReservationCreate | Self::TravelFind => Rate::new(20, 3_600),
            Self::ReservationConfirm
            | Self::ReservationCancel
            | Self::BookingCreate
            | Self::TravelBook
            | Self::TravelCancel
            | Self::TravelPay => Rate::new(60, 3_600),
            Self::CheckInPreview | Self::CheckInConfirm => Rate::new(600, 3_600),
            Self::SignIn
            | Self::Register
            | Self::PasswordReset
            | Self::EmailVerification
            | Self::PasswordChange => Rate::new(5, 60),
            Self::TokenRefresh | Self::TextStatusForged => Rate::new(60, 60),
            Self::PaymentWebhook => Rate::new(6_000, 60),
            Self::PrivacyRequest | Self::FacilitatorApply | Self::TextMessage => {
                Rate::new(5, 3_600)
            }
            Self::TextMessageDaily => Rate::new(20, 86_400),
            Self::SessionChange => Rate::new(120, 3_600),
        }
    }
}

/// The rate of every limit; `None` is unlimited.
#[derive(Debug, Clone)]
pub struct Limits([Option<Rate>; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(Limit::usual))
    }
}

impl Limits {
    /// The rate of one limit.
    #[must_use]
    pub fn rate(&self, limit: Limit) -> Option<Rate> {
        self.0.get(limit as usize).copied().flatten()
    }

    /// The same limits with another rate for one of them.
    #[must_use]
    pub fn with(mut self, limit: Limit, rate: Option<Rate>) -> Self {
        if let Some(kept) = self.0.get_mut(limit as usize) {
            *kept = rate;
        }
        self
    }
}

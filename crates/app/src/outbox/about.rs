//! What an entry is about, so that whoever looks at it finds the way there.

use foh_store::outbox::{Channel, Entry};
use uuid::Uuid;

use crate::{
    messages::{Kind, Subject},
    payments::PaymentCall,
};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A reservation of the theatre.
    Reservation(Uuid),
    /// A booking of the studio.
    Booking(Uuid),
    /// A payment.
    Payment(Uuid),
    /// A refund.
    Refund(Uuid),
    /// A booking of the travel desk.
    TravelBooking(Uuid),
    /// A stock of the bar.
    Stock(Uuid),
    /// An account.
    Account(Uuid),
    /// Whoever has an account or a reservation; it is not said who.
    Person,
    /// Something that this version does not know.
    Unknown,
}

impl About {
    /// What this entry is about.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let id = entry.subject_id;
        match (entry.channel, Kind::parse(&entry.kind)) {
            (Channel::Crm, _) => Self::Booking(id),
            (Channel::Payments, _) => match PaymentCall::parse(&entry.kind) {
                Some(PaymentCall::Start) => Self::Payment(id),
                Some(PaymentCall::Refund) => Self::Refund(id),
                None => Self::Unknown,
            },
            (_, Some(kind)) => match kind.subject() {
                Subject::Reservation => Self::Reservation(id),
                Subject::Account => Self::Account(id),
                Subject::Person => Self::Person,
                Subject::Booking => Self::Booking(id),
                Subject::Travel => Self::TravelBooking(id),
                Subject::Stock => Self::Stock(id),
            },
            (_, None) => Self::Unknown,
        }
    }

    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reservation(_) => "reservation",
            Self::Booking(_) => "booking",
            Self::Payment(_) => "payment",
            Self::Refund(_) => "refund",
            Self::TravelBooking(_) => "travel_booking",
            Self::Stock(_) => "stock",
            Self::Account(_) => "account",
            Self::Person => "person",
            Self::Unknown => "unknown",
        }
    }
}

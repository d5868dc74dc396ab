//! A booking as it is told: to its member, and to whoever holds the session.

use foh_app::{
    House,
    studio::{BookingItem, BookingView},
};
use foh_domain::{payments::PaymentStatus, studio::PaidState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        listing::Page,
        travel::{NextAction, next_step},
    },
    http::Problem,
};

/// What was booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookedSession {
    id: Uuid,
    #[schema(example = "Breathing in winter")]
    title: String,
    /// `session` or `retreat`.
    #[serde(rename = "type")]
    #[schema(example = "session")]
    kind: &'static str,
    #[schema(example = "Via dei Tessitori 12, Bologna")]
    location: String,
    #[schema(example = "Europe/Rome")]
    time_zone: String,
    #[schema(example = "2026-11-28T17:00:00Z")]
    start_time: String,
    #[schema(example = "2026-11-28T19:00:00Z")]
    end_time: String,
    /// `active` or `cancelled`.
    #[schema(example = "active")]
    status: &'static str,
}

/// How a booking stands with its money.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioPayment {
    /// `none`, `due`, `pending`, `paid`, `refunding`, `refunded` or `failed`.
    #[schema(example = "pending")]
    status: &'static str,
    /// While a payment is pending, for whoever booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_action: Option<NextAction>,
}

/// A booking.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioBooking {
    id: Uuid,
    session: BookedSession,
    /// `confirmed` or `cancelled`.
    #[schema(example = "confirmed")]
    status: &'static str,
    /// Whether the guest came.
    attended: bool,
    /// What the guest wants to be known; null once they are erased.
    #[schema(example = "I have a bad knee.")]
    notes: Option<String>,
    /// What is due for it, in minor units such as cents.
    #[schema(example = 2500)]
    price: u64,
    #[schema(example = "EUR")]
    currency: &'static str,
    payment: StudioPayment,
    #[schema(example = "2026-11-20T09:30:00Z")]
    created_at: String,
    cancelled_at: Option<String>,
}

/// Who booked.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookingUser {
    id: Uuid,
    /// Null once they are erased.
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    /// Null once they are erased.
    #[schema(example = "ada.rossi@example.org")]
    email: Option<String>,
}

/// A booking with who booked.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestBooking {
    #[serde(flatten)]
    booking: StudioBooking,
    user: BookingUser,
}

impl From<&BookingView> for BookedSession {
    fn from(view: &BookingView) -> Self {
        Self {
            id: view.session_id,
            title: view.title.clone(),
            kind: view.kind.as_str(),
            location: view.location.clone(),
            time_zone: view.time_zone.as_str().to_owned(),
            start_time: view.starts_at.to_string(),
            end_time: view.ends_at.to_string(),
            status: view.session_status.as_str(),
        }
    }
}

impl From<&BookingItem> for StudioBooking {
    fn from(BookingItem { view, guest, paid }: &BookingItem) -> Self {
        let notes = guest.as_ref().and_then(|guest| guest.notes.as_ref());
        Self {
            id: view.id,
            session: BookedSession::from(view),
            status: if view.cancelled_at.is_some() {
                "cancelled"
            } else {
                "confirmed"
            },
            attended: view.checked_in_at.is_some(),
            notes: notes.map(|notes| notes.expose().to_owned()),
            price: view.price.amount,
            currency: view.price.currency.code(),
            payment: StudioPayment {
                status: paid.state.as_str(),
                next_action: None,
            },
            created_at: view.created_at.to_string(),
            cancelled_at: view.cancelled_at.map(|at| at.to_string()),
        }
    }
}

impl StudioBooking {
    /// As its member sees it, with what they have to do next.
    ///
    /// # Errors
    /// The page of a provider cannot be read.
    pub(crate) fn of_member(house: &House, item: &BookingItem) -> Result<Self, Problem> {
        let mut told = Self::from(item);
        let mut payments = item.paid.payments.iter().rev();
        let pending = payments.find(|payment| payment.status == PaymentStatus::Pending);
        // A further attempt at what is paid or goes back asks nothing of anybody.
        if let Some(payment) = pending.filter(|_| item.paid.state == PaidState::Pending)
            && item.view.cancelled_at.is_none()
        {
            let step = next_step(house, payment, house.now())?;
            told.payment.next_action =
                step.map(|step| NextAction::new(step, payment.method, payment.money));
        }
        Ok(told)
    }
}

impl From<&BookingItem> for GuestBooking {
    fn from(item: &BookingItem) -> Self {
        let guest = item.guest.as_ref();
        let email = guest.and_then(|guest| guest.email.as_ref());
        Self {
            booking: StudioBooking::from(item),
            user: BookingUser {
                id: item.view.member_id,
                name: guest.map(|guest| guest.name.expose().into()),
                email: email.map(|email| email.expose().into()),
            },
        }
    }
}

/// A page of one's own bookings.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookingPage {
    bookings: Vec<StudioBooking>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

/// A page of bookings.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestBookingPage {
    bookings: Vec<GuestBooking>,
    /// Give this as `after` to get the next page; null on the last.
    next: Option<String>,
}

impl From<Page<StudioBooking>> for BookingPage {
    fn from(page: Page<StudioBooking>) -> Self {
        Self {
            bookings: page.items,
            next: page.next,
        }
    }
}

impl From<Page<GuestBooking>> for GuestBookingPage {
    fn from(page: Page<GuestBooking>) -> Self {
        Self {
            bookings: page.items,
            next: page.next,
        }
    }
}

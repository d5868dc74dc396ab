//! What is told of a reservation wherever its guest may be seen.

use foh_app::Reservation;
use foh_domain::booking::Guest;
use serde::Serialize;
use utoipa::ToSchema;

/// Whose a reservation is, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestRecord {
    /// Null once the guest's data was erased.
    #[schema(example = "Ada Rossi")]
    name: Option<String>,
    #[schema(example = "ada.rossi@example.org")]
    email: Option<String>,
    phone: Option<String>,
    notes: Option<String>,
    #[schema(example = "2026-11-21T10:00:00Z")]
    created_at: String,
    confirmed_at: Option<String>,
    cancelled_at: Option<String>,
    /// When the last of the party was admitted.
    checked_in_at: Option<String>,
}

impl GuestRecord {
    /// What is kept of a reservation, with its guest unless erased.
    pub(super) fn new(reservation: &Reservation, guest: Option<&Guest>) -> Self {
        Self {
            name: guest.map(|guest| guest.name.expose().to_owned()),
            email: guest.and_then(|guest| Some(guest.email.as_ref()?.expose().to_owned())),
            phone: guest.and_then(|guest| Some(guest.phone.as_ref()?.expose().to_owned())),
            notes: guest.and_then(|guest| Some(guest.notes.as_ref()?.expose().to_owned())),
            created_at: reservation.created_at.to_string(),
            confirmed_at: reservation.confirmed_at.map(|at| at.to_string()),
            cancelled_at: reservation.cancelled_at.map(|at| at.to_string()),
            checked_in_at: reservation.checked_in_at.map(|at| at.to_string()),
        }
    }
}

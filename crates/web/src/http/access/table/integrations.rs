//! What other systems reach, by the API token of a service.

use super::Entry;

/// The program as the CRM of other systems.
pub(super) const CRM: &[Entry] = lines! { false;
    Post "/api/booking-notification", Integration, refused, "Keep what another system tells of a booking.";
    Get "/api/notifications", Integration, refused, "The customer records.";
    Put "/api/notifications/{id}/process", Integration, refused, "Note that a customer record is dealt with.";
};

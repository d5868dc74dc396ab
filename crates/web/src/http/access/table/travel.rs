//! The travel desk for passengers: what leaves when, and their bookings.

use super::Entry;

pub(super) const TIMETABLE: &[Entry] = lines! { false;
    Get "/travel", Public, refused, "Find a bus.", House "Travel";
    Get "/travel/departures/{id}", Public, refused, "A departure with its seats.";
    Get "/travel/departures/{id}/seats", Public, refused, "The seats that are left, as they change.";
    Get "/api/districts", Public, refused, "Where buses leave and arrive.";
    Get "/api/routes", Public, refused, "The routes that are sold.";
    Get "/api/schedules", Public, refused, "The departures of a route in one day.";
    Get "/api/schedules/{id}", Public, refused, "A departure with its seats.";
    Get "/api/schedules/{id}/seats", Public, refused, "The seats that are left, as they change.";
};

/// Who holds the access token of a booking may use it; no account is needed. Operators reach the bookings of their routes through the use cases.
pub(super) const PASSENGERS: &[Entry] = lines! { false;
    Post "/travel/departures/{id}/book", Public, refused, "Book seats.";
    Get "/travel/booking", Public, refused, "A booking, by its token.";
    Get "/travel/booking/ticket", Public, refused, "The ticket, to be printed.";
    Post "/travel/booking/pay", Public, refused, "Pay again, or in another way.";
    Get|Post "/travel/booking/cancel", Public, refused, "What a cancellation gives back; cancel.";
    Get|Post "/travel/find", Public, refused, "Find a booking by its reference and number.";
    Get "/payments/{id}/back", Public, refused, "Back from the page of a payment provider.";
    Post "/api/schedules/{id}/bookings", Public, refused, "Book seats, once for each key.";
    Get "/api/travel/bookings/{id}", Public, refused, "A booking, by its token or for its operators.";
    Get "/api/travel/bookings/{id}/cancellation", Public, refused, "What a cancellation gives back.";
    Post "/api/travel/bookings/{id}/cancel", Public, refused, "Cancel a booking.";
    Post "/api/travel/bookings/{id}/pay", Public, refused, "Pay again, or in another way.";
};

//! The operators' desk: what is sold of a departure and who travels with it, and the drawers. Whatever belongs to a route is reached by whoever has
//! that route in their scope; the use cases hold to it.

use super::Entry;

pub(super) const DESK: &[Entry] = lines! { false;
    Get "/travel/desk", TravelSales, handled, "The departures of one's routes.", House "Travel desk", TravelDesk "Departures";
    Get "/travel/desk/departures/{id}", TravelSales, handled, "A departure and its passengers.";
    Get|Post "/travel/desk/departures/{id}/sell", TravelSales, handled, "Sell seats for cash.";
    Get|Post "/travel/desk/departures/{id}/depart", TravelSales, handled, "Say that a bus has left.";
    Get|Post "/travel/desk/departures/{id}/cancel", TravelSales, handled, "Call a departure off.";
    Get "/travel/desk/departures/{id}/manifest", TravelSales, handled, "Who travels, to print.";
    Get "/travel/desk/departures/{id}/manifest.csv", TravelSales, handled, "The same as a file.";
    Get "/travel/bookings/{id}", TravelSales, handled, "A booking.";
    Get|Post "/travel/bookings/{id}/cancel", TravelSales, handled, "Cancel a booking.";
    Get|Post "/travel/bookings/{id}/ticket", TravelSales, handled, "A ticket to print; make one.";
    Post "/travel/bookings/{id}/resend", TravelSales, handled, "Send the ticket once more.";
    Post "/travel/bookings/{id}/hand-over", TravelSales, handled, "Hand cash over that waits for the passenger.";
    Get|Post "/travel/desk/shift", TravelSales, handled, "One's drawer; open it.", TravelDesk "Drawer";
    Get "/travel/desk/shifts", TravelSales, handled, "The drawers there were: one's own, or all.", TravelDesk "Former drawers";
    Get "/travel/desk/shifts/{id}", TravelSales, handled, "A drawer with what went through it.";
    Get|Post "/travel/desk/shifts/{id}/close", TravelSales, handled, "Count a drawer and close it.";
    Get "/travel/desk/shifts/{id}/lines.csv", TravelSales, handled, "What went through a drawer, as a file.";
    Get "/api/travel/departures", TravelSales, handled, "The departures of one's routes.";
    Get "/api/travel/departures/{id}", TravelSales, handled, "A departure.";
    Get "/api/travel/departures/{id}/passengers", TravelSales, handled, "Who travels with a departure.";
    Post "/api/travel/departures/{id}/sell", TravelSales, handled, "Sell seats for cash.";
    Post "/api/travel/departures/{id}/depart", TravelSales, handled, "Say that a bus has left.";
    Post "/api/travel/departures/{id}/cancel", TravelSales, handled, "Call a departure off.";
    Get "/api/travel/desk/bookings/{id}", TravelSales, handled, "A booking.";
    Post "/api/travel/desk/bookings/{id}/cancel", TravelSales, handled, "Cancel a booking.";
    Post "/api/travel/desk/bookings/{id}/ticket", TravelSales, handled, "Make a ticket to print.";
    Post "/api/travel/desk/bookings/{id}/resend", TravelSales, handled, "Send the ticket once more.";
    Post "/api/travel/desk/bookings/{id}/hand-over", TravelSales, handled, "Hand cash over that waits for the passenger.";
    Get|Post "/api/travel/shifts", TravelSales, handled, "The drawers: one's own, or all; open one.";
    Get "/api/travel/shifts/{id}", TravelSales, handled, "A drawer with what went through it.";
    Post "/api/travel/shifts/{id}/close", TravelSales, handled, "Close a drawer with what was counted.";
};

//! The theatre: its programme and reservations, and what its staff does before an evening and at the door.

use super::Entry;

pub(super) const PROGRAMME: &[Entry] = lines! { false;
    Get "/", Public, refused, "The programme.", House "Programme";
    Get "/shows/{slug}", Public, refused, "A show.";
    Get "/posters/{show_id}/{file}", Public, refused, "The poster of a show.";
    Get "/api/shows", Public, refused, "The published shows.";
    Get "/api/shows/{slug}", Public, refused, "A published show.";
    Get "/api/performances", Public, refused, "The performances with their places.";
    Get "/api/performances/{id}", Public, refused, "A performance.";
};

/// Who holds the token of a link may use it; no account is needed.
pub(super) const RESERVATIONS: &[Entry] = lines! { false;
    Get|Post "/performances/{id}", Public, refused, "Reserve places.";
    Get "/performances/{id}/reserved", Public, refused, "Where to look for the mail.";
    Get|Post "/reservations/confirm", Public, refused, "Confirm by the link in the mail.";
    Get|Post "/reservations/cancel", Public, refused, "Cancel by the link in the mail.";
    Get "/ticket", Public, refused, "The ticket.";
    Post "/api/performances/{id}/reservations", Public, refused, "Reserve places.";
    Post "/api/reservations/confirm", Public, refused, "Confirm by token.";
    Post "/api/reservations/cancel", Public, refused, "Cancel by token.";
    Get "/api/reservations/{id}/qr-code", Public, refused, "The code of a ticket, by token.";
    Get "/api/check-ins/preview", Public, refused, "The address in the code: shows it, admits nobody.";
};

pub(super) const CONTENT: &[Entry] = lines! { false;
    Get "/admin/performances", Content|BoxOffice, refused, "The performances.", Administration "Performances";
    Post "/admin/performances", Content, refused, "Plan a performance.";
    Get "/admin/performances/new", Content, refused, "A performance to be planned.";
    Get "/admin/performances/{id}", Content|BoxOffice, refused, "A performance.";
    Post "/admin/performances/{id}", Content, refused, "Change a performance.";
    Post "/admin/performances/{id}/booking", Content, refused, "Open or close booking.";
    Get|Post "/admin/shows", Content, refused, "The shows; add one.", Administration "Shows";
    Get "/admin/shows/new", Content, refused, "A show to be added.";
    Get|Post "/admin/shows/{id}", Content, refused, "A show; change it.";
    Post "/admin/shows/{id}/poster", Content, refused, "Set the poster of a show.";
    Get|Post "/admin/shows/{id}/poster/remove", Content, refused, "Take the poster of a show down.";
    Post "/admin/shows/{id}/publish", Content, refused, "Publish a show, or take it back.";
    Get|Post "/admin/venues", Content, refused, "The venues; add one.", Administration "Venues";
    Get "/admin/venues/new", Content, refused, "A venue to be added.";
    Get|Post "/admin/venues/{id}", Content, refused, "A venue; change it.";
    Get|Post "/admin/rooms", Content, refused, "The rooms; add one.";
    Get "/admin/rooms/new", Content, refused, "A room to be added.";
    Get|Post "/admin/rooms/{id}", Content, refused, "A room; change it.";
    Get|Post "/api/admin/venues", Content, refused, "The venues; add one.";
    Get|Patch "/api/admin/venues/{id}", Content, refused, "A venue; change it.";
    Get|Post "/api/admin/rooms", Content, refused, "The rooms; add one.";
    Get|Patch "/api/admin/rooms/{id}", Content, refused, "A room; change it.";
    Get|Post "/api/admin/shows", Content, refused, "The shows; add one.";
    Get|Patch "/api/admin/shows/{id}", Content, refused, "A show; change it.";
    Put|Delete "/api/admin/shows/{id}/poster", Content, refused, "The poster of a show; take it down.";
    Get|Post "/api/admin/performances", Content, refused, "The performances; plan one.";
    Get|Patch "/api/admin/performances/{id}", Content, refused, "A performance; change it.";
};

/// Whoever plans an evening or looks after accounts hands them out; door duty alone does not.
pub(super) const DOOR_LINKS: &[Entry] = lines! { false;
    Get|Post "/admin/performances/{id}/door-links", Content|Accounts, refused, "The door links of a performance; make one.";
    Post "/admin/door-links/{id}/renew", Content|Accounts, refused, "Give a door link a new address.";
    Post "/admin/door-links/{id}/revoke", Content|Accounts, refused, "Take a door link back.";
    Get|Post "/api/admin/performances/{id}/door-links", Content|Accounts, refused, "The door links of a performance; make one.";
    Post "/api/admin/door-links/{id}/renew", Content|Accounts, refused, "Give a door link a new address.";
    Delete "/api/admin/door-links/{id}", Content|Accounts, refused, "Take a door link back.";
};

pub(super) const BOX_OFFICE: &[Entry] = lines! { false;
    Get|Post "/admin/reservations", BoxOffice, refused, "The reservations; make one.", Administration "Reservations";
    Get "/admin/reservations.csv", BoxOffice, refused, "The reservations as a file.";
    Get "/admin/reservations/new", BoxOffice, refused, "A reservation to be made.";
    Get "/admin/reservations/{id}", BoxOffice, refused, "A reservation.";
    Get|Post "/admin/reservations/{id}/cancel", BoxOffice, refused, "Cancel a reservation.";
    Post "/admin/reservations/{id}/resend", BoxOffice, refused, "Send its mail once more.";
    Get "/admin/outbox", BoxOffice, refused, "What could not be delivered.", Administration "Undelivered";
    Get|Post "/admin/outbox/retry", BoxOffice, refused, "Send everything again that could not be delivered.";
    Post "/admin/outbox/{id}/retry", BoxOffice, refused, "Send something again.";
    Get|Post "/api/admin/reservations", BoxOffice, refused, "The reservations; make one.";
    Get "/api/admin/reservations/{id}", BoxOffice, refused, "A reservation.";
    Post "/api/admin/reservations/{id}/cancel", BoxOffice, refused, "Cancel a reservation.";
    Post "/api/admin/reservations/{id}/resend", BoxOffice, refused, "Send its mail once more.";
    Get "/api/admin/outbox", BoxOffice, refused, "What could not be delivered.";
    Post "/api/admin/outbox/retry", BoxOffice, refused, "Send everything again that could not be delivered.";
    Post "/api/admin/outbox/{id}/retry", BoxOffice, refused, "Send something again.";
};

pub(super) const DOOR: &[Entry] = lines! { false;
    Get|Post "/door-link", Public, refused, "Begin at a door by the link of a helper.";
    Get "/door", Door, refused, "Which door.", House "Door", Administration "Door";
    Get "/door/{id}", Door, in_path, "The scanner of a door.";
    Post "/door/{id}/check", Door, in_path, "Look at a ticket.";
    Post "/door/{id}/admit", Door, in_path, "Admit.";
    Get "/door/{id}/admitted", Door, in_path, "Who was admitted: how many.";
    Post "/door/{id}/undo", Door, in_path, "Take an admission back.";
    Get "/door/departures", TravelSales, handled, "Which departure's door.";
    Get "/door/departures/{id}", TravelSales, handled, "The scanner of a departure.";
    Post "/door/departures/{id}/check", TravelSales, handled, "Look at a ticket of a departure.";
    Post "/door/departures/{id}/admit", TravelSales, handled, "Admit to a departure.";
    Get "/door/departures/{id}/admitted", TravelSales, handled, "Who was admitted to a departure: how many.";
    Post "/door/departures/{id}/undo", TravelSales, handled, "Take an admission to a departure back.";
    Post "/door/scan", Door|TravelSales, handled, "Read the code in a picture; belongs to no door.";
    Post "/api/check-ins/preview", Door|TravelSales, handled, "Look at a ticket: of performances with door duty, of departures with travel sales.";
    Post "/api/check-ins/confirm", Door|TravelSales, handled, "Admit.";
    Post "/api/check-ins/undo", Door|TravelSales, handled, "Take an admission back.";
    Get "/api/check-ins/count", Door|TravelSales, handled, "How many are inside.";
};

//! The studio: sessions and who books them, and the facilitators who hold them.

use super::Entry;

pub(super) const SESSIONS: &[Entry] = lines! { false;
    Get "/sessions", Public, refused, "The sessions and retreats.", House "Sessions";
    Get "/sessions/{id}", Public, refused, "A session.";
    Get "/facilitators/{id}", Public, refused, "Who holds sessions.";
    Get "/api/sessions", Public, refused, "The sessions and retreats with their places.";
    Get "/api/sessions/{id}", Public, refused, "A session.";
    Get "/api/facilitators/{id}", Public, refused, "Who holds sessions.";
};

/// What every account may do, for itself.
pub(super) const BOOKINGS: &[Entry] = lines! { false;
    Post "/sessions/{id}/book", Account, refused, "Book a session.";
    Get "/bookings", Account, refused, "One's own bookings.", Account "Bookings";
    Get|Post "/bookings/{id}/cancel", Account, refused, "Cancel one's own booking.";
    Get|Post "/bookings/{id}/pay", Account, refused, "Pay for one's own booking.";
    Get|Post "/account/facilitator", Account, refused, "How it stands with holding sessions; apply.", Account "Hold sessions";
    Post "/api/bookings", Account, refused, "Book a session.";
    Get "/api/bookings/my", Account, refused, "One's own bookings.";
    Post "/api/bookings/{id}/cancel", Account, refused, "Cancel one's own booking.";
    Post "/api/bookings/{id}/pay", Account, refused, "Pay for one's own booking.";
    Get|Post "/api/account/facilitator", Account, refused, "How it stands with holding sessions; apply.";
};

/// What facilitators do with their own sessions; the use cases refuse other people's.
pub(super) const FACILITATION: &[Entry] = lines! { false;
    Get "/facilitator", Facilitation, refused, "One's sessions at a glance.", House "Studio", Studio "Overview";
    Get|Post "/facilitator/sessions", Facilitation, refused, "One's sessions; make one.", Studio "Sessions";
    Get "/facilitator/sessions/new", Facilitation, refused, "A session to be made.";
    Get|Post "/facilitator/sessions/{id}", Facilitation, refused, "A session; change it.";
    Get|Post "/facilitator/sessions/{id}/cancel", Facilitation, refused, "Call a session off.";
    Get "/facilitator/sessions/{id}/bookings", Facilitation, refused, "Who comes to a session.";
    Get "/facilitator/sessions/{id}/bookings.csv", Facilitation, refused, "The same as a file.";
    Get "/facilitator/bookings", Facilitation, refused, "The bookings of all one's sessions.", Studio "Bookings";
    Post "/facilitator/bookings/{id}/attendance", Facilitation, refused, "Note that a guest came, or did not.";
    Get "/facilitator/notifications", Facilitation, refused, "What has happened.", Studio "Notifications";
    Post "/facilitator/notifications/{id}/read", Facilitation, refused, "Note a notification as read.";
    Post "/facilitator/notifications/read-all", Facilitation, refused, "Note all notifications as read.";
    Get|Post "/facilitator/profile", Facilitation, refused, "How one presents oneself; change it.", Studio "Profile";
    Post "/api/sessions", Facilitation, refused, "Make a session.";
    Put "/api/sessions/{id}", Facilitation, refused, "Change a session.";
    Post "/api/sessions/{id}/cancel", Facilitation, refused, "Call a session off.";
    Delete "/api/facilitator/sessions/{id}", Facilitation, refused, "Call a session off.";
    Get "/api/facilitator/sessions", Facilitation, refused, "One's sessions.";
    Get "/api/facilitator/sessions/{id}/bookings", Facilitation, refused, "Who comes to a session.";
    Get "/api/facilitator/bookings", Facilitation, refused, "The bookings of all one's sessions.";
    Post "/api/facilitator/bookings/{id}/attendance", Facilitation, refused, "Note that a guest came, or did not.";
    Get "/api/facilitator/dashboard", Facilitation, refused, "One's sessions at a glance.";
    Get "/api/facilitator/notifications", Facilitation, refused, "What has happened.";
    Post "/api/facilitator/notifications/{id}/read", Facilitation, refused, "Note a notification as read.";
    Post "/api/facilitator/notifications/read-all", Facilitation, refused, "Note all notifications as read.";
    Get|Put "/api/facilitator/profile", Facilitation, refused, "How one presents oneself; change it.";
};

/// Who may hold sessions.
pub(super) const FACILITATORS: &[Entry] = lines! { false;
    Get "/admin/facilitators", Accounts, refused, "Who holds sessions, and who wants to.", Administration "Facilitators";
    Post "/admin/facilitators/{id}/approve", Accounts, refused, "Let somebody hold sessions.";
    Post "/admin/facilitators/{id}/refuse", Accounts, refused, "Refuse an application to hold sessions.";
    Get "/api/admin/facilitators", Accounts, refused, "Who holds sessions, and who wants to.";
    Post "/api/admin/facilitators/{id}/approve", Accounts, refused, "Let somebody hold sessions.";
    Post "/api/admin/facilitators/{id}/refuse", Accounts, refused, "Refuse an application to hold sessions.";
};

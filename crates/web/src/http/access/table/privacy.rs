//! Personal data.

use super::Entry;

/// One's own data by the link that is mailed, and other people's for whoever may.
pub(super) const PRIVACY: &[Entry] = lines! { false;
    Get|Post "/privacy", Public, refused, "What is kept and for how long; have a link to one's own data sent.";
    Get "/privacy/sent", Public, refused, "Where to look for the mail.";
    Get|Post "/privacy/link", Public, refused, "See one's own data by the link in the mail.";
    Post "/privacy/copy", Public, refused, "A copy of one's own data, by token.";
    Post "/privacy/erase", Public, refused, "Erase one's own data, by token.";
    Get "/privacy/erased", Public, refused, "That the data is erased.";
    Post "/api/privacy/request", Public, refused, "Have a link to one's own data sent.";
    Post "/api/privacy/copy", Public, refused, "A copy of one's own data, by token.";
    Post "/api/privacy/erase", Public, refused, "Erase one's own data, by token.";
    Get|Post "/admin/privacy", Privacy, refused, "What is kept under an address.", Administration "Personal data";
    Get|Post "/admin/reservations/{id}/erase", Privacy, refused, "Erase whose a reservation is.";
    Get|Post "/admin/accounts/{id}/erase", Privacy, refused, "Erase who an account belongs to.";
    Get "/api/admin/privacy", Privacy, refused, "What is kept under an address.";
    Post "/api/admin/reservations/{id}/erase", Privacy, refused, "Erase whose a reservation is.";
    Post "/api/admin/accounts/{id}/erase", Privacy, refused, "Erase who an account belongs to.";
};

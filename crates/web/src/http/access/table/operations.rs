//! What whoever runs the program asks, and what is served in development.

use super::Entry;

pub(super) const OPERATIONS: &[Entry] = lines! { false;
    Get "/health", Public, refused, "Whether the program works.";
    Get "/health/live", Public, refused, "Whether the program lives.";
    Get "/health/ready", Public, refused, "Whether the program can answer.";
    Get "/assets/{name}", Public, refused, "Style sheets, scripts, icons.";
    Post "/api/sms/status", Public, refused, "Note what becomes of a text message, by the provider's signature.";
    Get "/api/openapi.json", Public, refused, "The description of the API.";
};

/// Served in development only.
pub(super) const DEVELOPMENT: &[Entry] = lines! { true;
    Get "/dev/mailbox", Public, refused, "The mails that were not sent.";
    Get "/dev/mailbox/{id}", Public, refused, "A mail that was not sent.";
    Get "/dev/mailbox/{id}/invite.ics", Public, refused, "Its calendar entry.";
};

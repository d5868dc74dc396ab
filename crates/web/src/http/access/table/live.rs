//! Live notifications.

use super::Entry;

/// Behind `/socket.io` each event is asked for its token, and a socket hears only its own facilitator's.
pub(super) const LIVE: &[Entry] = lines! { false;
    Get|Post "/socket.io", Public, refused, "Live notifications by Socket.IO; the token goes with its events.";
    Get "/facilitator/notifications/stream", Facilitation, refused, "One's own notifications as they come.";
};

//! Rows that the constraints of the studio's tables refuse, made as those of [`crate::constraint_rows`] are.

/// The constraint and the statements of which the last one is refused by it.
pub const ROWS: &[(&str, &[&str])] = &[
    ("facilitators_id_key", &[FACILITATOR, FACILITATOR]),
    (
        "facilitators_state",
        &[FACILITATOR, "UPDATE facilitators SET state = 'lost'"],
    ),
    (
        "foreign_key",
        &["INSERT INTO facilitators (id, profile, state, applied_at) SELECT v.id, u.profile, 'applied', 0 FROM venues v CROSS JOIN users u"],
    ),
    ("studio_sessions_id_key", &[SESSION, SESSION]),
    (
        "studio_sessions_kind",
        &[SESSION, "UPDATE studio_sessions SET kind = 'circus'"],
    ),
    (
        "studio_sessions_status",
        &[SESSION, "UPDATE studio_sessions SET status = 'lost'"],
    ),
    (
        "studio_sessions_price",
        &[SESSION, "UPDATE studio_sessions SET price = -1"],
    ),
    (
        "foreign_key",
        &[SESSION, "UPDATE studio_sessions SET owner_id = id"],
    ),
    (
        "foreign_key",
        &["INSERT INTO studio_sessions (id, owner_id, kind, title, description, location, time_zone, ends_at, price, currency,
                                        status, revision, created_at)
           SELECT v.id, u.id, 'session', 'x', '', '', 'UTC', 1, 0, 'EUR', 'active', 0, 0 FROM venues v CROSS JOIN users u"],
    ),
    (
        "studio_bookings_id_key",
        &[
            SESSION,
            BOOKING,
            "UPDATE studio_bookings SET cancelled_at = 1",
            BOOKING,
        ],
    ),
    (
        "studio_bookings_price",
        &[SESSION, BOOKING, "UPDATE studio_bookings SET price = -1"],
    ),
    (
        "studio_bookings_session_id_member_id_key",
        &[SESSION, ANOTHER, BOOKING],
    ),
    ("foreign_key", &[BOOKING]),
    (
        "foreign_key",
        &[SESSION, BOOKING, "UPDATE studio_bookings SET member_id = id"],
    ),
    (
        "foreign_key",
        &[SESSION, BOOKING, "DELETE FROM reservations"],
    ),
    (
        "notifications_id_key",
        &[
            NOTIFICATION,
            "UPDATE notifications SET source = NULL",
            NOTIFICATION,
        ],
    ),
    (
        "notifications_source_key",
        &[
            NOTIFICATION,
            "INSERT INTO notifications (id, facilitator_id, kind, source, created_at)
             SELECT v.id, u.id, 'booking', u.profile, 0 FROM users u CROSS JOIN venues v",
        ],
    ),
    (
        "foreign_key",
        &["INSERT INTO notifications (id, facilitator_id, kind, created_at) SELECT id, id, 'booking', 0 FROM venues"],
    ),
    (
        "foreign_key",
        &[NOTIFICATION, "UPDATE notifications SET booking_id = id"],
    ),
];

const FACILITATOR: &str = "INSERT INTO facilitators (id, profile, state, applied_at) SELECT id, profile, 'applied', 0 FROM users";
const SESSION: &str = "INSERT INTO studio_sessions (id, owner_id, kind, title, description, location, time_zone, ends_at, price, currency,
                                  status, revision, created_at)
     SELECT o.id, u.id, 'session', 'x', '', '', 'UTC', 1, 0, 'EUR', 'active', 0, 0 FROM occurrences o CROSS JOIN users u";
const BOOKING: &str =
    "INSERT INTO studio_bookings (id, session_id, member_id, price, currency, created_at)
     SELECT r.id, r.occurrence_id, u.id, 0, 'EUR', 0 FROM reservations r CROSS JOIN users u";
/// A second reservation of the same session.
const ANOTHER: &str =
    "INSERT INTO reservations (id, occurrence_id, status, party_size, checked_in, created_at)
     SELECT v.id, o.id, 'confirmed', 1, 0, 0 FROM occurrences o CROSS JOIN venues v";
const NOTIFICATION: &str =
    "INSERT INTO notifications (id, facilitator_id, kind, source, created_at)
     SELECT id, id, 'booking', profile, 0 FROM users";

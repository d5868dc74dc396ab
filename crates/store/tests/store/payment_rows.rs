//! Rows that the constraints of bookings of departures, of money and of text messages refuse, made as those of [`crate::constraint_rows`] are.

use crate::travel_rows::{BUS, DEPARTURE, DISTRICT, OTHER_DISTRICT, ROUTE, SCHEDULE};

/// The constraint and the statements of which the last one is refused by it.
pub const ROWS: &[(&str, &[&str])] = &[
    (
        "travel_bookings_id_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            BOOKING,
            BOOKING,
        ],
    ),
    (
        "travel_bookings_method",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            BOOKING,
            "UPDATE travel_bookings SET method = 'shells'",
        ],
    ),
    (
        "travel_bookings_amount",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            BOOKING,
            "UPDATE travel_bookings SET amount = -1",
        ],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            BOOKING,
            "UPDATE travel_bookings SET departure_id = id",
        ],
    ),
    (
        "shifts_id_key",
        &[SHIFT, "UPDATE shifts SET closed_at = 1, counted = 0", SHIFT],
    ),
    (
        "shifts_operator_id_key",
        &[
            SHIFT,
            "INSERT INTO shifts (id, operator_id, currency, opening_float, sales, refunds, opened_at, notes) SELECT r.id, u.id, 'EUR', 0, 0, 0, 0, '' FROM rooms r CROSS JOIN users u",
        ],
    ),
    ("shifts_amounts", &[SHIFT, "UPDATE shifts SET refunds = 1"]),
    (
        "shifts_counted",
        &[SHIFT, "UPDATE shifts SET closed_at = 1"],
    ),
    (
        "foreign_key",
        &[SHIFT, "UPDATE shifts SET operator_id = id"],
    ),
    (
        "payments_id_key",
        &[
            PAYMENT,
            "UPDATE payments SET charge_id = reservation_id",
            PAYMENT,
        ],
    ),
    (
        "payments_charge_id_key",
        &[
            PAYMENT,
            "INSERT INTO payments (id, reservation_id, method, charge_id, amount, currency, status, created_at, checks) SELECT u.id, p.reservation_id, 'cash', p.charge_id, 1, 'EUR', 'pending', 0, 0 FROM users u CROSS JOIN payments p",
        ],
    ),
    (
        "payments_method",
        &[PAYMENT, "UPDATE payments SET method = 'shells'"],
    ),
    (
        "payments_status",
        &[PAYMENT, "UPDATE payments SET status = 'lost'"],
    ),
    (
        "payments_amount",
        &[PAYMENT, "UPDATE payments SET amount = 0"],
    ),
    (
        "foreign_key",
        &[PAYMENT, "UPDATE payments SET reservation_id = id"],
    ),
    (
        "foreign_key",
        &[PAYMENT, "UPDATE payments SET shift_id = id"],
    ),
    (
        "refunds_id_key",
        &[
            PAYMENT,
            REFUND,
            "UPDATE refunds SET charge_id = (SELECT id FROM users)",
            REFUND,
        ],
    ),
    (
        "refunds_charge_id_key",
        &[
            PAYMENT,
            REFUND,
            "INSERT INTO refunds (id, payment_id, charge_id, amount, currency, status, cause, created_at, checks) SELECT u.id, f.payment_id, f.charge_id, 1, 'EUR', 'pending', 'by_staff', 0, 0 FROM users u CROSS JOIN refunds f",
        ],
    ),
    (
        "refunds_status",
        &[PAYMENT, REFUND, "UPDATE refunds SET status = 'lost'"],
    ),
    (
        "refunds_amount",
        &[PAYMENT, REFUND, "UPDATE refunds SET amount = 0"],
    ),
    (
        "foreign_key",
        &[
            PAYMENT,
            REFUND,
            "UPDATE refunds SET payment_id = (SELECT id FROM users)",
        ],
    ),
    (
        "payment_events_id_key",
        &[
            PAYMENT,
            EVENT,
            "UPDATE payment_events SET event = NULL",
            EVENT,
        ],
    ),
    (
        "payment_events_event_key",
        &[
            PAYMENT,
            EVENT,
            "INSERT INTO payment_events (id, payment_id, source, event, created_at) SELECT u.id, e.payment_id, 'webhook', e.event, 0 FROM users u CROSS JOIN payment_events e",
        ],
    ),
    (
        "payment_events_source",
        &[
            PAYMENT,
            EVENT,
            "UPDATE payment_events SET source = 'rumour'",
        ],
    ),
    (
        "foreign_key",
        &[
            PAYMENT,
            EVENT,
            "UPDATE payment_events SET payment_id = (SELECT id FROM users)",
        ],
    ),
    ("idempotent_answers_id_key", &[ANSWER, ANSWER]),
    (
        "text_messages_id_key",
        &[TEXT, "UPDATE text_messages SET sid = 'SM2'", TEXT],
    ),
    (
        "text_messages_sid_key",
        &[
            TEXT,
            "INSERT INTO text_messages (id, sid, status, sent_at, updated_at) SELECT r.id, 'SM1', 'queued', 0, 0 FROM rooms r",
        ],
    ),
    (
        "text_messages_status",
        &[TEXT, "UPDATE text_messages SET status = 'lost'"],
    ),
];

const BOOKING: &str =
    "INSERT INTO travel_bookings (id, departure_id, method, amount, currency, created_at)
     SELECT r.id, d.id, 'cash', 1, 'EUR', 0 FROM reservations r CROSS JOIN departures d";
const SHIFT: &str = "INSERT INTO shifts (id, operator_id, currency, opening_float, sales, refunds, opened_at, notes)
     SELECT v.id, u.id, 'EUR', 0, 0, 0, 0, '' FROM venues v CROSS JOIN users u";
const PAYMENT: &str = "INSERT INTO payments (id, reservation_id, method, charge_id, amount, currency, status, created_at, checks)
     SELECT v.id, r.id, 'cash', v.id, 1, 'EUR', 'pending', 0, 0 FROM venues v CROSS JOIN reservations r";
const REFUND: &str = "INSERT INTO refunds (id, payment_id, charge_id, amount, currency, status, cause, created_at, checks)
     SELECT p.id, p.id, p.id, 1, 'EUR', 'pending', 'by_staff', 0, 0 FROM payments p";
const EVENT: &str = "INSERT INTO payment_events (id, payment_id, source, event, created_at)
     SELECT p.id, p.id, 'webhook', u.profile, 0 FROM payments p CROSS JOIN users u";
const ANSWER: &str = "INSERT INTO idempotent_answers (id, subject_id, fingerprint, answer, created_at) SELECT id, id, profile, profile, 0 FROM users";
const TEXT: &str = "INSERT INTO text_messages (id, sid, status, sent_at, updated_at) SELECT id, 'SM1', 'queued', 0, 0 FROM venues";

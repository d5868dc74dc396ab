CREATE TABLE districts (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT districts_id_key PRIMARY KEY (id),
    CONSTRAINT districts_name_key UNIQUE (name),
    CONSTRAINT districts_code_key UNIQUE (code)
) STRICT;

CREATE TABLE routes (
    id BLOB NOT NULL,
    origin_id BLOB NOT NULL,
    destination_id BLOB NOT NULL,
    name TEXT NOT NULL,
    distance_km INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    fare INTEGER NOT NULL,
    currency TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT routes_id_key PRIMARY KEY (id),
    CONSTRAINT routes_origin_id_destination_id_key UNIQUE (origin_id, destination_id),
    CONSTRAINT routes_origin_id_fkey FOREIGN KEY (origin_id) REFERENCES districts (id),
    CONSTRAINT routes_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES districts (id),
    CONSTRAINT routes_fare CHECK (fare >= 0)
) STRICT;

CREATE INDEX routes_destination_id_idx ON routes (destination_id);

CREATE TABLE buses (
    id BLOB NOT NULL,
    plate TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    company TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT buses_id_key PRIMARY KEY (id),
    CONSTRAINT buses_plate_key UNIQUE (plate),
    CONSTRAINT buses_capacity CHECK (capacity >= 1)
) STRICT;

-- days: a bit for each day of the week, Monday's the lowest. departs, arrives: minutes after midnight, by the clocks of the zone.
-- exceptions: days as YYYY-MM-DD, one a line. generated_to: up to this day there are departures of it.
CREATE TABLE schedules (
    id BLOB NOT NULL,
    route_id BLOB NOT NULL,
    bus_id BLOB NOT NULL,
    days INTEGER NOT NULL,
    departs INTEGER NOT NULL,
    arrives INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    exceptions TEXT NOT NULL,
    active INTEGER NOT NULL,
    generated_to TEXT,
    CONSTRAINT schedules_id_key PRIMARY KEY (id),
    CONSTRAINT schedules_route_id_fkey FOREIGN KEY (route_id) REFERENCES routes (id),
    CONSTRAINT schedules_bus_id_fkey FOREIGN KEY (bus_id) REFERENCES buses (id)
) STRICT;

CREATE INDEX schedules_route_id_idx ON schedules (route_id, id);
CREATE INDEX schedules_bus_id_idx ON schedules (bus_id);

-- What an occurrence is at the travel desk: what a ticket says, as it was when it was made. day: of the timetable, YYYY-MM-DD.
CREATE TABLE departures (
    id BLOB NOT NULL,
    schedule_id BLOB NOT NULL,
    day TEXT NOT NULL,
    route_id BLOB NOT NULL,
    bus_id BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    arrives_at INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    fare INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    departed_at INTEGER,
    cancelled_at INTEGER,
    CONSTRAINT departures_id_key PRIMARY KEY (id),
    CONSTRAINT departures_schedule_id_day_key UNIQUE (schedule_id, day),
    CONSTRAINT departures_id_fkey FOREIGN KEY (id) REFERENCES occurrences (id),
    CONSTRAINT departures_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES schedules (id),
    CONSTRAINT departures_route_id_fkey FOREIGN KEY (route_id) REFERENCES routes (id),
    CONSTRAINT departures_bus_id_fkey FOREIGN KEY (bus_id) REFERENCES buses (id),
    CONSTRAINT departures_status CHECK (status IN ('scheduled', 'departed', 'cancelled')),
    CONSTRAINT departures_fare CHECK (fare >= 0)
) STRICT;

CREATE INDEX departures_route_id_starts_at_idx ON departures (route_id, starts_at, id);
CREATE INDEX departures_bus_id_starts_at_idx ON departures (bus_id, starts_at);
CREATE INDEX departures_starts_at_idx ON departures (starts_at, id);

-- What a reservation is at the travel desk. hold_until: while it waits for its payment; its places are held as long.
CREATE TABLE travel_bookings (
    id BLOB NOT NULL,
    departure_id BLOB NOT NULL,
    method TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    phone_lookup BLOB,
    hold_until INTEGER,
    created_at INTEGER NOT NULL,
    CONSTRAINT travel_bookings_id_key PRIMARY KEY (id),
    CONSTRAINT travel_bookings_id_fkey FOREIGN KEY (id) REFERENCES reservations (id),
    CONSTRAINT travel_bookings_departure_id_fkey FOREIGN KEY (departure_id) REFERENCES departures (id),
    CONSTRAINT travel_bookings_method CHECK (method IN ('mtn', 'airtel', 'card', 'cash')),
    CONSTRAINT travel_bookings_amount CHECK (amount >= 0)
) STRICT;

CREATE INDEX travel_bookings_departure_id_idx ON travel_bookings (departure_id, id);
CREATE INDEX travel_bookings_hold_until_idx ON travel_bookings (hold_until, id) WHERE hold_until IS NOT NULL;

-- An operator's drawer: opened with a float, closed with what was counted, and never changed after that.
CREATE TABLE shifts (
    id BLOB NOT NULL,
    operator_id BLOB NOT NULL,
    currency TEXT NOT NULL,
    opening_float INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    refunds INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    counted INTEGER,
    notes TEXT NOT NULL,
    CONSTRAINT shifts_id_key PRIMARY KEY (id),
    CONSTRAINT shifts_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT shifts_amounts CHECK (opening_float >= 0 AND sales >= 0 AND refunds >= 0 AND refunds <= opening_float + sales),
    CONSTRAINT shifts_counted CHECK ((closed_at IS NULL) = (counted IS NULL))
) STRICT;

-- One open drawer for each operator, whatever the code believes.
CREATE UNIQUE INDEX shifts_operator_id_key ON shifts (operator_id) WHERE closed_at IS NULL;
CREATE INDEX shifts_operator_id_idx ON shifts (operator_id, id);

-- An attempt to pay for a reservation of any desk. charge_id: what the provider knows it by. visit: the sealed address of the hosted page.
-- next_check_at: when the provider is asked how it stands, while that is not decided. alert: what staff are to look at.
CREATE TABLE payments (
    id BLOB NOT NULL,
    reservation_id BLOB NOT NULL,
    method TEXT NOT NULL,
    charge_id BLOB NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    reference TEXT,
    visit BLOB,
    closes_at INTEGER,
    shift_id BLOB,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    next_check_at INTEGER,
    checks INTEGER NOT NULL,
    alert TEXT,
    CONSTRAINT payments_id_key PRIMARY KEY (id),
    CONSTRAINT payments_charge_id_key UNIQUE (charge_id),
    CONSTRAINT payments_reservation_id_fkey FOREIGN KEY (reservation_id) REFERENCES reservations (id),
    CONSTRAINT payments_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES shifts (id),
    CONSTRAINT payments_method CHECK (method IN ('mtn', 'airtel', 'card', 'cash')),
    CONSTRAINT payments_status CHECK (status IN ('pending', 'completed', 'failed', 'refunded')),
    CONSTRAINT payments_amount CHECK (amount > 0)
) STRICT;

CREATE INDEX payments_reservation_id_idx ON payments (reservation_id, id);
CREATE INDEX payments_next_check_at_idx ON payments (next_check_at, id) WHERE next_check_at IS NOT NULL;
CREATE INDEX payments_decided_at_idx ON payments (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX payments_pending_idx ON payments (id) WHERE status = 'pending';
CREATE INDEX payments_alert_idx ON payments (id) WHERE alert IS NOT NULL;
CREATE INDEX payments_shift_id_idx ON payments (shift_id, id) WHERE shift_id IS NOT NULL;

-- Money on its way back. charge_id: what the provider knows it by; another when it is tried again after it was refused.
CREATE TABLE refunds (
    id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    charge_id BLOB NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    cause TEXT NOT NULL,
    reference TEXT,
    shift_id BLOB,
    created_by BLOB,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    next_check_at INTEGER,
    checks INTEGER NOT NULL,
    last_error TEXT,
    CONSTRAINT refunds_id_key PRIMARY KEY (id),
    CONSTRAINT refunds_charge_id_key UNIQUE (charge_id),
    CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
    CONSTRAINT refunds_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES shifts (id),
    CONSTRAINT refunds_status CHECK (status IN ('pending', 'completed', 'failed')),
    CONSTRAINT refunds_amount CHECK (amount > 0)
) STRICT;

CREATE INDEX refunds_payment_id_idx ON refunds (payment_id, id);
CREATE INDEX refunds_next_check_at_idx ON refunds (next_check_at, id) WHERE next_check_at IS NOT NULL;
CREATE INDEX refunds_decided_at_idx ON refunds (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX refunds_open_idx ON refunds (id) WHERE status <> 'completed';
CREATE INDEX refunds_shift_id_idx ON refunds (shift_id, id) WHERE shift_id IS NOT NULL;

-- Every answer and every webhook of a provider, as it came, sealed. source: the question, or webhook. event: the keyed hash of the name a provider gave
-- its news, which is handled once.
CREATE TABLE payment_events (
    id BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    refund_id BLOB,
    source TEXT NOT NULL,
    http_status INTEGER,
    event BLOB,
    content BLOB,
    created_at INTEGER NOT NULL,
    CONSTRAINT payment_events_id_key PRIMARY KEY (id),
    CONSTRAINT payment_events_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
    CONSTRAINT payment_events_source CHECK (source IN ('start', 'status', 'refund', 'refund_status', 'webhook'))
) STRICT;

CREATE INDEX payment_events_payment_id_idx ON payment_events (payment_id, id);
CREATE UNIQUE INDEX payment_events_event_key ON payment_events (event) WHERE event IS NOT NULL;

-- What was answered to a request that its sender may repeat, sealed; it is answered again as it was. id: made of the key, by a keyed hash.
-- subject_id: what was made, in the moment created_at; whoever erases its guest removes the answer by both.
CREATE TABLE idempotent_answers (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT idempotent_answers_id_key PRIMARY KEY (id)
) STRICT;

CREATE INDEX idempotent_answers_created_at_idx ON idempotent_answers (created_at, id);

-- What became of a text message; its id is that of its entry in the outbox.
CREATE TABLE text_messages (
    id BLOB NOT NULL,
    sid TEXT NOT NULL,
    status TEXT NOT NULL,
    error_code INTEGER,
    sent_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT text_messages_id_key PRIMARY KEY (id),
    CONSTRAINT text_messages_sid_key UNIQUE (sid),
    CONSTRAINT text_messages_status CHECK (status IN ('queued', 'sent', 'delivered', 'undelivered', 'failed'))
) STRICT;

CREATE INDEX text_messages_failed_idx ON text_messages (id) WHERE status IN ('undelivered', 'failed');

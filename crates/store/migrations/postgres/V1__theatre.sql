CREATE TABLE users (
    id UUID NOT NULL,
    email_lookup BYTEA NOT NULL,
    profile BYTEA NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT users_id_key PRIMARY KEY (id),
    CONSTRAINT users_email_lookup_key UNIQUE (email_lookup)
);

CREATE TABLE tokens (
    id UUID NOT NULL,
    purpose TEXT NOT NULL,
    hash BYTEA NOT NULL,
    subject_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT tokens_id_key PRIMARY KEY (id)
);

CREATE TABLE venues (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    CONSTRAINT venues_id_key PRIMARY KEY (id)
);

CREATE TABLE rooms (
    id UUID NOT NULL,
    venue_id UUID NOT NULL,
    name TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    CONSTRAINT rooms_id_key PRIMARY KEY (id),
    CONSTRAINT rooms_venue_id_name_key UNIQUE (venue_id, name),
    CONSTRAINT rooms_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venues (id),
    CONSTRAINT rooms_capacity CHECK (capacity >= 0)
);

CREATE TABLE shows (
    id UUID NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL,
    language TEXT NOT NULL,
    published BOOLEAN NOT NULL,
    CONSTRAINT shows_id_key PRIMARY KEY (id),
    CONSTRAINT shows_slug_key UNIQUE (slug)
);

CREATE TABLE occurrences (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    capacity INTEGER NOT NULL,
    additional INTEGER NOT NULL,
    manually_occupied INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    held INTEGER NOT NULL,
    CONSTRAINT occurrences_id_key PRIMARY KEY (id),
    CONSTRAINT occurrences_places CHECK (
        capacity >= 0 AND additional >= 0 AND manually_occupied >= 0 AND confirmed >= 0 AND held >= 0
        AND manually_occupied + confirmed + held <= capacity + additional
    )
);

CREATE INDEX occurrences_starts_at_idx ON occurrences (starts_at, id);

CREATE TABLE performances (
    id UUID NOT NULL,
    show_id UUID NOT NULL,
    room_id UUID NOT NULL,
    doors_open_at BIGINT,
    booking_open BOOLEAN NOT NULL,
    CONSTRAINT performances_id_key PRIMARY KEY (id),
    CONSTRAINT performances_id_fkey FOREIGN KEY (id) REFERENCES occurrences (id),
    CONSTRAINT performances_show_id_fkey FOREIGN KEY (show_id) REFERENCES shows (id),
    CONSTRAINT performances_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id)
);

CREATE INDEX performances_show_id_idx ON performances (show_id);
CREATE INDEX performances_room_id_idx ON performances (room_id);

CREATE TABLE reservations (
    id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    status TEXT NOT NULL,
    party_size INTEGER NOT NULL,
    checked_in INTEGER NOT NULL,
    guest BYTEA,
    email_lookup BYTEA,
    created_by UUID,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    cancelled_at BIGINT,
    checked_in_at BIGINT,
    CONSTRAINT reservations_id_key PRIMARY KEY (id),
    CONSTRAINT reservations_occurrence_id_fkey FOREIGN KEY (occurrence_id) REFERENCES occurrences (id),
    CONSTRAINT reservations_status CHECK (status IN ('pending', 'confirmed', 'checked_in', 'cancelled', 'expired')),
    CONSTRAINT reservations_party_size CHECK (party_size >= 1),
    CONSTRAINT reservations_checked_in CHECK (checked_in >= 0 AND checked_in <= party_size)
);

CREATE INDEX reservations_occurrence_id_idx ON reservations (occurrence_id, id);

CREATE TABLE check_ins (
    id UUID NOT NULL,
    reservation_id UUID NOT NULL,
    user_id UUID NOT NULL,
    admitted INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    undone_at BIGINT,
    CONSTRAINT check_ins_id_key PRIMARY KEY (id),
    CONSTRAINT check_ins_reservation_id_fkey FOREIGN KEY (reservation_id) REFERENCES reservations (id),
    CONSTRAINT check_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT check_ins_admitted CHECK (admitted >= 1)
);

CREATE INDEX check_ins_reservation_id_idx ON check_ins (reservation_id, id);

CREATE TABLE outbox (
    id UUID NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    payload BYTEA,
    attempts INTEGER NOT NULL,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT,
    parked_at BIGINT,
    last_error TEXT,
    CONSTRAINT outbox_id_key PRIMARY KEY (id)
);

CREATE INDEX outbox_next_attempt_at_idx ON outbox (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_parked_at_idx ON outbox (parked_at) WHERE parked_at IS NOT NULL;

CREATE TABLE rate_limits (
    id UUID NOT NULL,
    next_at BIGINT NOT NULL,
    CONSTRAINT rate_limits_id_key PRIMARY KEY (id)
);

CREATE TABLE jobs (
    name TEXT NOT NULL,
    watermark UUID NOT NULL,
    CONSTRAINT jobs_name_key PRIMARY KEY (name)
);

-- A member's profile as somebody who holds sessions: applied for, then approved or refused.
CREATE TABLE facilitators (
    id UUID NOT NULL,
    profile BYTEA NOT NULL,
    state TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    decided_at BIGINT,
    CONSTRAINT facilitators_id_key PRIMARY KEY (id),
    CONSTRAINT facilitators_id_fkey FOREIGN KEY (id) REFERENCES users (id),
    CONSTRAINT facilitators_state CHECK (state IN ('applied', 'approved', 'refused'))
);

CREATE INDEX facilitators_state_idx ON facilitators (state, id);

-- What an occurrence is at the studio desk; "sessions" are those of signing in.
CREATE TABLE studio_sessions (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    location TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    CONSTRAINT studio_sessions_id_key PRIMARY KEY (id),
    CONSTRAINT studio_sessions_id_fkey FOREIGN KEY (id) REFERENCES occurrences (id),
    CONSTRAINT studio_sessions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT studio_sessions_kind CHECK (kind IN ('session', 'retreat')),
    CONSTRAINT studio_sessions_status CHECK (status IN ('active', 'cancelled')),
    CONSTRAINT studio_sessions_price CHECK (price >= 0)
);

CREATE INDEX studio_sessions_owner_id_idx ON studio_sessions (owner_id, id);

-- What a reservation is at the studio desk: a member's, one place, and what is due for it.
CREATE TABLE studio_bookings (
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    member_id UUID NOT NULL,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    CONSTRAINT studio_bookings_id_key PRIMARY KEY (id),
    CONSTRAINT studio_bookings_id_fkey FOREIGN KEY (id) REFERENCES reservations (id),
    CONSTRAINT studio_bookings_session_id_fkey FOREIGN KEY (session_id) REFERENCES studio_sessions (id),
    CONSTRAINT studio_bookings_member_id_fkey FOREIGN KEY (member_id) REFERENCES users (id),
    CONSTRAINT studio_bookings_price CHECK (price >= 0)
);

-- One standing booking per member and session, whatever the code believes.
CREATE UNIQUE INDEX studio_bookings_session_id_member_id_key ON studio_bookings (session_id, member_id) WHERE cancelled_at IS NULL;
CREATE INDEX studio_bookings_member_id_idx ON studio_bookings (member_id, id);

-- What a facilitator is told live, written with its cause. Content is only of what another system told.
CREATE TABLE notifications (
    id UUID NOT NULL,
    facilitator_id UUID NOT NULL,
    kind TEXT NOT NULL,
    booking_id UUID,
    content BYTEA,
    source BYTEA,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT,
    read_at BIGINT,
    CONSTRAINT notifications_id_key PRIMARY KEY (id),
    CONSTRAINT notifications_facilitator_id_fkey FOREIGN KEY (facilitator_id) REFERENCES users (id),
    CONSTRAINT notifications_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES studio_bookings (id)
);

CREATE UNIQUE INDEX notifications_source_key ON notifications (source) WHERE source IS NOT NULL;
CREATE INDEX notifications_facilitator_id_idx ON notifications (facilitator_id, id);
CREATE INDEX notifications_undelivered_idx ON notifications (facilitator_id, id) WHERE delivered_at IS NULL;
CREATE INDEX notifications_unread_idx ON notifications (facilitator_id, id) WHERE read_at IS NULL;

-- What another system's bookings told this one, as its customer records.
CREATE TABLE crm_records (
    id UUID NOT NULL,
    source BYTEA NOT NULL,
    content BYTEA,
    created_at BIGINT NOT NULL,
    processed_at BIGINT,
    CONSTRAINT crm_records_id_key PRIMARY KEY (id),
    CONSTRAINT crm_records_source_key UNIQUE (source)
);

-- Each channel has workers of its own, so that a slow one keeps nobody else waiting.
DROP INDEX outbox_next_attempt_at_idx;
CREATE INDEX outbox_channel_next_attempt_at_idx ON outbox (channel, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;

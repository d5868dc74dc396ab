CREATE TABLE audit_keys (
    id UUID NOT NULL,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT audit_keys_id_key PRIMARY KEY (id)
);

CREATE TABLE audit_heads (
    chain INTEGER NOT NULL,
    entries BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    seal BYTEA NOT NULL,
    CONSTRAINT audit_heads_chain_key PRIMARY KEY (chain)
);

CREATE TABLE audit_entries (
    chain INTEGER NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor_id UUID,
    subject_id UUID,
    details BYTEA,
    details_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_entries_chain_number_key PRIMARY KEY (chain, number)
);

CREATE INDEX audit_entries_at_idx ON audit_entries (at, chain, number);
CREATE INDEX audit_entries_actor_id_idx ON audit_entries (actor_id, at) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entries_subject_id_idx ON audit_entries (subject_id, at) WHERE subject_id IS NOT NULL;

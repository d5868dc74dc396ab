CREATE TABLE audit_keys (
    id BLOB NOT NULL,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT audit_keys_id_key PRIMARY KEY (id)
) STRICT;

CREATE TABLE audit_heads (
    chain INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    hash BLOB NOT NULL,
    seal BLOB NOT NULL,
    CONSTRAINT audit_heads_chain_key PRIMARY KEY (chain)
) STRICT;

CREATE TABLE audit_entries (
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor_id BLOB,
    subject_id BLOB,
    details BLOB,
    details_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT audit_entries_chain_number_key PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_entries_at_idx ON audit_entries (at, chain, number);
CREATE INDEX audit_entries_actor_id_idx ON audit_entries (actor_id, at) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entries_subject_id_idx ON audit_entries (subject_id, at) WHERE subject_id IS NOT NULL;

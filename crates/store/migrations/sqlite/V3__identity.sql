ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
ALTER TABLE users ADD COLUMN password_changed_at INTEGER;
ALTER TABLE users ADD COLUMN invited_at INTEGER;
ALTER TABLE users ADD COLUMN erased_at INTEGER;

CREATE TABLE user_scopes (
    user_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    CONSTRAINT user_scopes_user_id_scope_id_key PRIMARY KEY (user_id, scope_id),
    CONSTRAINT user_scopes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

-- Inequalities one by one: a list would cost the file engine a table of its own at every insert of a token.
CREATE INDEX tokens_subject_id_idx ON tokens (subject_id)
WHERE purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation';

CREATE TABLE sessions (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL,
    CONSTRAINT sessions_id_key PRIMARY KEY (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);

CREATE TABLE second_factors (
    user_id BLOB NOT NULL,
    secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    CONSTRAINT second_factors_user_id_key PRIMARY KEY (user_id),
    CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    used_at INTEGER,
    CONSTRAINT recovery_codes_user_id_hash_key PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE TABLE lockouts (
    id BLOB NOT NULL,
    failures INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    CONSTRAINT lockouts_id_key PRIMARY KEY (id),
    CONSTRAINT lockouts_failures CHECK (failures >= 0)
) STRICT;

CREATE TABLE door_links (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    performance_id BLOB NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT door_links_id_key PRIMARY KEY (id),
    CONSTRAINT door_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT door_links_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances (id)
) STRICT;

CREATE INDEX door_links_performance_id_idx ON door_links (performance_id, id);

CREATE TABLE api_tokens (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT api_tokens_id_key PRIMARY KEY (id),
    CONSTRAINT api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE INDEX api_tokens_user_id_idx ON api_tokens (user_id, id);

CREATE TABLE refresh_families (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT refresh_families_id_key PRIMARY KEY (id),
    CONSTRAINT refresh_families_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE INDEX refresh_families_user_id_idx ON refresh_families (user_id, id);

CREATE TABLE signing_keys (
    id BLOB NOT NULL,
    secret BLOB NOT NULL,
    public BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    CONSTRAINT signing_keys_id_key PRIMARY KEY (id)
) STRICT;

CREATE TABLE external_identities (
    id BLOB NOT NULL,
    subject_lookup BLOB NOT NULL,
    user_id BLOB NOT NULL,
    provider TEXT NOT NULL,
    identity BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT external_identities_id_key PRIMARY KEY (id),
    CONSTRAINT external_identities_subject_lookup_key UNIQUE (subject_lookup),
    CONSTRAINT external_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE INDEX external_identities_user_id_idx ON external_identities (user_id);

CREATE TABLE used_credentials (
    id BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT used_credentials_id_key PRIMARY KEY (id)
) STRICT;

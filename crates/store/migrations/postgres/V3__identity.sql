ALTER TABLE users ADD COLUMN email_verified_at BIGINT;
ALTER TABLE users ADD COLUMN password_changed_at BIGINT;
ALTER TABLE users ADD COLUMN invited_at BIGINT;
ALTER TABLE users ADD COLUMN erased_at BIGINT;

CREATE TABLE user_scopes (
    user_id UUID NOT NULL,
    scope_id UUID NOT NULL,
    CONSTRAINT user_scopes_user_id_scope_id_key PRIMARY KEY (user_id, scope_id),
    CONSTRAINT user_scopes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Inequalities one by one: a list would cost the file engine a table of its own at every insert of a token.
CREATE INDEX tokens_subject_id_idx ON tokens (subject_id)
WHERE purpose <> 'confirmation' AND purpose <> 'check_in' AND purpose <> 'cancellation';

CREATE TABLE sessions (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    CONSTRAINT sessions_id_key PRIMARY KEY (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);

CREATE TABLE second_factors (
    user_id UUID NOT NULL,
    secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    CONSTRAINT second_factors_user_id_key PRIMARY KEY (user_id),
    CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE recovery_codes (
    user_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    used_at BIGINT,
    CONSTRAINT recovery_codes_user_id_hash_key PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE lockouts (
    id UUID NOT NULL,
    failures INTEGER NOT NULL,
    last_failed_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    known_until BIGINT NOT NULL,
    CONSTRAINT lockouts_id_key PRIMARY KEY (id),
    CONSTRAINT lockouts_failures CHECK (failures >= 0)
);

CREATE TABLE door_links (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    performance_id UUID NOT NULL,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CONSTRAINT door_links_id_key PRIMARY KEY (id),
    CONSTRAINT door_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT door_links_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances (id)
);

CREATE INDEX door_links_performance_id_idx ON door_links (performance_id, id);

CREATE TABLE api_tokens (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT api_tokens_id_key PRIMARY KEY (id),
    CONSTRAINT api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX api_tokens_user_id_idx ON api_tokens (user_id, id);

CREATE TABLE refresh_families (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CONSTRAINT refresh_families_id_key PRIMARY KEY (id),
    CONSTRAINT refresh_families_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX refresh_families_user_id_idx ON refresh_families (user_id, id);

CREATE TABLE signing_keys (
    id UUID NOT NULL,
    secret BYTEA NOT NULL,
    public BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    CONSTRAINT signing_keys_id_key PRIMARY KEY (id)
);

CREATE TABLE external_identities (
    id UUID NOT NULL,
    subject_lookup BYTEA NOT NULL,
    user_id UUID NOT NULL,
    provider TEXT NOT NULL,
    identity BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT external_identities_id_key PRIMARY KEY (id),
    CONSTRAINT external_identities_subject_lookup_key UNIQUE (subject_lookup),
    CONSTRAINT external_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX external_identities_user_id_idx ON external_identities (user_id);

CREATE TABLE used_credentials (
    id UUID NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT used_credentials_id_key PRIMARY KEY (id)
);

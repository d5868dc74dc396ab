//! Rows that the constraints of the tables of identity, audit and posters refuse, made of the rows that are there: what an id
//! or bytes look like differs between the engines, where they come from does not.

/// The constraint and the statements of which the last one is refused by it.
pub const ROWS: &[(&str, &[&str])] = &[
    ("posters_show_id_key", &[POSTER, POSTER]),
    ("posters_digest", &[POSTER, "UPDATE posters SET digest = 'short'"]),
    ("posters_alt", &[POSTER, "UPDATE posters SET alt = ''"]),
    ("posters_size", &[POSTER, "UPDATE posters SET width = 801"]),
    ("posters_size", &[POSTER, "UPDATE posters SET height = 0"]),
    ("posters_image", &[POSTER, "UPDATE posters SET image = SUBSTR(image, 1, 0)"]),
    ("used_credentials_id_key", &[CREDENTIAL, CREDENTIAL]),
    ("audit_keys_id_key", &[AUDIT_KEY, AUDIT_KEY]),
    ("audit_heads_chain_key", &[AUDIT_HEAD, AUDIT_HEAD]),
    ("audit_entries_chain_number_key", &[AUDIT_ENTRY, AUDIT_ENTRY]),
    ("user_scopes_user_id_scope_id_key", &[SCOPE, SCOPE]),
    ("sessions_id_key", &[SESSION, SESSION]),
    ("second_factors_user_id_key", &[FACTOR, FACTOR]),
    ("recovery_codes_user_id_hash_key", &[RECOVERY, RECOVERY]),
    ("lockouts_id_key", &[LOCKOUT, LOCKOUT]),
    ("lockouts_failures", &[LOCKOUT, "UPDATE lockouts SET failures = -1"]),
    ("door_links_id_key", &[DOOR_LINK, DOOR_LINK]),
    ("api_tokens_id_key", &[API_TOKEN, API_TOKEN]),
    ("refresh_families_id_key", &[FAMILY, FAMILY]),
    ("signing_keys_id_key", &[SIGNING_KEY, SIGNING_KEY]),
    (
        "crm_records_id_key",
        &[
            RECORD,
            "INSERT INTO crm_records (id, source, created_at) SELECT id, profile, 0 FROM users",
        ],
    ),
    (
        "crm_records_source_key",
        &[
            RECORD,
            "INSERT INTO crm_records (id, source, created_at) SELECT v.id, u.email_lookup, 0 FROM users u CROSS JOIN venues v",
        ],
    ),
    (
        "external_identities_id_key",
        &[
            IDENTITY,
            "INSERT INTO external_identities (id, subject_lookup, user_id, provider, identity, created_at)
             SELECT id, profile, id, 'google', profile, 0 FROM users",
        ],
    ),
    (
        "external_identities_subject_lookup_key",
        &[
            IDENTITY,
            "INSERT INTO external_identities (id, subject_lookup, user_id, provider, identity, created_at)
             SELECT v.id, u.email_lookup, u.id, 'google', u.profile, 0 FROM users u CROSS JOIN venues v",
        ],
    ),
    (
        "foreign_key",
        &["INSERT INTO sessions (id, user_id, device, created_at, confirmed_at) SELECT id, id, 'x', 0, 0 FROM venues"],
    ),
    (
        "foreign_key",
        &["INSERT INTO user_scopes (user_id, scope_id) SELECT id, id FROM venues"],
    ),
];

const POSTER: &str = "INSERT INTO posters (show_id, digest, alt, width, height, image, created_at)
     SELECT s.id, '0123456789abcdef', 'A tempest', 300, 400, u.profile, 0 FROM shows s CROSS JOIN users u";
const CREDENTIAL: &str = "INSERT INTO used_credentials (id, expires_at) SELECT id, 0 FROM users";
const AUDIT_KEY: &str =
    "INSERT INTO audit_keys (id, secret, created_at) SELECT id, profile, 0 FROM users";
const AUDIT_HEAD: &str = "INSERT INTO audit_heads (chain, entries, hash, seal) SELECT 99, 0, profile, profile FROM users";
const AUDIT_ENTRY: &str =
    "INSERT INTO audit_entries (chain, number, at, action, details_hash, hash)
     SELECT 99, 1, 0, 'x', profile, profile FROM users";
const SCOPE: &str = "INSERT INTO user_scopes (user_id, scope_id) SELECT id, id FROM users";
const SESSION: &str = "INSERT INTO sessions (id, user_id, device, created_at, confirmed_at) SELECT id, id, 'x', 0, 0 FROM users";
const FACTOR: &str = "INSERT INTO second_factors (user_id, secret, last_step, created_at) SELECT id, profile, 0, 0 FROM users";
const RECOVERY: &str = "INSERT INTO recovery_codes (user_id, hash) SELECT id, profile FROM users";
const LOCKOUT: &str = "INSERT INTO lockouts (id, failures, last_failed_at, locked_until, known_until) SELECT id, 1, 0, 0, 0 FROM users";
const DOOR_LINK: &str =
    "INSERT INTO door_links (id, user_id, performance_id, created_by, created_at, expires_at)
     SELECT u.id, u.id, p.id, u.id, 0, 0 FROM users u CROSS JOIN performances p";
const API_TOKEN: &str =
    "INSERT INTO api_tokens (id, user_id, name, permissions, created_at, expires_at)
     SELECT id, id, 'x', '', 0, 0 FROM users";
const FAMILY: &str =
    "INSERT INTO refresh_families (id, user_id, created_at) SELECT id, id, 0 FROM users";
const SIGNING_KEY: &str = "INSERT INTO signing_keys (id, secret, public, created_at) SELECT id, profile, profile, 0 FROM users";
const IDENTITY: &str =
    "INSERT INTO external_identities (id, subject_lookup, user_id, provider, identity, created_at)
     SELECT id, email_lookup, id, 'google', profile, 0 FROM users";
const RECORD: &str =
    "INSERT INTO crm_records (id, source, created_at) SELECT id, email_lookup, 0 FROM users";

-- When the guests of an occurrence were erased; set back when it is moved.
ALTER TABLE occurrences ADD COLUMN erased_at INTEGER;

CREATE INDEX occurrences_kind_starts_at_idx ON occurrences (kind, starts_at, id) WHERE erased_at IS NULL;

CREATE TABLE posters (
    show_id UUID NOT NULL,
    digest TEXT NOT NULL,
    alt TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    image BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT posters_show_id_key PRIMARY KEY (show_id),
    CONSTRAINT posters_show_id_fkey FOREIGN KEY (show_id) REFERENCES shows (id),
    CONSTRAINT posters_digest CHECK (LENGTH(digest) = 16),
    CONSTRAINT posters_alt CHECK (LENGTH(alt) >= 1 AND LENGTH(alt) <= 200),
    CONSTRAINT posters_size CHECK (width >= 1 AND width <= 800 AND height >= 1 AND height <= 1200),
    CONSTRAINT posters_image CHECK (LENGTH(image) >= 1 AND LENGTH(image) <= 40000)
);

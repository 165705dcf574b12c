-- Norms from an organisation's own people. A norm never changes, and names nobody.
CREATE TABLE norms (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    framework_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- Counts the norms of one name.
    version INTEGER NOT NULL CHECK (version > 0),
    n_people INTEGER NOT NULL CHECK (n_people >= 100),
    -- Everybody's values without who they are, as JSON.
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, name, version),
    FOREIGN KEY (org_id, framework_id) REFERENCES framework_versions (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
CREATE INDEX norms_by_time ON norms (org_id, created_at, id);

-- Which norm a search is compared with; none where it is the framework's.
CREATE TABLE search_norms (
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    norm_id TEXT NOT NULL,
    PRIMARY KEY (org_id, search_id),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, norm_id) REFERENCES norms (org_id, id)
) STRICT;
CREATE INDEX search_norms_by_norm ON search_norms (org_id, norm_id);

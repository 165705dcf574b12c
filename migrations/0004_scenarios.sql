-- Criteria that were tried in a search and saved under a name, to be set side by side.

CREATE TABLE scenarios (
    id TEXT PRIMARY KEY NOT NULL,
    org_id TEXT NOT NULL,
    search_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The COO type, the pillar weights and the balance, as JSON.
    criteria TEXT NOT NULL CHECK (length(criteria) <= 20000),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    UNIQUE (org_id, id),
    UNIQUE (org_id, search_id, name),
    FOREIGN KEY (org_id, search_id) REFERENCES searches (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, created_by) REFERENCES users (org_id, id)
) STRICT;
